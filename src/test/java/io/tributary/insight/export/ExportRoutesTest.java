package io.tributary.insight.export;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ExportRoutesTest {
  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private static Response get(String role, String table) {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token(role))
        .get("/v1/exports/" + table);
  }

  private static List<List<String>> rows(String table) {
    Response answer = get("analyst", table);
    assertEquals(200, answer.statusCode(), table);
    assertEquals("text/csv; charset=utf-8", answer.getHeader("Content-Type"));
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(answer.asString())) {
      return reader.stream().map(CsvRecord::getFields).toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void a_file_has_every_row_once_however_many_pages_there_are() {
    TestDatabase.run(
        """
        INSERT INTO channel_cost
        SELECT 'mail, "' || (i % 7), date '2020-01-01' + i, 'MEDIA', 'CNY', i, now() FROM generate_series(1, 4500) i
        """);
    List<List<String>> rows = rows("channel-costs");
    assertEquals(
        List.of("channel", "day", "kind", "currency", "amount_minor", "recorded_at"), rows.get(0));
    assertEquals(4501, rows.size());
    TreeSet<Integer> amounts = new TreeSet<>();
    rows.stream().skip(1).forEach(row -> amounts.add(Integer.parseInt(row.get(4))));
    assertEquals(new TreeSet<>(IntStream.rangeClosed(1, 4500).boxed().toList()), amounts);
    assertEquals("mail, \"0", rows.get(1).get(0));
  }

  @Test
  void a_page_that_is_exactly_full_ends_the_file() {
    TestDatabase.run(
        """
        INSERT INTO channel_cost
        SELECT '=mail', date '2020-01-01' + i, 'MEDIA', 'CNY', i, now() FROM generate_series(1, 2000) i
        """);
    List<List<String>> rows = rows("channel-costs");
    assertEquals(2001, rows.size());
    assertEquals("'=mail", rows.get(1).get(0), "a spreadsheet does not run it");
  }

  @Test
  void ids_and_figures_are_those_of_the_api() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("till", "12.00", "2024-03-02T10:00:00Z");
    Api.as("admin").data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
    List<List<String>> rows = rows("purchases");
    assertEquals(2, rows.size());
    assertEquals(wei.id(), rows.get(1).get(rows.get(0).indexOf("customer_id")));
    assertEquals("10000", rows.get(1).get(rows.get(0).indexOf("net_minor")));
    List<List<String>> channels = rows("channel-purchases");
    assertEquals("10000", channels.get(1).get(channels.get(0).indexOf("net_minor")));
    assertEquals("2", channels.get(1).get(channels.get(0).indexOf("orders")));
  }

  @Test
  void every_table_is_read_along_its_primary_key() {
    for (ExportTable table : ExportTable.values()) {
      assertEquals(table.header(), rows(table.path()).get(0), table.path());
      assertEquals(
          TestDatabase.rows(
              "SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(n, o)"
                  + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n"
                  + " WHERE i.indisprimary AND i.indrelid = '"
                  + table.table()
                  + "'::regclass ORDER BY k.o"),
          table.key().stream().map(part -> part[0]).toList(),
          table.path());
    }
  }

  @Test
  void only_who_may_see_figures_gets_them() {
    assertEquals(403, get("till", "rfm").statusCode());
    assertEquals(200, get("marketer", "rfm").statusCode());
    assertEquals(401, given().get("/v1/exports/rfm").statusCode());
    Response unknown = get("analyst", "profile");
    assertEquals(404, unknown.statusCode());
    assertTrue(unknown.jsonPath().getString("error").contains("channel-costs"));
    assertEquals("NOT_FOUND", unknown.jsonPath().getString("code"));
    assertEquals("FORBIDDEN", get("till", "rfm").jsonPath().getString("code"));
    assertEquals("UNAUTHENTICATED", given().get("/v1/exports/rfm").jsonPath().getString("code"));
  }

  @Test
  void who_took_which_table_is_on_record_and_who_was_refused() {
    get("marketer", "rfm");
    get("till", "churn");
    assertEquals(
        List.of(
            "local-till|EXPORT|exports/churn|FORBIDDEN", "local-marketer|EXPORT|exports/rfm|DONE"),
        TestDatabase.rows(
            "SELECT actor, action, operation, outcome FROM audit_record ORDER BY audit_id DESC LIMIT 2"));
  }

  @Test
  void what_cannot_be_put_on_record_is_not_handed_out() {
    TestDatabase.run("ALTER TABLE audit_record ADD CONSTRAINT full_disk CHECK (false) NOT VALID");
    try {
      Response refused = get("marketer", "rfm");
      assertEquals(503, refused.statusCode());
      assertEquals("OVERLOADED", refused.jsonPath().getString("code"));
    } finally {
      TestDatabase.run("ALTER TABLE audit_record DROP CONSTRAINT full_disk");
    }
  }
}
