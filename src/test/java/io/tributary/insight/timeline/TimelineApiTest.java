package io.tributary.insight.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All that happened with a customer, across channels. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TimelineApiTest {
  private static final String TIMELINE =
      """
      query ($id: ID!, $first: Int, $after: String, $kinds: [TimelineKind!]) {
        customer(id: $id) {
          timeline(first: $first, after: $after, kinds: $kinds) {
            edges {
              node {
                id kind at title channel properties
                amount { amount currency } source { name } order { id externalId }
              }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
      """;
  private static final String KINDS = "customer.timeline.edges.node.kind";

  private final Api api = Api.as("service");
  private Given.Person wei;
  private Given.Sale sale;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    wei = Given.customer("Zhang Wei");
    wei.did("wechat", "FOLLOW", "Followed", "2023-12-31T23:00:00Z");
    wei.did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");
    sale =
        wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z")
            .returned("8.00", "2024-03-05T10:00:00Z");
    Given.customer("Li Na").did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");
  }

  @Test
  void every_channel_is_in_one_list_newest_first() {
    JsonPath answer = api.data(TIMELINE, "id", wei.id());

    assertEquals(List.of("RETURN", "ORDER", "VIEW", "FOLLOW"), answer.getList(KINDS));
    assertEquals("{}", answer.getString("customer.timeline.edges[2].node['properties']"));
    assertNull(answer.get("customer.timeline.edges[1].node['properties']"));
    answer.setRootPath("data.customer.timeline.edges.node");
    assertEquals(List.of("till", "till", "web", "wechat"), answer.getList("source.name"));
    assertEquals("2024-03-01T10:00:00Z", answer.getString("at[1]"));
    assertEquals(sale.id(), answer.getString("id[1]"));
    assertEquals(sale.id(), answer.getString("order[0].id"));
    assertEquals(sale.id(), answer.getString("order[1].id"));
    assertEquals("8.00", answer.getString("amount[0].amount"));
    assertEquals("88.00", answer.getString("amount[1].amount"));
    assertEquals("CNY", answer.getString("amount[1].currency"));
    assertEquals("Product Viewed", answer.getString("title[2]"));
    assertNull(answer.get("order[2]"));
    assertNull(answer.get("amount[2]"));
    assertTrue(answer.getString("id[2]").startsWith("evt_"));
    assertTrue(answer.getString("id[0]").startsWith("ret_"));
  }

  @Test
  void page_by_page_nothing_is_skipped_or_repeated() {
    for (int i = 0; i < 5; i++) {
      wei.did("web", "VIEW", "At one instant " + i, "2024-03-05T10:00:00Z");
    }
    List<String> whole =
        api.data(TIMELINE, "id", wei.id()).getList("customer.timeline.edges.node.id");
    List<String> paged = new ArrayList<>();
    String after = null;
    boolean more = true;
    while (more) {
      JsonPath page = api.data(TIMELINE, "id", wei.id(), "first", 2, "after", after);
      paged.addAll(page.getList("customer.timeline.edges.node.id"));
      after = page.getString("customer.timeline.pageInfo.endCursor");
      more = page.getBoolean("customer.timeline.pageInfo.hasNextPage");
    }

    assertEquals(9, whole.size());
    assertEquals(whole, paged);
  }

  @Test
  void two_aliases_with_other_kinds_get_what_they_asked_for() {
    JsonPath answer =
        api.data(
            """
            query ($id: ID!) {
              customer(id: $id) {
                a: timeline(kinds: [ORDER, FOLLOW]) { edges { node { kind } } }
                b: timeline(kinds: [VIEW]) { edges { node { kind } } }
                c: timeline(first: 1) { edges { node { kind } } }
                d: timeline(kinds: []) { edges { node { kind } } }
              }
            }
            """,
            "id",
            wei.id());

    assertEquals(List.of("ORDER", "FOLLOW"), answer.getList("customer.a.edges.node.kind"));
    assertEquals(List.of("VIEW"), answer.getList("customer.b.edges.node.kind"));
    assertEquals(List.of("RETURN"), answer.getList("customer.c.edges.node.kind"));
    assertEquals(4, answer.getList("customer.d.edges").size());
  }

  @Test
  void a_merge_brings_both_histories_together_and_is_part_of_them() {
    Given.Person other = Given.customer("Wei Zhang");
    other.did("app", "COMMENT", "Reviewed", "2024-03-02T09:00:00Z");
    merge(wei, other);

    List<String> kinds = api.data(TIMELINE, "id", wei.id()).getList(KINDS);
    assertEquals(List.of("MERGE", "RETURN", "COMMENT", "ORDER", "VIEW", "FOLLOW"), kinds);
    assertEquals(kinds, api.data(TIMELINE, "id", other.id()).getList(KINDS));
    JsonPath merge = api.data(TIMELINE, "id", wei.id(), "kinds", List.of("MERGE"));
    assertEquals(List.of("MERGE"), merge.getList(KINDS));
    assertTrue(merge.getString("customer.timeline.edges[0].node.id").startsWith("mrg_"));
    assertNull(merge.get("customer.timeline.edges[0].node.source"));
  }

  private static void merge(Given.Person survivor, Given.Person absorbed) {
    Api.as("steward").merge(survivor.id(), absorbed.id());
  }

  @Test
  void bad_pages_are_refused() {
    assertEquals("INVALID_INPUT", api.error(TIMELINE, "id", wei.id(), "first", 101));
    assertEquals("INVALID_INPUT", api.error(TIMELINE, "id", wei.id(), "after", "nonsense"));
  }
}
