package io.tributary.intake.bulk;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.graphql.Description;

/** What the rows of a file are, and the columns they have. */
@Description("What the rows of an import are.")
public enum ImportKind {
  /** People. */
  CUSTOMERS(
      "customers",
      "customer_ref",
      "name first_name last_name phone phone_verified email email_verified birth_date gender address city region"
          + " postcode country card_number card_programme wechat_unionid wechat_platform wechat_openid wechat_appid"
          + " wecom_external_userid wecom_corpid updated_at",
      true),
  /** Sales. */
  ORDERS(
      "orders",
      "order_id customer_ref ordered_at total",
      "currency store channel status delivered_at shipping tax discount points_paid quantity"
          + " referral_code",
      false),
  /** What was sold in a sale. */
  ORDER_LINES(
      "order-lines",
      "order_id sku quantity amount",
      "line_id name category discount customer_ref ordered_at currency store channel",
      false),
  /** Money given back. */
  RETURNS(
      "returns", "order_id returned_at amount", "return_id currency sku quantity reason", false),
  /** What people did that is not a sale. */
  EVENTS("events", "name occurred_at", "customer_ref anonymous_id event_id kind", true),
  /** Which staff and groups people are with. */
  RELATIONS(
      "relations",
      "customer_ref corp_id",
      "staff_id chat_id joined_at left_at wecom_external_userid wechat_unionid wechat_platform",
      false),
  /** What is sold. */
  PRODUCTS("products", "sku", "name category brand", true),
  /** Places of sale. */
  STORES("stores", "code", "name city region country timezone", true),
  /** What channels cost on a day. */
  CHANNEL_COSTS("channel-costs", "channel day amount", "kind currency", false);

  private final String path;
  private final List<String> required;
  private final List<String> columns;
  private final boolean keepsOthers;

  ImportKind(String path, String required, String optional, boolean keepsOthers) {
    this.path = path;
    this.required = List.of(required.split(" "));
    this.columns =
        Stream.concat(this.required.stream(), Arrays.stream(optional.split(" "))).toList();
    this.keepsOthers = keepsOthers;
  }

  /** The kind's name in the URL. */
  String path() {
    return path;
  }

  /** The columns without which there is no fact. */
  List<String> required() {
    return required;
  }

  /** All columns that mean something. */
  List<String> columns() {
    return columns;
  }

  /** Whether other columns become attributes or properties; otherwise they are passed over. */
  boolean keepsOthers() {
    return keepsOthers;
  }

  /** The kind that a URL names. */
  static Optional<ImportKind> of(String path) {
    return Stream.of(values()).filter(kind -> kind.path.equals(path)).findAny();
  }

  /** The names in the URL, for people. */
  static String paths() {
    return Stream.of(values()).map(ImportKind::path).collect(Collectors.joining(", "));
  }
}
