package io.tributary.graphql.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Roles;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody else's ids in the place of one's own: every operation of the schema that takes an id,
 * with ids of things that are there and are another's.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class IdSwappingTest {
  @Inject AccessMatrix matrix;
  @Inject GraphQLSchema schema;

  private final Map<String, String> ids = new HashMap<>();
  private String own;
  private Api member;

  /** Wang has all that there is: points, a pool, a request, a reward that can be had. */
  @BeforeEach
  void wang() {
    TestDatabase.clear();
    own = Given.customer("Lin").id();
    Given.Person wang = Given.customer("Wang");
    String other = wang.id();
    Api admin = Api.as("admin");
    String programme =
        admin
            .data(
                "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"Asia/Shanghai\"}) { programme { id } } }")
            .getString("createProgramme.programme.id");
    admin.data(
        "mutation($id: ID!) { earnPoints(input: {customer: $id, points: 100, idempotencyKey: \"e\"}) { entry { id } } }",
        "id",
        other);
    JsonPath made =
        admin.data(
            """
            mutation($c: ID!, $p: ID!) {
              createPointsPool(input: {name: "Home", memberLimit: 3, idempotencyKey: "p"}) { pool { id } }
              createReward(input: {programme: $p, terms: {name: "Mug", price: 10}}) { reward { id } }
              openPrivacyRequest(input: {customer: $c, kind: EXPORT, idempotencyKey: "r"}) { request { id } }
              reservePoints(input: {customer: $c, points: 5, idempotencyKey: "h"}) { reservation { id } }
            }
            """,
            "c",
            other,
            "p",
            programme);
    String pool = made.getString("createPointsPool.pool.id");
    admin.data(
        "mutation($c: ID!, $p: ID!) { joinPointsPool(input: {pool: $p, customer: $c, idempotencyKey: \"j\"}) { pool { id } } }",
        "c",
        other,
        "p",
        pool);
    String reward = made.getString("createReward.reward.id");
    admin.data(
        "mutation($r: ID!) { publishReward(input: {reward: $r}) { reward { id } } }", "r", reward);
    for (String whose : List.of("customer", "from", "survivor", "absorbed", "id")) {
      ids.put(whose, other);
    }
    ids.put("to", own);
    ids.put("programme", programme);
    ids.put("pool", pool);
    ids.put("reward", reward);
    ids.put(
        "mission",
        admin
            .data(
                """
                mutation($p: ID!) { publishMission(input: {programme: $p, name: "Look", points: 1, joined: true,
                  steps: [{name: "look", kind: REVIEW}]}) { mission { id } } }
                """,
                "p",
                programme)
            .getString("publishMission.mission.id"));
    ids.put("request", made.getString("openPrivacyRequest.request.id"));
    ids.put("reservation", made.getString("reservePoints.reservation.id"));
    member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", own)));
  }

  /**
   * Every row of every table but the records of who asked. Tables without rows are left out: an
   * empty one has a size until it is next vacuumed.
   */
  private static List<String> everything() {
    StringJoiner sums = new StringJoiner(" UNION ALL ");
    for (String table :
        TestDatabase.rows(
            """
            SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
              AND pg_relation_size(c.oid) > 0
              AND c.relname NOT IN ('audit_record', 'audit_seal', 'job', 'change_bucket', 'rate_bucket')
            """)) {
      sums.add(
          "SELECT '%1$s', count(*), sum(hashtext(t::text)::bigint) FROM %1$s t HAVING count(*) > 0"
              .formatted(table));
    }
    return TestDatabase.rows(sums + " ORDER BY 1");
  }

  @Test
  void no_operation_acts_for_or_tells_of_somebody_else() {
    List<String> before = everything();
    int reached = 0;
    int tried = 0;
    for (GraphQLFieldsContainer root : List.of(schema.getQueryType(), schema.getMutationType())) {
      boolean isMutation = root == schema.getMutationType();
      for (GraphQLFieldDefinition field : root.getFieldDefinitions()) {
        boolean isTheirs =
            matrix
                .rows()
                .get(root.getName() + "." + field.getName())
                .roles()
                .contains(Roles.MEMBER);
        List<String> used = new ArrayList<>();
        String arguments = arguments(field, isTheirs, used);
        if (used.isEmpty()) {
          continue;
        }
        tried++;
        reached += isTheirs ? 1 : 0;
        String document =
            (isMutation ? "mutation { " : "{ ")
                + field.getName()
                + arguments
                + selection(field)
                + " }";
        JsonPath answer = member.send(document);
        String code = answer.getString("errors[0].extensions.code");
        // the list of rewards is the same for everybody: only the programme is named
        boolean isEverybodys = used.equals(List.of("programme"));
        assertTrue(
            isEverybodys || List.of("FORBIDDEN", "NOT_FOUND").contains(code),
            () -> document + " " + answer.prettify());
        assertTrue(
            isEverybodys || isTheirs || code.equals("FORBIDDEN"),
            () -> "of what is not a member's nothing is said: " + document);
      }
    }
    assertEquals(before, everything());
    assertTrue(tried > 60, tried + " operations take an id");
    assertTrue(reached >= 12, reached + " of them are members'");
    for (String subscription :
        List.of("customerChanged(id: \"%s\")", "tierChanged(customer: \"%s\")")) {
      try (io.tributary.Socket socket =
          io.tributary.Socket.subscribe(
              TestDatabase.token(Map.of("role", "member", "customer", own)),
              "subscription { "
                  + subscription.formatted(ids.get("customer"))
                  + " { __typename } }")) {
        JsonPath refused = socket.next("next");
        assertEquals("FORBIDDEN", refused.getString("payload.errors[0].extensions.code"));
      }
    }
  }

  private static String selection(GraphQLFieldDefinition field) {
    return GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLFieldsContainer
        ? " { __typename }"
        : "";
  }

  private String arguments(GraphQLFieldDefinition field, boolean isTheirs, List<String> used) {
    StringJoiner all = new StringJoiner(", ", "(", ")").setEmptyValue("");
    for (GraphQLArgument argument : field.getArguments()) {
      String value = value(argument.getName(), argument.getType(), isTheirs, used, 0);
      if (value != null) {
        all.add(argument.getName() + ": " + value);
      }
    }
    return all.toString();
  }

  /** Every id, and what must be given beside them; null for what can be left out. */
  private String value(
      String name, GraphQLInputType type, boolean isTheirs, List<String> used, int depth) {
    boolean isNeeded = type instanceof GraphQLNonNull;
    GraphQLInputType of =
        isNeeded ? (GraphQLInputType) ((GraphQLNonNull) type).getWrappedType() : type;
    if (of instanceof GraphQLList list) {
      String one = value(name, (GraphQLInputType) list.getWrappedType(), isTheirs, used, depth);
      return one == null ? isNeeded ? "[]" : null : "[" + one + "]";
    }
    if (of instanceof GraphQLInputObjectType object) {
      if (depth > 2) {
        return isNeeded ? "{}" : null;
      }
      StringJoiner fields = new StringJoiner(", ", "{", "}");
      List<String> before = List.copyOf(used);
      for (GraphQLInputObjectField one : object.getFieldDefinitions()) {
        String value = value(one.getName(), one.getType(), isTheirs, used, depth + 1);
        if (value != null) {
          fields.add(one.getName() + ": " + value);
        }
      }
      return isNeeded || !used.equals(before) ? fields.toString() : null;
    }
    String scalar = ((GraphQLNamedType) of).getName();
    if (scalar.equals("ID")) {
      assertTrue(
          !isTheirs || ids.containsKey(name),
          () -> "members name a " + name + ": give Wang one, so that it can be swapped");
      used.add(name);
      return "\"" + ids.getOrDefault(name, ids.get("customer")) + "\"";
    }
    if (!isNeeded) {
      return null;
    }
    if (of instanceof GraphQLEnumType values) {
      return name.equals("kind") && values.getValue("EXPORT") != null
          ? "EXPORT"
          : values.getValues().get(0).getName();
    }
    return switch (scalar) {
      case "Boolean" -> "true";
      case "Int", "Float", "BigInteger", "BigDecimal" -> "1";
      case "Date" -> "\"2024-03-01\"";
      case "DateTime" -> "\"2024-03-01T10:00:00Z\"";
      default -> "\"key" + used.size() + "\"";
    };
  }
}
