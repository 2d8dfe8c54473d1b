package io.tributary.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportOptionsTest {
  static final ImportOptions NONE = ImportOptions.of(ImportKind.ORDERS, Map.of(), null);

  private static String refusal(Map<String, List<String>> query, String json) {
    return assertThrows(HttpRefusal.class, () -> ImportOptions.of(ImportKind.ORDERS, query, json))
        .getMessage();
  }

  @Test
  void options_come_as_parameters_as_json_or_as_both() {
    ImportOptions both =
        ImportOptions.of(
            ImportKind.ORDERS,
            Map.of("map", List.of("a:order_id,b:c:total"), "timezone", List.of("Asia/Tokyo")),
            "{\"map\":{\"Kunde\":\"customer_ref\"},\"fixed\":\"currency:USD\",\"dryRun\":true,\"delimiter\":\";\"}");
    assertEquals(Map.of("a", "order_id", "b:c", "total", "Kunde", "customer_ref"), both.map());
    assertEquals(Map.of("currency", "USD"), both.fixed());
    assertEquals(ZoneId.of("Asia/Tokyo"), both.timezone());
    assertTrue(both.dryRun());
    assertEquals(';', both.delimiter());
  }

  @Test
  void what_the_database_keeps_is_read_back() {
    ImportOptions options =
        ImportOptions.of(
            ImportKind.ORDERS,
            Map.of(
                "map", List.of("a:order_id"),
                "fixed", List.of("ordered_at:2024-01-01T00:00:00Z"),
                "currency", List.of("USD"),
                "delimiter", List.of("tab")),
            null);
    assertEquals(options, ImportOptions.fromJson(options.toJson()));
    assertEquals(NONE, ImportOptions.fromJson(NONE.toJson()));
  }

  @Test
  void what_makes_no_sense_is_refused_with_what_would() {
    assertTrue(refusal(Map.of("mapp", List.of("a:b")), null).contains("map, fixed, timezone"));
    assertTrue(refusal(Map.of("map", List.of("a:colour")), null).contains("order_id"));
    assertTrue(refusal(Map.of("fixed", List.of("colour:red")), null).contains("colour"));
    assertTrue(refusal(Map.of("map", List.of("order_id")), null).contains("theirs:ours"));
    assertTrue(refusal(Map.of("map", List.of("a:total", "a:tax")), null).contains("twice"));
    assertTrue(refusal(Map.of("timezone", List.of("Mars/Base")), null).contains("IANA"));
    assertTrue(refusal(Map.of("currency", List.of("XXX")), null).contains("ISO 4217"));
    assertTrue(refusal(Map.of("currency", List.of("USD", "CNY")), null).contains("twice"));
    assertTrue(refusal(Map.of("dryRun", List.of("yes")), null).contains("true or false"));
    assertTrue(refusal(Map.of("delimiter", List.of("x")), null).contains("comma"));
    assertTrue(refusal(Map.of(), "[1]").contains("JSON object"));
    assertTrue(refusal(Map.of(), "{").contains("JSON object"));
    assertTrue(refusal(Map.of(), "{\"currency\":{}}").contains("currency"));
    assertTrue(refusal(Map.of("dryRun", List.of("true")), "{\"dryRun\":true}").contains("twice"));
  }
}
