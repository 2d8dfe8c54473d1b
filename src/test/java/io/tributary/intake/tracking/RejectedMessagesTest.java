package io.tributary.intake.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the tracking API refused can be read over GraphQL. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RejectedMessagesTest {
  private static final String PAGE =
      """
      query($source: ID, $first: Int, $after: String) {
        rejectedMessages(source: $source, first: $first, after: $after) {
          edges { node { id messageId reason body receivedAt source { id name } } }
          pageInfo { hasNextPage endCursor }
        }
      }
      """;
  private final Api admin = Api.as("admin");

  @BeforeEach
  void begin() {
    Sdk.begin();
  }

  private static void refuse(String messageId) {
    Sdk.batch("{\"type\": \"track\", \"event\": \"x\", \"messageId\": \"" + messageId + "\"}");
  }

  @Test
  void refused_messages_are_listed_newest_first_as_they_came_and_found_by_id() {
    refuse("m-1");
    refuse("m-2");
    refuse("m-3");
    JsonPath first = admin.data(PAGE, "first", 2);
    assertEquals(List.of("m-3", "m-2"), first.getList("rejectedMessages.edges.node.messageId"));
    assertTrue(first.getBoolean("rejectedMessages.pageInfo.hasNextPage"));
    assertTrue(
        first.getString("rejectedMessages.edges[0].node.reason").contains("names nobody"),
        first::prettify);
    assertTrue(first.getString("rejectedMessages.edges[0].node.body").contains("\"m-3\""));
    JsonPath rest =
        admin.data(
            PAGE, "first", 2, "after", first.getString("rejectedMessages.pageInfo.endCursor"));
    assertEquals(List.of("m-1"), rest.getList("rejectedMessages.edges.node.messageId"));
    assertFalse(rest.getBoolean("rejectedMessages.pageInfo.hasNextPage"));
    JsonPath node =
        admin.data(
            "query($id: ID!) { node(id: $id) { ... on RejectedMessage { messageId } } }",
            "id",
            rest.getString("rejectedMessages.edges[0].node.id"));
    assertEquals("m-1", node.getString("node.messageId"));
  }

  @Test
  void those_of_one_source_are_asked_for_by_its_id() {
    refuse("theirs");
    JsonPath all = admin.data(PAGE);
    String theirs = all.getString("rejectedMessages.edges[0].node.source.id");
    String other =
        admin
            .data(
                "mutation { createSource(input: {name: \"silent\", kind: ONLINE}) { source { id } } }")
            .getString("createSource.source.id");
    assertEquals(
        List.of("theirs"),
        admin.data(PAGE, "source", theirs).getList("rejectedMessages.edges.node.messageId"));
    assertEquals(List.of(), admin.data(PAGE, "source", other).getList("rejectedMessages.edges"));
    assertEquals("NOT_FOUND", admin.error(PAGE, "source", "src_nonsense"));
    assertEquals("FORBIDDEN", Api.as("analyst").error(PAGE));
  }
}
