package io.tributary.intake.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.activity.EventKind;
import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What messages say of people. */
class MessagesTest {
  @Test
  void the_user_id_is_the_profile_and_the_anonymous_id_is_linked() {
    ProfileFact who =
        Said.message(
                "{\"type\": \"identify\", \"userId\": 12345678901234567890, \"anonymousId\": \"a\"}")
            .who();
    assertEquals(ProfileKey.user("12345678901234567890"), who.key());
    assertEquals(List.of(ProfileKey.anonymous("a")), who.links());
  }

  @Test
  void a_visitor_is_known_by_the_anonymous_id() {
    for (String userId :
        List.of(
            "null",
            "\"\"",
            "\"undefined\"",
            "\"[object Object]\"",
            "\"NaN\"",
            "\"0000-0000\"",
            "0",
            "\"'null'\"",
            "\" \"",
            "{}",
            "[1]",
            "true")) {
      ProfileFact who =
          Said.message(
                  "{\"type\": \"identify\", \"anonymousId\": \"a\", \"userId\": %s}"
                      .formatted(userId))
              .who();
      assertEquals(ProfileKey.anonymous("a"), who.key(), userId);
      assertEquals(List.of(), who.links());
    }
  }

  @Test
  void a_message_of_nobody_is_refused_and_says_why() {
    assertEquals(
        "it names nobody: userId is the word undefined, which is no id, and anonymousId is missing",
        Said.refusal("{\"type\": \"identify\", \"userId\": \"undefined\"}"));
    assertEquals(
        "it names nobody: userId is neither text nor a number, and anonymousId is blank",
        Said.refusal("{\"type\": \"identify\", \"userId\": {}, \"anonymousId\": \" \"}"));
  }

  @Test
  void an_alias_links_the_previous_id_whatever_it_was() {
    ProfileFact who =
        Said.message("{\"type\": \"alias\", \"userId\": \"u\", \"previousId\": \"p\"}").who();
    assertEquals(ProfileKey.user("u"), who.key());
    assertEquals(List.of(ProfileKey.user("p"), ProfileKey.anonymous("p")), who.links());
    assertEquals("previousId is missing", Said.refusal("{\"type\": \"alias\", \"userId\": \"u\"}"));
    assertEquals(
        "userId is missing",
        Said.refusal("{\"type\": \"alias\", \"anonymousId\": \"a\", \"previousId\": \"p\"}"));
  }

  private static Object born(String json) {
    return Said.message(
            "{\"type\": \"identify\", \"userId\": \"u1\", \"traits\": {\"birthday\": "
                + json
                + "}}")
        .who()
        .attributes()
        .get("birth_date");
  }

  @Test
  void a_birthday_of_which_only_the_year_is_known_is_no_moment_of_1970() {
    assertEquals("1990", born("1990"));
    assertEquals("1990", born("1990.0"));
    assertEquals("1990", born("\"1990\""));
    assertEquals("1990-05", born("\"1990-05\""));
    assertEquals("1990-05-17", born("19900517"));
    assertEquals("1990-05-17", born("\"19900517\""));
    assertEquals("1990-05-17", born("642873600000"));
  }

