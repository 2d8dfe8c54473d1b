package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.tributary.platform.keys.TestKeys;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NormaliserTest {
  static {
    TestKeys.use();
  }

  static final IdentifierPolicy POLICY = policy();
  private static final Source CHINA = source("CN");

  static IdentifierPolicy policy() {
    Map<IdentifierKind, IdentifierPolicy.Rule> kinds = new EnumMap<>(IdentifierKind.class);
    for (IdentifierKind kind : IdentifierKind.values()) {
      kinds.put(kind, new IdentifierPolicy.Rule(IdentifierPolicy.Ties.ALWAYS, 5, false));
    }
    kinds.put(
        IdentifierKind.USER_ID,
        new IdentifierPolicy.Rule(IdentifierPolicy.Ties.ALWAYS, 100, false));
    for (IdentifierKind kind : List.of(IdentifierKind.PHONE, IdentifierKind.EMAIL)) {
      kinds.put(kind, new IdentifierPolicy.Rule(IdentifierPolicy.Ties.VERIFIED_OR_PAID, 3, false));
    }
    for (IdentifierKind kind : List.of(IdentifierKind.ANONYMOUS_ID, IdentifierKind.DEVICE_ID)) {
      kinds.put(kind, new IdentifierPolicy.Rule(IdentifierPolicy.Ties.NEVER, null, false));
    }
    return new IdentifierPolicy(
        kinds, Set.of("+8613800138000", "test@*"), 3, 50, 2, Set.of("national_id"));
  }

  private static Source source(String region) {
    return new Source(
        new UUID(0, 1), "s", SourceKind.ONLINE, 50, region, "CNY", ZoneOffset.UTC, true);
  }

  private static Identifier of(IdentifierKind kind, String value) {
    return Normaliser.normalise(new GivenIdentifier(kind, null, value, null), CHINA, POLICY);
  }

  @Test
  void one_phone_in_every_way_of_writing_it() {
    for (String written :
        List.of(
            "13912345678",
            "+8613912345678",
            "0086 139 1234 5678",
            "139-1234-5678",
            "１３９１２３４５６７８",
            "+86 (139) 1234 5678",
            " 13912345678\u200b")) {
      assertEquals("+8613912345678", of(IdentifierKind.PHONE, written).value(), written);
    }
  }

  @Test
  void a_national_number_is_read_in_the_region_of_its_source() {
    GivenIdentifier given = new GivenIdentifier(IdentifierKind.PHONE, null, "(415) 555-2671", null);
    assertEquals("+14155552671", Normaliser.normalise(given, source("US"), POLICY).value());
    assertNotEquals("+14155552671", Normaliser.normalise(given, CHINA, POLICY).value());
  }

  @Test
  void an_email_is_lower_case_with_an_ascii_domain_and_no_provider_tricks() {
    assertEquals(
        "wei.zhang@example.com", of(IdentifierKind.EMAIL, " Wei.Zhang@Example.COM ").value());
    assertEquals("wei@xn--fiqs8s.com", of(IdentifierKind.EMAIL, "wei@中国.com").value());
    assertEquals("wei@example.com", of(IdentifierKind.EMAIL, "wei\u200b@example.com").value());
    assertNotEquals(
        of(IdentifierKind.EMAIL, "weizhang@gmail.com").value(),
        of(IdentifierKind.EMAIL, "wei.zhang@gmail.com").value());
  }

  @Test
  void ids_whose_case_matters_keep_it() {
    for (IdentifierKind kind :
        List.of(
            IdentifierKind.WECHAT_OPENID,
            IdentifierKind.WECHAT_UNIONID,
            IdentifierKind.WECOM_EXTERNAL_USERID,
            IdentifierKind.USER_ID)) {
      assertEquals("oAbC", of(kind, " oAbC ").value());
    }
    assertEquals("AB12CD", of(IdentifierKind.CARD_NUMBER, "ab-12 cd").value());
  }

  @Test
  void words_for_nothing_are_no_identifiers() {
    for (String nothing :
        List.of("null", "undefined", "[object Object]", "0000", "\"\"", " ", "NaN", "\"null\"")) {
      for (IdentifierKind kind : IdentifierKind.values()) {
        assertEquals(Identifier.State.INVALID, of(kind, nothing).state(), kind + " " + nothing);
      }
    }
  }

  @Test
  void a_letter_that_its_capital_takes_apart_is_one_value() {
    String once = of(IdentifierKind.CARD_NUMBER, "no.\u0390-1").value();
    assertEquals(once, of(IdentifierKind.CARD_NUMBER, once).value());
  }

  @Test
  void placeholders_are_kept_and_never_match() {
    assertEquals(Identifier.State.BLOCKED, of(IdentifierKind.PHONE, "13800138000").state());
    assertEquals(Identifier.State.INVALID, of(IdentifierKind.PHONE, "11111111111").state());
    assertEquals(Identifier.State.INVALID, of(IdentifierKind.EMAIL, "not an address").state());
    assertEquals(Identifier.State.BLOCKED, of(IdentifierKind.CARD_NUMBER, "11111111").state());
    assertEquals(Identifier.State.BLOCKED, of(IdentifierKind.CARD_NUMBER, "9999-9999").state());
    assertEquals(Identifier.State.BLOCKED, of(IdentifierKind.WECHAT_UNIONID, "111111").state());
    assertEquals(Identifier.State.VERIFIED, of(IdentifierKind.CARD_NUMBER, "11111112").state());
    assertEquals(Identifier.State.VERIFIED, of(IdentifierKind.USER_ID, "1111").state());
  }

  @Test
  void the_same_text_in_two_kinds_or_scopes_is_two_values() {
    assertNotEquals(
        of(IdentifierKind.USER_ID, "x1").hash(), of(IdentifierKind.WECHAT_OPENID, "x1").hash());
    assertNotEquals(
        Identifier.hash(IdentifierKind.WECHAT_OPENID, "app1", "x1"),
        Identifier.hash(IdentifierKind.WECHAT_OPENID, "app2", "x1"));
  }

  @Property(tries = 300)
  void anything_is_normalised_or_refused_and_never_fails(
      @ForAll IdentifierKind kind, @ForAll String text) {
    Identifier once = of(kind, text);
    assertNotNull(once.value());
    if (once.state() != Identifier.State.INVALID) {
      assertEquals(
          once.value(), of(kind, once.value()).value(), "normalising twice changes nothing");
    }
  }
}
