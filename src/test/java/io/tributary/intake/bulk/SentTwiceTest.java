package io.tributary.intake.bulk;

import static io.tributary.TestDatabase.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a file changes that says what was said before. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SentTwiceTest {
  private static final String PEOPLE =
      "customer_ref,name,phone,email,card_number,birth_date,city\n"
          + "c1,张伟,13912345678,wei@example.org,K-1,1990-12-31,Beijing\n"
          + "c2,Li Na,13812345678,not an e-mail,,,Suzhou\n";

  @Inject Changes changes;
  private Source web;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    web = Sent.newSource("web");
  }

  private String sent(String kind, String... lines) {
    return Sent.csv(web.name(), kind, String.join("\n", lines) + "\n").finished().counts();
  }

  private static String counts(int accepted, int duplicates) {
    return "COMPLETED accepted " + accepted + " duplicates " + duplicates + " rejected 0";
  }

  private static String survived(String attribute) {
    return rows("SELECT value #>> '{}' FROM customer_attribute WHERE name = '" + attribute + "'")
        .toString();
  }

  @Test
  void a_file_of_any_kind_changes_nothing_in_any_table_when_it_comes_again() {
    Map<ImportKind, String> files = new LinkedHashMap<>();
    files.put(ImportKind.STORES, "code,name,city,floor\ns1,Bund,Shanghai,3\ns2,Lake,Hangzhou,1\n");
    files.put(ImportKind.PRODUCTS, "sku,name,category,colour\nt1,Tea,Drinks,green\nt2,Pot,,\n");
    files.put(ImportKind.CUSTOMERS, PEOPLE);
    files.put(
        ImportKind.ORDERS,
        "order_id,customer_ref,ordered_at,total,store,status\n"
            + "o1,c1,2024-03-01T10:00:00Z,88.00,s1,paid\no2,c2,2024-03-02,20,s2,refunded\n"
            + "o3,c9,2024-03-02,20,s2,pending\n");
    files.put(
        ImportKind.ORDER_LINES,
        "order_id,sku,quantity,amount,customer_ref,ordered_at\n"
            + "o1,t1,2,44.00,c1,2024-03-01T10:00:00Z\no4,t2,1,2.50,c8,2024-03-04\n");
    files.put(
        ImportKind.RETURNS,
        "order_id,returned_at,amount,sku\no1,2024-03-05,8.00,\no4,2024-03-06,1.00,t2\nlate,2024-03-05,1,\n");
    files.put(
        ImportKind.EVENTS,
        "name,occurred_at,customer_ref,anonymous_id,kind,page\n"
            + "Product Viewed,2024-02-28T09:00:00Z,c1,a1,view,/tea\nVisited,2024-02-27,,a1,visit,\n"
            + "Followed,2024-02-28,,a2,follow,\n");
    files.put(
        ImportKind.RELATIONS,
        "customer_ref,corp_id,staff_id,joined_at,left_at,wecom_external_userid\n"
            + "c1,ww1,ZhangSan,2024-01-01,,wm1\nc2,ww1,LiSi,2024-01-01,2024-02-01,wm2\n");
    files.put(
        ImportKind.CHANNEL_COSTS,
        "channel,day,amount,kind\nmail,2024-03-01,10.00,\nmail,2024-03-01,5.00,other\n");
    assertEquals(
        List.of(),
        List.of(ImportKind.values()).stream().filter(k -> !files.containsKey(k)).toList());

    files.forEach(
        (kind, file) -> {
          Sent.Result first = Sent.csv(web.name(), kind.path(), file).finished();
          assertEquals(
              counts((int) file.lines().count() - 1, 0),
              first.counts(),
              () -> Sent.rejected(web.name(), first.id()));
        });
    changes.drain().await().indefinitely();
    Map<String, String> before = TestDatabase.contents("import_");
    files.forEach(
        (kind, file) -> {
          int rows = (int) file.lines().count() - 1;
          assertEquals(
              counts(0, rows),
              Sent.csv(web.name(), kind.path(), file).finished().counts(),
              kind.path());
          assertEquals(before, TestDatabase.contents("import_"), kind.path());
        });
  }

  @Test
  void a_file_does_not_wait_for_what_the_first_one_noted_to_be_worked_off() {
    sent("customers", PEOPLE.strip());
    Map<String, String> before = TestDatabase.contents("import_");
    assertEquals(counts(0, 2), sent("customers", PEOPLE.strip()));
    assertEquals(before, TestDatabase.contents("import_"));
  }

  @Test
  void an_old_file_that_comes_again_does_not_beat_what_a_newer_one_said() {
    sent("customers", "customer_ref,city", "c1,Beijing");
    assertEquals(counts(1, 0), sent("customers", "customer_ref,city", "c1,Suzhou"));
    Map<String, String> before = TestDatabase.contents("import_");
    assertEquals(counts(0, 1), sent("customers", "customer_ref,city", "c1,Beijing"));
    assertEquals("[Suzhou]", survived("city"));
    assertEquals(before, TestDatabase.contents("import_"));
  }

  @Test
  void a_file_that_comes_again_does_not_beat_what_another_source_said_since() {
    String card = "customer_ref,card_number,city";
    sent("customers", card, "c1,VIP-204711,Beijing");
    Source till = Sent.newSource("web");
    Sent.csv(till.name(), "customers", card + "\nt1,VIP-204711,Suzhou\n").finished();
    assertEquals("[Suzhou]", survived("city"));
    assertEquals(counts(0, 1), sent("customers", card, "c1,VIP-204711,Beijing"));
    assertEquals(counts(1, 1), sent("customers", card, "c1,VIP-204711,Beijing", "c2,VIP-204712,"));
    assertEquals(
        "[Suzhou]", survived("city"), "the row said nothing new in the longer file either");
  }

  @Test
  void a_file_is_another_one_when_it_is_to_be_read_otherwise() {
    String file = "customer_ref,town,suburb\nc1,Beijing,Haidian\n";
    Sent.csv(web.name(), "customers", file).with("map", "suburb:city").finished();
    Sent.csv(web.name(), "customers", file).with("map", "town:city").finished();
    assertEquals("[Beijing]", survived("city"));
  }

  @Test
  void what_a_dry_run_saw_was_not_said_yet() {
    sent("customers", "customer_ref,city", "c1,Suzhou");
    Sent.csv(web.name(), "customers", "customer_ref,city\nc1,Beijing\n")
        .with("dryRun", "true")
        .finished();
    sent("customers", "customer_ref,city", "c1,Wuxi");
    assertEquals(counts(1, 0), sent("customers", "customer_ref,city", "c1,Beijing"));
    assertEquals("[Beijing]", survived("city"));
  }

  @Test
  void a_row_is_a_duplicate_in_another_file_too_and_accepted_when_it_says_something_new() {
    sent("customers", PEOPLE.strip());
    UUID wei = UUID.fromString(rows("SELECT customer_id FROM profile WHERE key = 'c1'").get(0));
    List<String> before = rows("SELECT version, updated_at FROM customer ORDER BY customer_id");
    TestDatabase.run("DELETE FROM customer_change");
    String other = PEOPLE.replace("Suzhou", "Wuxi") + "c3,Wang Fang,,,,,\nc3,Wang Fang,,,,,\n";
    assertEquals(counts(2, 2), sent("customers", other.strip()));
    assertEquals(
        List.of("c2", "c3"),
        rows("SELECT key FROM customer_change JOIN profile USING (customer_id) ORDER BY key"));
    List<String> after = rows("SELECT version, updated_at FROM customer ORDER BY customer_id");
    assertEquals(before.get(0), after.get(0), "nothing is new of " + wei);
    assertEquals(counts(1, 0), sent("customers", "customer_ref,phone", "c1,13700000001"));
    assertEquals(
        List.of("PHONE|+8613700000001", "PHONE|+8613912345678"),
        TestDatabase.identifiers("p.key = 'c1' AND i.kind = 'PHONE'"));
  }

  @Test
  void a_value_that_comes_back_in_a_newer_file_holds_again() {
    sent("customers", "customer_ref,city", "c1,Beijing");
    sent("customers", "customer_ref,city", "c1,Suzhou");
    assertEquals(counts(2, 0), sent("customers", "customer_ref,city", "c1,Beijing", "c2,Wuxi"));
    assertEquals(
        List.of("Beijing"),
        rows(
            "SELECT value #>> '{}' FROM profile_attribute JOIN profile USING (profile_id) WHERE key = 'c1'"));
  }

  @Test
  void a_row_of_a_later_date_tells_that_it_still_holds_once() {
    String header = "customer_ref,city,updated_at";
    sent("customers", header, "c1,Beijing,2024-03-01");
    assertEquals(counts(1, 0), sent("customers", header, "c1,Beijing,2024-03-05"));
    assertEquals(
        List.of("2024-03-05|2024-03-05"),
        rows(
            "SELECT observed_at::date, last_seen_at::date FROM profile_attribute JOIN profile USING (profile_id)"));
    Map<String, String> before = TestDatabase.contents("import_");
    assertEquals(counts(0, 1), sent("customers", header, "c1,Beijing,2024-03-01"));
    assertEquals(counts(0, 1), sent("customers", header, "c1,Beijing,2024-03-05"));
    assertEquals(counts(0, 1), sent("customers", header + ",x", "c1,Beijing,2024-03-02,"));
    assertEquals(before, TestDatabase.contents("import_"));
  }
}
