package io.tributary.insight.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ServiceApiTest {
  private static final String CASE =
      """
      { serviceClocks(input: {createdAt: "2024-04-30T14:30:00Z", asOf: "2024-05-02T09:00:00Z", responseMinutes: 15,
          resolutionMinutes: 480, %s calendars: [{version: "2024", timezone: "Europe/Berlin", closedOn: ["2024-05-01"],
            hours: [%s]}]}) { clocks { kind state calendarVersion workedSeconds dueAt stoppedAt breaches } } }
      """;
  private static final String OFFICE = "{days: [1, 2, 3, 4, 5], from: \"09:00\", to: \"17:00\"}";

  private final Api analyst = Api.as("analyst");

  @Test
  void a_case_has_a_clock_for_each_target() {
    String responded = "events: [{kind: RESPONDED, at: \"2024-04-30T14:50:00Z\"}],";
    JsonPath found =
        analyst.data(CASE.formatted(responded, OFFICE)).setRootPath("data.serviceClocks");
    assertEquals(List.of("RESPONSE", "RESOLUTION"), found.getList("clocks.kind"));
    assertEquals(List.of("STOPPED", "RUNNING"), found.getList("clocks.state"));
    assertEquals(List.of(1200, 9000), found.getList("clocks.workedSeconds"));
    assertEquals(List.of("2024-04-30T14:45:00Z"), found.getList("clocks[0].breaches"));
    assertEquals("2024-05-02T14:30:00Z", found.getString("clocks[1].dueAt"));
    assertNull(found.getString("clocks[0].dueAt"));
    assertEquals("FORBIDDEN", Api.as("till").error(CASE.formatted(responded, OFFICE)));
  }

  @Test
  void hours_that_cannot_be_are_refused() {
    for (String wrong :
        List.of(
            "{days: [1], from: \"9:00\", to: \"17:00\"}",
            "{days: [1], from: \"17:00\", to: \"09:00\"}",
            "{days: [8], from: \"09:00\", to: \"17:00\"}",
            OFFICE + "{days: [5], from: \"16:59\", to: \"24:00\"}")) {
      assertEquals("INVALID_INPUT", analyst.error(CASE.formatted("", wrong)), wrong);
    }
    assertEquals("INVALID_INPUT", analyst.error(CASE.formatted("events: [null],", OFFICE)));
    assertEquals(
        "INVALID_INPUT",
        analyst.error(CASE.replace("2024-04-30", "2034-04-30").formatted("", OFFICE)));
  }
}