  @Test
  void traits_become_attributes_by_the_glossarys_names() {
    ProfileFact who =
        Said.message(
                """
                {"type": "identify", "userId": "u1", "traits": {
                  "firstName": "Wei", "last_name": "Zhang", "birthday": "1990-05-16T16:00:00.000Z", "gender": "F",
                  "address": {"street": "1 Nanjing Rd", "city": "Shanghai", "state": "SH", "postalCode": "200000", "country": "CN"},
                  "favouriteColour": "green", "Loyalty Tier": 2, "nickname": "", "title": null, "tags": ["a", 1.50]}}""")
            .who();
    Map<String, Object> attributes = new java.util.HashMap<>(who.attributes());
    assertEquals(null, attributes.remove("title"), "null removes");
    assertEquals("[a, 1.50]", attributes.remove("tags").toString(), "a number keeps its digits");
    assertEquals(
        Map.of(
                "first_name",
                "Wei",
                "last_name",
                "Zhang",
                "birth_date",
                "1990-05-17",
                "gender",
                "F",
                "address",
                "1 Nanjing Rd",
                "city",
                "Shanghai",
                "region",
                "SH",
                "postcode",
                "200000",
                "country",
                "CN",
                "loyalty_tier",
                2)
            .entrySet()
            .stream()
            .sorted(Map.Entry.comparingByKey())
            .toList()
            .toString(),
        attributes.entrySet().stream()
            .filter(e -> !e.getKey().equals("favourite_colour"))
            .sorted(Map.Entry.comparingByKey())
            .toList()
            .toString());
    assertEquals("green", attributes.get("favourite_colour"));
  }

  @Test
  void identifiers_come_from_traits_external_ids_and_the_device() {
    ProfileFact who =
        Said.message(
                """
                {"type": "track", "event": "Clicked", "userId": "u1", "context": {
                  "traits": {"email": "a@b.cn", "email_verified": true, "phone": 13912345678, "unionId": "U", "openId": "O",
                             "wechat_appid": "wx1", "cardNumber": "C 1", "wecom_external_userid": "W", "wecom_corpid": "corp",
                             "city": "Suzhou"},
                  "externalIds": [{"id": "E", "type": "wechat_openid", "scope": "wx2", "collection": "users", "encoding": "none"},
                                  {"id": "G", "type": "ga_client_id", "encoding": "none"},
                                  {"id": "5f", "type": "email", "encoding": "sha256"}],
                  "device": {"id": "D", "advertisingId": "00000000-0000-0000-0000-000000000000"}}}""")
            .who();
    assertEquals(
        List.of(
            new GivenIdentifier(IdentifierKind.EMAIL, null, "a@b.cn", true),
            new GivenIdentifier(IdentifierKind.PHONE, null, "13912345678", null),
            new GivenIdentifier(IdentifierKind.WECHAT_UNIONID, null, "U", null),
            new GivenIdentifier(IdentifierKind.WECHAT_OPENID, "wx1", "O", null),
            new GivenIdentifier(IdentifierKind.WECOM_EXTERNAL_USERID, "corp", "W", null),
            new GivenIdentifier(IdentifierKind.CARD_NUMBER, null, "C 1", null),
            new GivenIdentifier(IdentifierKind.DEVICE_ID, null, "D", null),
            new GivenIdentifier(IdentifierKind.WECHAT_OPENID, "wx2", "E", null)),
        who.identifiers());
    assertEquals(
        Map.of("ga_client_id", "G", "email_sha256", "5f", "city", "Suzhou"), who.attributes());
  }

  @Test
  void the_traits_of_a_group_are_not_its_members() {
    Reading.Message message =
        Said.message(
            """
            {"type": "group", "userId": "u1", "groupId": "g1", "traits": {"name": "Acme", "email": "hi@acme.cn"}}""");
    assertEquals(Map.of(), message.who().attributes());
    assertEquals(List.of(), message.who().identifiers());
    Fact.Happening joined = (Fact.Happening) message.fact();
    assertEquals(EventKind.GROUP, joined.kind());
    assertEquals("Acme", joined.name());
    assertEquals("g1", joined.properties().get("group_id"));
    assertEquals("groupId is missing", Said.refusal("{\"type\": \"group\", \"userId\": \"u1\"}"));
  }

