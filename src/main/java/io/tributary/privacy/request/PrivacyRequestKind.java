package io.tributary.privacy.request;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What a person asks for. */
@Enum("PrivacyRequestKind")
@Description("What a person asks for.")
public enum PrivacyRequestKind {
  /** That they are erased; orders, points and figures stay, without the person. */
  ERASURE,
  /** Everything that is kept on them. */
  EXPORT,
  /** That an attribute is put right. */
  CORRECTION,
  /** That their data are kept and hardly used. */
  RESTRICTION,
  /** That they are not profiled and not advertised to. */
  OBJECTION
}
