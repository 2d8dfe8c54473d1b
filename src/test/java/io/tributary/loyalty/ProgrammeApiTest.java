package io.tributary.loyalty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ProgrammeApiTest {
  private static final String CREATE =
      """
      mutation($name: String!, $currency: String!, $timezone: String!) {
        createProgramme(input: {name: $name, currency: $currency, timezone: $timezone}) {
          programme { id name currency timezone policy { number } }
        }
      }
      """;

  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private JsonPath create(String name, String currency, String timezone) {
    return admin.send(CREATE, "name", name, "currency", currency, "timezone", timezone);
  }

  @Test
  void a_programme_is_made_and_found_by_its_id() {
    JsonPath made = create("  Club 会员 ", "CNY", "Asia/Shanghai");
    assertNull(made.get("errors"));
    String id = made.getString("data.createProgramme.programme.id");
    assertTrue(id.startsWith("prg_"));
    assertEquals("Club 会员", made.getString("data.createProgramme.programme.name"));
    assertNull(made.get("data.createProgramme.programme.policy"));
    JsonPath found =
        admin.data(
            "query($id: ID!) { node(id: $id) { id ... on Programme { name currency timezone } } }",
            "id",
            id);
    assertEquals(id, found.getString("node.id"));
    assertEquals("Asia/Shanghai", found.getString("node.timezone"));
  }

  @Test
  void programmes_are_listed_a_page_at_a_time_oldest_first() {
    for (String name : List.of("a", "b", "c")) {
      create(name, "CNY", "UTC");
    }
    String page =
        """
        query($after: String) {
          programmes(first: 2, after: $after) { edges { node { name policy { id } } } pageInfo { hasNextPage endCursor } }
        }
        """;
    JsonPath first = admin.data(page);
    assertEquals(List.of("a", "b"), first.getList("programmes.edges.node.name"));
    assertTrue(first.getBoolean("programmes.pageInfo.hasNextPage"));
    JsonPath second = admin.data(page, "after", first.getString("programmes.pageInfo.endCursor"));
    assertEquals(List.of("c"), second.getList("programmes.edges.node.name"));
    assertFalse(second.getBoolean("programmes.pageInfo.hasNextPage"));
    assertEquals("INVALID_INPUT", admin.error(page, "after", "nonsense"));
  }

  @Test
  void a_bad_field_is_named() {
    assertBad("input.name", create("   ", "CNY", "UTC"));
    assertBad("input.name", create("a\nb", "CNY", "UTC"));
    assertBad("input.name", create("x".repeat(101), "CNY", "UTC"));
    assertBad("input.currency", create("Club", "YUAN", "UTC"));
    assertBad("input.currency", create("Club", "XXX", "UTC"));
    assertBad("input.timezone", create("Club", "CNY", "Shanghai"));
    assertBad("input.timezone", create("Club", "CNY", "+08:00"));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM programme"));
  }

  private static void assertBad(String field, JsonPath answer) {
    assertEquals("INVALID_INPUT", answer.getString("errors[0].extensions.code"));
    assertEquals(field, answer.getString("errors[0].extensions.field"));
  }

  @Test
  void a_name_is_taken_once() {
    create("Club", "CNY", "UTC");
    JsonPath again = create("Club", "EUR", "UTC");
    assertEquals("CONFLICT", again.getString("errors[0].extensions.code"));
    assertEquals("input.name", again.getString("errors[0].extensions.field"));
  }

  @Test
  void only_an_admin_makes_one() {
    for (String role : List.of("marketer", "service", "analyst", "member")) {
      assertEquals(
          "FORBIDDEN",
          Api.as(role).error(CREATE, "name", "Club", "currency", "CNY", "timezone", "UTC"));
    }
    assertEquals("FORBIDDEN", Api.as("member").error("{ programmes { edges { cursor } } }"));
  }
}