  @Test
  void events_are_sorted_by_their_names() {
    Map.ofEntries(
            Map.entry("Product Viewed", EventKind.VIEW),
            Map.entry("product_list viewed", EventKind.VIEW),
            Map.entry("PRODUCT REVIEWED", EventKind.COMMENT),
            Map.entry("WeChat Followed", EventKind.FOLLOW),
            Map.entry("Unfollowed", EventKind.FOLLOW),
            Map.entry("Newsletter Subscribed", EventKind.FOLLOW),
            Map.entry("Store Visited", EventKind.VISIT),
            Map.entry("checked-in", EventKind.VISIT),
            Map.entry("Product Added", EventKind.INTERACTION),
            Map.entry("Checkout Started", EventKind.INTERACTION))
        .forEach(
            (name, kind) -> {
              Fact.Happening event = Said.track(Fact.Happening.class, name, "\"sku\": \"tea\"");
              assertEquals(kind, event.kind(), name);
              assertEquals(name, event.name());
              assertEquals(Map.of("sku", "tea"), event.properties());
            });
  }

  @Test
  void a_page_is_a_view_and_keeps_where_it_was_come_from() {
    Fact.Happening page =
        (Fact.Happening)
            Said.message(
                    """
                    {"type": "page", "anonymousId": "a", "category": "Docs", "properties": {"path": "/a"},
                     "context": {"campaign": {"source": "wechat"}, "ip": "8.8.8.8"}}""")
                .fact();
    assertEquals(EventKind.VIEW, page.kind());
    assertEquals("/a", page.name());
    assertEquals(
        Map.of(
            "path",
            "/a",
            "category",
            "Docs",
            "context",
            Map.of("campaign", Map.of("source", "wechat"))),
        page.properties());
  }

  @Test
  void what_is_wrong_is_said() {
    assertTrue(Said.refusal("[]").startsWith("not a JSON object"));
    assertTrue(Said.refusal("{\"type\": \"track\", \"userId\": 1").startsWith("not a JSON object"));
    assertEquals(
        "type is missing: identify, track, page, screen, group or alias",
        Said.refusal("{\"userId\": \"u\"}"));
    assertEquals(
        "type buy is none of identify, track, page, screen, group and alias",
        Said.refusal("{\"userId\": \"u\", \"type\": \"buy\"}"));
    assertEquals(
        "event, the name of what happened, is missing",
        Said.refusal("{\"userId\": \"u\", \"type\": \"track\"}"));
    assertEquals(
        "timestamp is neither ISO 8601 nor milliseconds since 1970",
        Said.refusal("{\"userId\": \"u\", \"type\": \"page\", \"timestamp\": \"yesterday\"}"));
    assertEquals(
        "it has a NUL character (\\u0000), which cannot be kept",
        Said.refusal(
            "{\"userId\": \"u\", \"type\": \"page\", \"properties\": {\"a\": [\"\\u0000\"]}}"));
    assertEquals(
        "it has half a surrogate pair, which is not Unicode text",
        Said.refusal("{\"userId\": \"u\", \"type\": \"page\", \"properties\": {\"\\uD83D\": 1}}"));
    assertEquals(
        "it has a number that is too large or too small to be kept",
        Said.refusal("{\"userId\": \"u\", \"type\": \"page\", \"properties\": {\"n\": 1e99999}}"));
    assertTrue(
        Said.refusal(
                "{\"userId\": \"u\", \"type\": \"page\", \"n\": "
                    + "[".repeat(200)
                    + "]".repeat(200)
                    + "}")
            .contains("nesting depth"));
  }

  @Test
  void a_message_may_have_32_kB_and_not_a_byte_more() {
    String frame = "{\"type\": \"identify\", \"userId\": \"u\", \"traits\": {\"text\": \"%s\"}}";
    int room = 32 * 1024 - (frame.length() - "%s".length());
    Said.message(frame.formatted("x".repeat(room)));
    assertEquals(
        "the message is larger than 32 kB", Said.refusal(frame.formatted("x".repeat(room + 1))));
    assertEquals(
        "the message is larger than 32 kB",
        Said.refusal(frame.formatted("x".repeat(room - 2) + "é" + "x")),
        "it is bytes that count");
  }

