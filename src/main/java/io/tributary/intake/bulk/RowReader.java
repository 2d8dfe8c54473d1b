package io.tributary.intake.bulk;

import io.tributary.activity.EventFact;
import io.tributary.activity.EventKind;
import io.tributary.commerce.LineFact;
import io.tributary.commerce.OrderFact;
import io.tributary.commerce.OrderStatus;
import io.tributary.commerce.ProductRow;
import io.tributary.commerce.ReturnFact;
import io.tributary.commerce.StoreRow;
import io.tributary.commerce.cost.ChannelCost;
import io.tributary.commerce.cost.CostKind;
import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.relation.RelationFact;
import io.tributary.identity.relation.RelationKind;
import io.tributary.intake.ReferralCodeUse;
import io.tributary.platform.Ids;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Reads a row of each kind: texts by column in, a fact out, or a {@link Refused}. */
final class RowReader {
  private static final List<String> NAMED_ATTRIBUTES =
      List.of(
          "name",
          "first_name",
          "last_name",
          "gender",
          "address",
          "city",
          "region",
          "postcode",
          "country");

  private RowReader() {}

  /** What the row says. */
  static Row read(ImportKind kind, Fields fields) {
    return switch (kind) {
      case CUSTOMERS -> person(fields);
      case ORDERS -> sale(fields);
      case ORDER_LINES -> line(fields);
      case RETURNS -> givenBack(fields);
      case EVENTS -> deed(fields);
      case RELATIONS -> tie(fields);
      case PRODUCTS -> article(fields);
      case STORES -> place(fields);
      case CHANNEL_COSTS -> cost(fields);
    };
  }

  private static Row person(Fields fields) {
    ProfileKey key = ProfileKey.user(fields.requiredId("customer_ref"));
    List<GivenIdentifier> identifiers = new ArrayList<>();
    Boolean phoneVerified = fields.truth("phone_verified");
    Boolean emailVerified = fields.truth("email_verified");
    String app = fields.id("wechat_appid");
    String platform = fields.id("wechat_platform");
    String corp = fields.id("wecom_corpid");
    give(identifiers, IdentifierKind.PHONE, null, fields.text("phone"), phoneVerified);
    give(identifiers, IdentifierKind.EMAIL, null, fields.text("email"), emailVerified);
    String programme = fields.id("card_programme");
    give(identifiers, IdentifierKind.CARD_NUMBER, programme, fields.id("card_number"), null);
    give(identifiers, IdentifierKind.WECHAT_UNIONID, platform, fields.id("wechat_unionid"), null);
    give(identifiers, IdentifierKind.WECHAT_OPENID, app, fields.id("wechat_openid"), null);
    String external = fields.id("wecom_external_userid");
    give(identifiers, IdentifierKind.WECOM_EXTERNAL_USERID, corp, external, null);
    Map<String, Object> attributes = new TreeMap<>(fields.others());
    for (String name : NAMED_ATTRIBUTES) {
      put(attributes, name, fields.text(name));
    }
    put(attributes, "birth_date", fields.birthDate("birth_date"));
    Instant updatedAt = fields.instant("updated_at");
    return new Row.Person(
        updatedAt == null
            ? new ProfileFact(
                key,
                List.of(),
                identifiers,
                attributes,
                false,
                fields.defaults().saidAt(),
                contents(fields, Map.of()))
            : new ProfileFact(key, List.of(), identifiers, attributes, false, updatedAt));
  }

  private static void give(
      List<GivenIdentifier> into,
      IdentifierKind kind,
      String scope,
      String value,
      Boolean verified) {
    if (value != null) {
      into.add(new GivenIdentifier(kind, scope, value, verified));
    }
  }

  private static void put(Map<String, Object> into, String name, String value) {
    if (value != null) {
      into.put(name, value);
    }
  }

