package io.tributary.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Roles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The settings of privacy, and how long refused rows stay. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PrivacySettingsTest {
  private static final String SET =
      "mutation($i: SetPrivacySettingsInput!) { setPrivacySettings(input: $i) { settings { guardianAge requestDays refusedDays eventMonths } } }";
  private final Api admin = Api.as(Roles.ADMIN);

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  @Test
  void what_is_left_out_stays_as_it_is() {
    admin.data(SET, "i", Map.of("requestDays", 15));
    assertEquals(
        Map.of("guardianAge", 14, "requestDays", 15, "refusedDays", 90, "eventMonths", 0),
        admin
            .data("{ privacySettings { guardianAge requestDays refusedDays eventMonths } }")
            .getMap("privacySettings"));
    for (String field : List.of("guardianAge", "requestDays", "refusedDays", "eventMonths")) {
      assertEquals("INVALID_INPUT", admin.error(SET, "i", Map.of(field, -1)));
    }
    assertEquals("FORBIDDEN", Api.as(Roles.SERVICE).error(SET, "i", Map.of("requestDays", 1)));
  }

  @Test
  void refused_rows_and_messages_go_when_they_are_old() {
    TestDatabase.run(
        """
        INSERT INTO import_job (import_id, source_id, kind, format, options, state, dry_run, started_at, finished_at)
        SELECT id::uuid, '%1$s', 'CUSTOMERS', 'CSV', '{}', 'COMPLETED', false, at::timestamptz, at::timestamptz
        FROM (VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01Z'), ('00000000-0000-0000-0000-000000000002', '2026-02-01Z')) j(id, at);
        INSERT INTO import_rejection SELECT import_id, 2, NULL, 'no', 'row of ' || finished_at::date FROM import_job;
        INSERT INTO rejected_message
        SELECT gen_random_uuid(), '%1$s', NULL, 'no', at, at::timestamptz FROM (VALUES ('2026-01-01Z'), ('2026-02-01Z')) m(at)
        """
            .formatted(Given.source("web").uuid()));
    admin.data(SET, "i", Map.of("refusedDays", 30));
    admin.data(
        "mutation { runJob(input: {name: \"forget-refused\", asOf: \"2026-02-15T00:00:00Z\"}) { state } }");
    assertEquals(List.of("2026-02-01Z"), TestDatabase.rows("SELECT body FROM rejected_message"));
    assertEquals(
        List.of("00000000-0000-0000-0000-000000000002"),
        TestDatabase.rows("SELECT import_id FROM import_rejection"));
  }

  @Test
  void events_go_by_whole_months_when_they_are_old_and_late_ones_go_too() {
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "88.00", "2025-11-30T10:00:00Z");
    String forget =
        "mutation { runJob(input: {name: \"forget-events\", asOf: \"2026-03-31T00:00:00Z\"}) { state } }";
    List<String> days = List.of("2025-11-30", "2026-01-31", "2026-02-01", "2026-03-30");
    days.forEach(day -> wei.did("web", "VIEW", day, day + "T10:00:00Z"));
    admin.data(forget);
    assertEquals(days, TestDatabase.rows("SELECT name FROM event ORDER BY occurred_at"));
    admin.data(SET, "i", Map.of("eventMonths", 2));
    admin.data(forget);
    assertEquals(
        days.subList(1, 4),
        TestDatabase.rows("SELECT name FROM event ORDER BY occurred_at"),
        "January ends after 31 January");
    admin.data(SET, "i", Map.of("eventMonths", 1));
    admin.data(forget);
    assertEquals(
        days.subList(2, 4), TestDatabase.rows("SELECT name FROM event ORDER BY occurred_at"));
    wei.did("web", "VIEW", "late", "2025-11-30T11:00:00Z");
    admin.data(forget);
    assertEquals(
        days.subList(2, 4), TestDatabase.rows("SELECT name FROM event ORDER BY occurred_at"));
    assertEquals(List.of("8800"), TestDatabase.rows("SELECT total_minor FROM customer_order"));
  }
}