  @Test
  void a_message_without_an_id_gets_one_from_what_it_says() {
    String id = Said.message("{\"type\": \"page\", \"userId\": \"u\", \"sentAt\": 1}").id();
    assertEquals(id, Said.message("{\"userId\": \"u\", \"sentAt\": 2, \"type\": \"page\"}").id());
    assertNotEquals(id, Said.message("{\"userId\": \"v\", \"type\": \"page\"}").id());
    assertEquals(
        "m", Said.message("{\"type\": \"page\", \"userId\": \"u\", \"messageId\": \"m\"}").id());
  }

  @Test
  void a_batch_lends_its_messages_its_context_and_time_of_sending() {
    Reading.Message message =
        (Reading.Message)
            Said.reading(
                "{\"type\": \"page\", \"userId\": \"u\", \"timestamp\": \"2020-01-01T00:00:00Z\"}",
                """
                {"batch": [], "sentAt": "2020-01-01T01:00:00Z", "context": {"traits": {"city": "Suzhou"}}}""");
    assertEquals(Map.of("city", "Suzhou"), message.who().attributes());
    assertEquals(Instant.parse("2026-03-01T11:00:00Z"), message.who().occurredAt());
  }

  /** Whatever JSON comes, the answer is a value. */
  @Property(tries = 500)
  void any_json_is_read_or_refused_with_a_reason(@ForAll("messages") String json) {
    Reading reading = Said.reading(json);
    if (reading instanceof Reading.Refusal refusal) {
      assertTrue(!refusal.reason().isBlank());
    } else {
      assertTrue(!reading.id().isBlank());
    }
  }

  @Property(tries = 300)
  void any_text_is_read_or_refused_with_a_reason(@ForAll String text) {
    Said.reading(text);
  }

  @Provide
  Arbitrary<String> messages() {
    Arbitrary<String> names =
        Arbitraries.of(
            "type",
            "userId",
            "anonymousId",
            "previousId",
            "groupId",
            "messageId",
            "event",
            "timestamp",
            "originalTimestamp",
            "sentAt",
            "context",
            "traits",
            "properties",
            "name",
            "email",
            "phone",
            "order_id",
            "total",
            "price",
            "quantity",
            "products",
            "currency",
            "externalIds",
            "device",
            "id",
            "address",
            "birthday");
    Arbitrary<String> words =
        Arbitraries.of(
            "\"track\"",
            "\"identify\"",
            "\"alias\"",
            "\"group\"",
            "\"page\"",
            "\"Order Completed\"",
            "\"Order Refunded\"",
            "\"u1\"",
            "\"2026-03-01\"",
            "\"12.345\"",
            "12.5",
            "-1",
            "1e400",
            "null",
            "true",
            "\"\"",
            "\"CNY\"",
            "\"\\u0000\"");
    Arbitrary<String> scalars =
        Arbitraries.oneOf(words, Arbitraries.strings().ofMaxLength(8).map(MessagesTest::quoted));
    Arbitrary<String> values =
        Arbitraries.recursive(() -> scalars, inner -> inside(names, inner, scalars), 0, 3);
    return object(names, values)
        .map(body -> "{\"type\": \"track\", \"userId\": \"u\", " + body.substring(1));
  }

  private static Arbitrary<String> inside(
      Arbitrary<String> names, Arbitrary<String> inner, Arbitrary<String> scalars) {
    return Arbitraries.oneOf(
        scalars,
        object(names, inner),
        inner.list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"));
  }

  private static Arbitrary<String> object(Arbitrary<String> names, Arbitrary<String> values) {
    return Combinators.combine(names, values)
        .as((name, value) -> quoted(name) + ": " + value)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .map(fields -> "{" + String.join(",", fields) + "}");
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      quoted.append(String.format("\\u%04x", (int) c));
    }
    return quoted.append('"').toString();
  }
}
