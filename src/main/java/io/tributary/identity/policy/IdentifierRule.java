package io.tributary.identity.policy;

import io.tributary.identity.IdentifierKind;
import io.tributary.identity.IdentifierPolicy;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A row of the identifier table.
 *
 * @param kind the kind
 * @param ties when it ties customers
 * @param perCustomer how many values within one scope a customer may have; null for any number
 * @param onePerPerson whether two values within one scope are two people to every rule
 * @param ofHousehold whether a household may have one value in common
 */
@Description("A row of the identifier table.")
public record IdentifierRule(
    @NonNull @Description("The kind.") IdentifierKind kind,
    @NonNull @Description("When it ties customers.") IdentifierPolicy.Ties ties,
    @Description("How many values within one scope a customer may have; null for any number.")
        Integer perCustomer,
    @Description(
            "Whether no rule merges two customers that have different values within one scope.")
        boolean onePerPerson,
    @Description(
            "Whether a household may have one value in common: alone it ties nobody whose given names differ.")
        boolean ofHousehold) {

  /** Within what the limit counts and values are compared. */
  @NonNull
  @Description("Within what values are compared and the limit counts; it is fixed.")
  public String getScope() {
    return switch (kind) {
      case PHONE, EMAIL -> "everywhere";
      case WECHAT_UNIONID -> "the open-platform account";
      case WECHAT_OPENID -> "the app";
      case WECOM_EXTERNAL_USERID -> "the corp";
      case CARD_NUMBER -> "the card programme";
      case USER_ID, ANONYMOUS_ID, DEVICE_ID -> "the source";
    };
  }

  /** The one form that values are brought into. */
  @NonNull
  @Description("The one form that values are brought into; fixed, since they are found by it.")
  public String getNormalisation() {
    return switch (kind) {
      case PHONE -> "E.164, national numbers read in the region of their source";
      case EMAIL -> "lower case, the domain in IDNA's ASCII, no provider tricks";
      case CARD_NUMBER -> "upper case without separators";
      default -> "as it is, case kept";
    };
  }
}
