package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SourcesTest {
  private static final String CREATE =
      """
      mutation($input: CreateSourceInput!) {
        createSource(input: $input) {
          writeKey source { id name kind trustRank region currency timezone assertsIdentifiers }
        }
      }
      """;
  private static final String ROTATE =
      "mutation($input: RotateWriteKeyInput!) { rotateWriteKey(input: $input) { writeKey source { id } } }";

  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private static Map<String, Object> till(String name) {
    return Map.of("name", name, "kind", "OFFLINE");
  }

  @Test
  void a_source_is_made_with_defaults_and_found_again() {
    JsonPath made = admin.data(CREATE, "input", till("Till"));
    String id = made.getString("createSource.source.id");
    assertTrue(id.startsWith("src_"), id);
    assertEquals("CN", made.getString("createSource.source.region"));
    assertEquals("CNY", made.getString("createSource.source.currency"));
    assertEquals("UTC", made.getString("createSource.source.timezone"));
    assertEquals(50, made.getInt("createSource.source.trustRank"));
    JsonPath found =
        admin.data("query($id: ID!) { node(id: $id) { id ... on Source { name } } }", "id", id);
    assertEquals("Till", found.getString("node.name"));
  }

  @Test
  void the_write_key_is_not_stored() {
    String key = admin.data(CREATE, "input", till("Till")).getString("createSource.writeKey");
    assertFalse(String.join("", TestDatabase.rows("SELECT s::text FROM source s")).contains(key));
  }

  @Test
  void a_name_can_be_had_once() {
    admin.data(CREATE, "input", till("Till"));
    assertEquals("CONFLICT", admin.error(CREATE, "input", till("Till")));
  }

  @Test
  void bad_fields_are_named() {
    JsonPath answer =
        admin.send(CREATE, "input", Map.of("name", "T", "kind", "ONLINE", "timezone", "Mars/One"));
    assertEquals("INVALID_INPUT", answer.getString("errors[0].extensions.code"));
    assertEquals("input.timezone", answer.getString("errors[0].extensions.field"));
  }

  @Test
  void only_an_admin_makes_sources() {
    for (String role : List.of("steward", "service", "marketer", "analyst", "till", "member")) {
      assertEquals("FORBIDDEN", Api.as(role).error(CREATE, "input", till("X")), role);
    }
    assertEquals("0", TestDatabase.rows("SELECT count(*) FROM source").get(0));
  }

  @Test
  void rotation_keeps_the_old_key_for_a_day_unless_it_is_revoked() {
    JsonPath made = admin.data(CREATE, "input", till("Till"));
    String id = made.getString("createSource.source.id");
    String second =
        admin.data(ROTATE, "input", Map.of("id", id)).getString("rotateWriteKey.writeKey");
    assertNotEquals(made.getString("createSource.writeKey"), second);
    assertEquals(
        "t",
        TestDatabase.rows(
                "SELECT previous_key_hash IS NOT NULL AND previous_key_until > now() + interval '23 hours' FROM source")
            .get(0));
    admin.data(ROTATE, "input", Map.of("id", id, "revokeNow", true));
    assertEquals("t", TestDatabase.rows("SELECT previous_key_hash IS NULL FROM source").get(0));
  }

  @Test
  void sources_are_paged_by_name() {
    for (String name : List.of("c", "a", "b")) {
      admin.data(CREATE, "input", till(name));
    }
    String page =
        """
        query($after: String) {
          sources(first: 2, after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } }
        }
        """;
    JsonPath first = admin.data(page);
    assertEquals(List.of("a", "b"), first.getList("sources.edges.node.name"));
    JsonPath second = admin.data(page, "after", first.getString("sources.pageInfo.endCursor"));
    assertEquals(List.of("c"), second.getList("sources.edges.node.name"));
    assertFalse(second.getBoolean("sources.pageInfo.hasNextPage"));
    assertEquals("INVALID_INPUT", admin.error(page, "after", "nonsense"));
  }
}