  private static Row sale(Fields fields) {
    String orderId = fields.requiredId("order_id");
    String customer = fields.requiredId("customer_ref");
    Instant orderedAt = fields.requiredInstant("ordered_at");
    String currency = fields.currency();
    String word = fields.text("status");
    boolean refunded = word != null && word.toLowerCase(Locale.ROOT).equals("refunded");
    OrderStatus status = refunded ? OrderStatus.PAID : status(word);
    OrderFact order =
        new OrderFact(
            null,
            orderId,
            orderedAt,
            status,
            fields.text("channel"),
            fields.code("store"),
            currency,
            fields.requiredNotNegative("total", currency),
            fields.amountOrZero("shipping", currency),
            fields.amountOrZero("tax", currency),
            fields.amountOrZero("discount", currency),
            fields.amountOrZero("points_paid", currency),
            fields.quantity("quantity"),
            List.of(),
            deliveredAt(fields, word));
    ReturnFact refund =
        refunded
            ? new ReturnFact(null, orderId, orderedAt, currency, null, null, null, null)
            : null;
    boolean paid = status == OrderStatus.PAID;
    String code = fields.text(ReferralCodeUse.ATTRIBUTE);
    ProfileFact person =
        code == null
            ? ProfileFact.seen(ProfileKey.user(customer), paid, orderedAt)
            : new ProfileFact(
                ProfileKey.user(customer),
                List.of(),
                List.of(),
                Map.of(ReferralCodeUse.ATTRIBUTE, code),
                paid,
                orderedAt);
    return new Row.Sale(person, order, refund);
  }

  /** Of a row that says delivered and not when, no more is known than that it was by now. */
  private static Instant deliveredAt(Fields fields, String status) {
    Instant said = fields.instant("delivered_at");
    boolean isDelivered = status != null && status.toLowerCase(Locale.ROOT).equals("delivered");
    return said == null && isDelivered ? fields.defaults().saidAt() : said;
  }

  private static OrderStatus status(String word) {
    return switch (word == null ? "paid" : word.toLowerCase(Locale.ROOT)) {
      case "paid", "completed", "complete", "fulfilled", "shipped", "delivered", "closed" ->
          OrderStatus.PAID;
      case "pending", "unpaid", "created", "open", "processing" -> OrderStatus.PENDING;
      case "cancelled", "canceled", "void", "voided" -> OrderStatus.CANCELLED;
      default ->
          throw new Refused(
              "status",
              "status "
                  + word
                  + " is unknown. It is paid, pending, cancelled or refunded (or completed,"
                  + " fulfilled, shipped, delivered, closed, unpaid, created, open, processing,"
                  + " void).");
    };
  }

  private static Row line(Fields fields) {
    String orderId = fields.requiredId("order_id");
    String sku = fields.requiredCode("sku");
    String customer = fields.id("customer_ref");
    Instant orderedAt = fields.instant("ordered_at");
    String currency = fields.currency();
    BigDecimal quantity = fields.quantity("quantity");
    if (quantity == null) {
      throw new Refused("quantity", "quantity is blank. Every row needs one.");
    }
    String lineId = fields.code("line_id");
    OrderFact.Line line =
        new OrderFact.Line(
            lineId == null ? sku : lineId,
            sku,
            fields.text("name"),
            fields.text("category"),
            quantity,
            fields.requiredAmount("amount", currency),
            fields.amountOrZero("discount", currency));
    // without a time the line cannot make its order, and so has no use for a profile
    boolean namesSale = customer != null && orderedAt != null;
    ProfileFact person =
        namesSale ? ProfileFact.seen(ProfileKey.user(customer), true, orderedAt) : null;
    return new Row.SaleLine(
        person,
        new LineFact(
            null,
            orderId,
            orderedAt,
            currency,
            fields.code("store"),
            fields.text("channel"),
            line));
  }

  private static Row givenBack(Fields fields) {
    String currency = fields.currency();
    return new Row.GivenBack(
        new ReturnFact(
            fields.id("return_id"),
            fields.requiredId("order_id"),
            fields.requiredInstant("returned_at"),
            currency,
            fields.requiredNotNegative("amount", currency),
            fields.code("sku"),
            fields.quantity("quantity"),
            fields.text("reason")));
  }

  private static Row deed(Fields fields) {
    String customer = fields.id("customer_ref");
    String visitor = fields.id("anonymous_id");
    if (customer == null && visitor == null) {
      throw new Refused(
          "customer_ref", "customer_ref and anonymous_id are both blank. Every row needs one.");
    }
    Instant occurredAt = fields.requiredInstant("occurred_at");
    ProfileKey key = customer == null ? ProfileKey.anonymous(visitor) : ProfileKey.user(customer);
    List<ProfileKey> links =
        customer != null && visitor != null ? List.of(ProfileKey.anonymous(visitor)) : List.of();
    ProfileFact person = new ProfileFact(key, links, List.of(), Map.of(), false, occurredAt);
    String eventId = fields.id("event_id");
    EventFact event =
        new EventFact(
            null,
            eventId == null ? contentId(fields, occurredAt) : eventId,
            eventKind(fields.text("kind")),
            fields.required("name"),
            occurredAt,
            new TreeMap<>(fields.others()));
    return new Row.Deed(person, event);
  }

