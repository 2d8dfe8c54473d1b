package io.tributary.privacy.consent;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** By which way a person may be reached. */
@Enum("ConsentChannel")
@Description("By which way a person may be reached; ANY is about all of them.")
public enum ConsentChannel {
  /** All of them. */
  ANY,
  /** E-mail. */
  EMAIL,
  /** Text message. */
  SMS,
  /** A call. */
  PHONE,
  /** A letter. */
  POST,
  /** A notification of an app. */
  PUSH,
  /** WeChat and WeCom. */
  WECHAT;

  static Optional<ConsentChannel> of(String word) {
    String name = word == null ? "" : word.strip().toUpperCase(Locale.ROOT);
    return Stream.of(values()).filter(one -> one.name().equals(name)).findFirst();
  }
}
