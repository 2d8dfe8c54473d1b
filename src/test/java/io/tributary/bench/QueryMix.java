package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.platform.local.LocalKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What front ends ask for most, each for many customers. */
final class QueryMix {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A member's own page. */
  static final String MEMBER_HOME =
      """
      query MemberHome {
        me {
          id displayName
          membership { tier validUntil qualifying { amount currency } next { tier need { amount } } reasons }
          points { available pending }
          orders(first: 3) { edges { node { externalId orderedAt status total { amount currency } store { name } } } }
        }
      }
      """;

  private static final String LIST =
      """
      query List($after: String) {
        customers(first: 50, after: $after) {
          edges { node {
            id displayName createdAt
            identifiers { kind value }
            membership { tier }
            metrics { orders netSpend { amount currency } lastPurchaseAt }
          } }
          pageInfo { hasNextPage endCursor }
        }
      }
      """;

  private static final String SEARCH =
      """
      query Search($text: String) {
        customers(filter: {search: $text}, first: 10, orderBy: DISPLAY_NAME) {
          edges { node { id displayName identifiers { kind value } } }
          pageInfo { hasNextPage endCursor }
        }
      }
      """;

  /** One customer's timeline. */
  static final String TIMELINE =
      """
      query Timeline($id: ID) {
        customer(id: $id) {
          timeline(first: 50) {
            edges { node { at kind title source { name } amount { amount currency } } }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
      """;

  /**
   * One kind of query.
   *
   * @param name for the report
   * @param requests as they go over the wire
   */
  record Kind(String name, List<Request> requests) {}

  /** One request. */
  record Request(String document, Map<String, ?> variables, String token) {
    /** As it goes over the wire. */
    byte[] bytes() {
      return QueryBench.post(document, variables, token).getBytes(StandardCharsets.UTF_8);
    }
  }

  private QueryMix() {}

  /**
   * The kinds, for the first customers with two orders or more.
   *
   * @param home where the application keeps the key that it signs tokens with
   */
  static List<Kind> of(Application application, Path home)
      throws IOException, InterruptedException {
    String admin = application.token();
    List<JsonNode> buyers = buyers(application);
    LocalKey key = LocalKey.of(home);
    String page = Files.readString(Path.of("graphql-schema", "operations", "CustomerPage.graphql"));
    List<Request> pages = new ArrayList<>();
    List<Request> homes = new ArrayList<>();
    List<Request> searches = new ArrayList<>();
    List<Request> timelines = new ArrayList<>();
    for (JsonNode buyer : buyers) {
      Map<String, String> id = Map.of("id", buyer.at("/id").asText());
      pages.add(new Request(page, id, admin));
      timelines.add(new Request(TIMELINE, id, admin));
      String member = key.token(Map.of("role", "member", "customer", buyer.at("/id").asText()));
      homes.add(new Request(MEMBER_HOME, Map.of(), member));
      String name = buyer.at("/displayName").asText("");
      if (name.length() > 1) {
        searches.add(new Request(SEARCH, Map.of("text", name.substring(0, 1)), admin));
      }
    }
    List<Request> lists = new ArrayList<>();
    for (String after = null; lists.size() < 5; ) {
      lists.add(new Request(LIST, after == null ? Map.of() : Map.of("after", after), admin));
      JsonNode info =
          application.ask(LIST, lists.get(lists.size() - 1).variables()).at("/customers/pageInfo");
      if (!info.at("/hasNextPage").asBoolean()) {
        break;
      }
      after = info.at("/endCursor").asText();
    }
    return List.of(
        new Kind("customer page", pages),
        new Kind("member home", homes),
        new Kind("list of 50", lists),
        new Kind("search", searches),
        new Kind("timeline", timelines));
  }

  private static List<JsonNode> buyers(Application application)
      throws IOException, InterruptedException {
    String query =
        "{ customers(first: 100, orderBy: OLDEST) { edges { node { id displayName metrics { orders } } } } }";
    JsonNode edges = application.ask(query, Map.of()).at("/customers/edges");
    return StreamSupport.stream(edges.spliterator(), false)
        .map(edge -> edge.at("/node"))
        .filter(node -> node.at("/metrics/orders").asInt() >= 2)
        .toList();
  }

  /** A document with its variables as JSON. */
  static String body(String document, Map<String, ?> variables) {
    try {
      return JSON.writeValueAsString(Map.of("query", document, "variables", variables));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
