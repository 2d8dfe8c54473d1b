package io.tributary.loyalty.tier;

import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Programmes and policies as staff make them over the API. */
final class Loyalty {
  /** Member 0, Silver 1,000, Gold 5,000. */
  static final List<Map<String, Object>> LADDER =
      List.of(tier("Member", "0"), tier("Silver", "1000"), tier("Gold", "5000"));

  private static final Api ADMIN = Api.as("admin");

  static final String PUBLISH =
      """
      mutation($input: TierPolicyInput!) {
        publishTierPolicy(input: $input) {
          policy { id number publishedBy tiers { name minimumSpend { amount currency } }
                   measure window period validity grace floor onReturn }
          dryRun up down unchanged enrolled atRisk digest
          moves { from to members }
          sample { kind customerId from to reasons }
        }
      }
      """;

  private Loyalty() {}

  static Map<String, Object> tier(String name, String minimumSpend) {
    return Map.of("name", name, "minimumSpend", minimumSpend);
  }

  /** Makes a programme in CNY and Shanghai's time; its id. */
  static String programme(String name) {
    return ADMIN
        .data(
            """
            mutation($name: String!) {
              createProgramme(input: {name: $name, currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } }
            }
            """,
            "name",
            name)
        .getString("createProgramme.programme.id");
  }

  /** An input with the ladder and what else is given ({@code field, value, …}). */
  static Map<String, Object> policy(String programme, Object... fields) {
    Map<String, Object> input = new HashMap<>();
    input.put("programme", programme);
    input.put("tiers", LADDER);
    for (int i = 0; i < fields.length; i += 2) {
      input.put((String) fields[i], fields[i + 1]);
    }
    return input;
  }

  /** Publishes it and returns the payload. */
  static JsonPath publish(Map<String, Object> input) {
    return ADMIN.data(PUBLISH, "input", input).setRootPath("data.publishTierPolicy");
  }

  /** Runs the job over the API, as of now. */
  static void recalculate() {
    JsonPath run =
        ADMIN.data("mutation { runJob(input: {name: \"recalculate-tiers\"}) { state error } }");
    if (!run.getString("runJob.state").equals("COMPLETED")) {
      throw new AssertionError(run.prettify());
    }
  }

  /** Memberships and histories as stored, bookkeeping times apart. */
  static List<String> stored() {
    List<String> rows =
        new java.util.ArrayList<>(
            TestDatabase.rows(
                """
                SELECT customer_id, programme_id, tier, since, valid_until, qualifying, policy_number, due_at
                FROM membership ORDER BY 1, 2
                """));
    rows.addAll(
        TestDatabase.rows(
            """
            SELECT customer_id, programme_id, changed_at, from_tier, to_tier, reason, policy_number
            FROM tier_change ORDER BY 1, 2, 3
            """));
    return rows;
  }
}