  /** An event without an id is known by what it says: the same row again is the same event. */
  private static String contentId(Fields fields, Instant occurredAt) {
    return "row-" + contents(fields, Map.of("occurred_at", occurredAt));
  }

  /** What a row that says the same is known by; some of it perhaps as we read it. */
  private static UUID contents(Fields fields, Map<String, Object> read) {
    Map<String, Object> said = new TreeMap<>(fields.others());
    said.keySet().removeAll(fields.known().keySet());
    said.putAll(fields.known());
    said.putAll(read);
    List<String> parts = new ArrayList<>();
    said.forEach((name, value) -> parts.addAll(List.of(name, value.toString())));
    return Ids.hash(parts.toArray(String[]::new));
  }

  private static EventKind eventKind(String word) {
    try {
      return word == null
          ? EventKind.INTERACTION
          : EventKind.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Refused(
          "kind", "kind " + word + " is none of view, follow, visit, comment, group, interaction.");
    }
  }

  private static Row tie(Fields fields) {
    String corp = fields.requiredId("corp_id");
    String staff = fields.id("staff_id");
    String chat = fields.id("chat_id");
    if ((staff == null) == (chat == null)) {
      throw new Refused("staff_id", "Every row needs staff_id or chat_id, and not both.");
    }
    Instant joinedAt = fields.instant("joined_at");
    Instant leftAt = fields.instant("left_at");
    if (joinedAt == null && leftAt == null) {
      throw new Refused("joined_at", "joined_at and left_at are both blank. Every row needs one.");
    }
    List<GivenIdentifier> identifiers = new ArrayList<>();
    String external = fields.id("wecom_external_userid");
    String platform = fields.id("wechat_platform");
    give(identifiers, IdentifierKind.WECOM_EXTERNAL_USERID, corp, external, null);
    give(identifiers, IdentifierKind.WECHAT_UNIONID, platform, fields.id("wechat_unionid"), null);
    ProfileKey key = ProfileKey.user(fields.requiredId("customer_ref"));
    return new Row.Tie(
        new ProfileFact(
            key, List.of(), identifiers, Map.of(), false, joinedAt == null ? leftAt : joinedAt),
        new RelationFact(
            null,
            staff == null ? RelationKind.GROUP : RelationKind.STAFF,
            corp,
            staff == null ? chat : staff,
            joinedAt,
            leftAt));
  }

  private static Row article(Fields fields) {
    return new Row.Article(
        new ProductRow(
            fields.requiredCode("sku"),
            fields.text("name"),
            fields.text("category"),
            fields.text("brand"),
            new TreeMap<>(fields.others())));
  }

  private static Row cost(Fields fields) {
    String currency = fields.currency();
    String day = fields.required("day");
    String kind = fields.text("kind");
    try {
      return new Row.Cost(
          new ChannelCost(
              fields.required("channel"),
              LocalDate.parse(day),
              kind == null ? CostKind.MEDIA : CostKind.valueOf(kind.toUpperCase(Locale.ROOT)),
              currency,
              fields.requiredNotNegative("amount", currency)));
    } catch (DateTimeException e) {
      throw new Refused("day", "day is not a date. Write it like 2024-05-31.");
    } catch (IllegalArgumentException e) {
      throw new Refused("kind", "kind " + kind + " is none of media, other.");
    }
  }

  private static Row place(Fields fields) {
    String timezone = fields.text("timezone");
    try {
      ZoneId zone = timezone == null ? null : ZoneId.of(timezone);
      return new Row.Place(
          new StoreRow(
              fields.requiredCode("code"),
              fields.text("name"),
              fields.text("city"),
              fields.text("region"),
              fields.text("country"),
              zone == null ? null : zone.getId(),
              new TreeMap<>(fields.others())));
    } catch (DateTimeException e) {
      throw new Refused("timezone", "timezone is not an IANA name, such as Asia/Shanghai.");
    }
  }
}
