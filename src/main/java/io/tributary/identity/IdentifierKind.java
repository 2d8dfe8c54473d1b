package io.tributary.identity;

import org.eclipse.microprofile.graphql.Description;

/** The kinds of value that point to a person. */
@Description("The kinds of value that point to a person.")
public enum IdentifierKind {
  /** E.164; national numbers are read in the source's region. */
  PHONE,
  /** Lower case. */
  EMAIL,
  /** One person within a WeChat open-platform account (the scope); case matters. */
  WECHAT_UNIONID,
  /** One person within a WeChat app (the scope); case matters. */
  WECHAT_OPENID,
  /** One external contact within a WeCom corp (the scope); case matters. */
  WECOM_EXTERNAL_USERID,
  /** Upper case without separators; the scope is the card programme. */
  CARD_NUMBER,
  /** The id that a source gave (the scope): customer_ref, userId. */
  USER_ID,
  /** A visitor that is not signed in, within a source (the scope). */
  ANONYMOUS_ID,
  /** A device, within a source (the scope). */
  DEVICE_ID
}
