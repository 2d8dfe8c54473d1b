package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tiers of many members with ten orders each: a recalculation of all, against one SQL statement
 * that works out the same tiers from the same orders and stores them, in the same run; a
 * recalculation after one member in a hundred changed; a policy's dry run. What the job has stored
 * is compared with what the statement has, member by member.
 */
final class TierBench {
  private static final double MOST_OF_SQL = 2;
  private static final double MOST_OF_FULL = .05;
  private static final double MOST_SECONDS_OF_DRY_RUN = 5;
  private static final int DRY_RUN_MEMBERS = 100_000;
  private static final Map<String, String> WITHOUT_BACKGROUND =
      Map.of(
          "TRIBUTARY_JOBS_TICK", "1s",
          "TRIBUTARY_JOBS__RECALCULATE_TIERS__CRON", "off",
          "TRIBUTARY_CHANGES_EVERY", "off",
          "TRIBUTARY_IMPORTS_EVERY", "off");

  /** The first of July in the programme's zone; there is no 29 February in the orders. */
  private static final Instant AS_OF = Instant.parse("2026-06-30T16:00:00Z");

  /** Members whose ids follow one another in the order of time, as ids of the application do. */
  private static final String FILL =
      """
      INSERT INTO source (source_id, name, kind, trust_rank, region, currency, timezone, asserts_identifiers,
                          write_key_hash, created_at, version)
      VALUES (md5('till')::uuid, 'till', 'OFFLINE', 1, 'CN', 'CNY', 'Asia/Shanghai', false, '\\x01', now(), 0);
      INSERT INTO customer (customer_id, created_at, updated_at)
      SELECT ('018f0000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, '2023-01-01', '2023-01-01'
      FROM generate_series(1, %1$d) i;
      INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
      SELECT ('018f0000-0001-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, md5('till')::uuid, 'USER_ID', i::text,
             ('018f0000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, '2023-01-01Z', '2026-01-01Z', '2023-01-01Z'
      FROM generate_series(1, %1$d) i;
      SELECT add_month_partition(t, m::date) FROM (VALUES ('customer_order'), ('order_return')) v(t)
      CROSS JOIN generate_series('2023-01-01'::date, '2026-07-01', '1 month') m;
      SELECT setseed(0.5);
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, channel, currency,
                                  total_minor, refunded_minor, changed_at, recorded_at)
      SELECT profile_id, at, ('018f0000-0002-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, md5('till')::uuid, n::text,
             'PAID', 'till', 'CNY', amount, CASE WHEN n %% 20 = 0 THEN amount / 2 ELSE 0 END, at, at
      FROM (
        SELECT i * 10 + k AS n, ('018f0000-0001-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid AS profile_id,
               CASE WHEN to_char(at, 'MMDD') IN ('0228', '0229', '0301') THEN at + interval '3 days' ELSE at END AS at,
               (2000 + 60000 * random() * random() * (1 + i %% 7))::bigint AS amount
        FROM (
          SELECT i, k, '2023-01-02Z'::timestamptz + random() * interval '1270 days' AS at
          FROM generate_series(1, %1$d) i CROSS JOIN generate_series(0, 9) k OFFSET 0) t) o;
      INSERT INTO order_return (profile_id, returned_at, return_id, source_id, external_id, order_id, ordered_at,
                                currency, amount_minor, recorded_at)
      SELECT profile_id, ordered_at + interval '1 day', order_id, source_id, external_id, order_id, ordered_at, currency,
             refunded_minor, ordered_at
      FROM customer_order WHERE refunded_minor > 0;
      """;

  /**
   * The same tiers by hand: what each order's year held, until when that promises each tier, and
   * the tier below for another year. Written for this one policy.
   */
  private static final String BY_HAND =
      """
      INSERT INTO hand_tier
      SELECT customer_id,
             CASE WHEN gold > '2026-07-01' THEN 'Gold' WHEN GREATEST(silver, gold + interval '1 year') > '2026-07-01' THEN 'Silver'
                  ELSE 'Member' END,
             CASE WHEN gold > '2026-07-01' THEN gold WHEN GREATEST(silver, gold + interval '1 year') > '2026-07-01'
                  THEN GREATEST(silver, gold + interval '1 year') END AT TIME ZONE 'Asia/Shanghai',
             qualifying
      FROM (
        SELECT customer_id, max(ends) FILTER (WHERE held >= 500000) AS gold,
               max(ends) FILTER (WHERE held >= 100000) AS silver,
               COALESCE(sum(worth) FILTER (WHERE ends > '2026-07-01'), 0) AS qualifying
        FROM (
          SELECT customer_id, worth, day + interval '1 year 1 day' AS ends,
                 sum(worth) OVER (PARTITION BY customer_id ORDER BY day RANGE BETWEEN interval '1 year' PRECEDING AND CURRENT ROW) AS held
          FROM (
            SELECT p.customer_id, q.value_minor - q.refunded_minor AS worth,
                   (q.ordered_at AT TIME ZONE 'Asia/Shanghai')::date AS day
            FROM profile p JOIN qualifying_order q USING (profile_id)) o
          WHERE worth > 0) w
        GROUP BY customer_id) m
      """;

  /** How many of the costliest statements of the run for 1 % are shown. */
  private static int statements;

  private TierBench() {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    int small = options.number("small", 100_000);
    int large = options.number("large", 1_000_000);
    statements = options.number("statements", 0);
    Result result = new Result("tiers");
    Map<String, Object> first = small == 0 ? null : measure("small", small, result);
    Map<String, Object> second = large == 0 ? null : measure("large", large, result);
    if (first != null && second != null) {
      double ratio = (double) (long) second.get("residentMiB") / (long) first.get("residentMiB");
      System.out.printf(
          Locale.ROOT, "resident memory of the large run: %.2f of the small one's%n", ratio);
      result.put("residentRatio", ratio);
    }
    result.end();
  }

  private static void limit(Result result, String what, Object figure, double most) {
    result.hold(
        (double) figure <= most, "%s is %.3f, and %.2f is the most", what, (double) figure, most);
  }

  private static Map<String, Object> measure(String size, int members, Result result)
      throws Exception {
    Path folder = Files.createTempDirectory("bench-tiers");
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("members", members);
    figures.put("orders", members * 10L);
    try (Database database = Database.start(folder)) {
      Application.start(folder, database, WITHOUT_BACKGROUND).close(); // makes the tables
      long begin = System.nanoTime();
      database.run(FILL.formatted(members));
      database.run(
          "CREATE TABLE hand_tier (customer_id uuid PRIMARY KEY, tier text, valid_until timestamptz, qualifying bigint)");
      // no empty table, as autovacuum would not: plans made for nothing would be kept
      database.run("VACUUM ANALYZE customer, profile, customer_order, order_return");
      figures.put("fillSeconds", seconds(begin));
      try (Application application = Application.start(folder, database, WITHOUT_BACKGROUND)) {
        String programme = programme(application);
        policy(application, programme, "5000", true); // the first one only warms up
        begin = System.nanoTime();
        JsonNode dry = policy(application, programme, "5000", true);
        figures.put("dryRunOfEnrolmentSeconds", seconds(begin));
        require(dry.get("enrolled").asInt() == members, "the dry run saw " + dry);
        database.run(
            """
            INSERT INTO tier_policy (policy_id, programme_id, number, definition, published_at, published_by, version)
            SELECT gen_random_uuid(), programme_id, 1, '{"tiers": [{"name": "Member", "minimumMinor": 0},
              {"name": "Silver", "minimumMinor": 100000}, {"name": "Gold", "minimumMinor": 500000}],
              "measure": "NET_SPEND", "window": {"kind": "ROLLING", "period": "P12M"}, "validity": "P12M",
              "grace": "P0D", "floor": "ONE_DOWN", "onReturn": "IMMEDIATE", "recognises": []}', now(), 'bench', 0
            FROM programme
            """);
        figures.put("firstSeconds", run(application));
        database.run("VACUUM ANALYZE membership, tier_change, customer_recomputation");
        figures.put("handSeconds", byHand(database));
        database.run(
            "UPDATE membership SET due_at = '-infinity', computed_at = '2023-01-01Z', qualifying = -1");
        database.run("VACUUM ANALYZE membership");
        double full = run(application);
        figures.put("fullSeconds", full);
        figures.put("fullOfHand", full / (double) figures.get("handSeconds"));
        compare(database, members);

        database.run(
            """
            INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, channel,
                                        currency, total_minor, changed_at, recorded_at)
            SELECT profile_id, '2026-06-01Z', profile_id, source_id, 'late ' || profile_id, 'PAID', 'till', 'CNY', 90000, now(), now()
            FROM profile WHERE abs(hashtext(profile_id::text)) % 100 = 7;
            UPDATE membership m SET due_at = '-infinity' FROM profile p
            WHERE p.customer_id = m.customer_id AND abs(hashtext(p.profile_id::text)) % 100 = 7
            """);
        if (statements > 0) {
          database.countStatements();
        }
        double changed = run(application);
        if (statements > 0) {
          database.costliest(statements).forEach(System.out::println);
        }
        figures.put("changedSeconds", changed);
        figures.put("changedOfFull", changed / full);
        database.run("TRUNCATE hand_tier");
        byHand(database);
        compare(database, members);
        if (members <= DRY_RUN_MEMBERS) {
          publish(application, database, programme, members, figures);
        }
        figures.put("heapMiB", application.peakHeapMiB());
        figures.put("residentMiB", application.peakResidentMiB());
      }
    }
    String said = "of " + members + " members ";
    limit(
        result, said + "the job to the statement by hand", figures.get("fullOfHand"), MOST_OF_SQL);
    if (members > DRY_RUN_MEMBERS) {
      // of fewer members all take so little that what any run costs is a good part of it
      limit(
          result,
          said + "the job for 1 % to that for all",
          figures.get("changedOfFull"),
          MOST_OF_FULL);
    }
    if (members <= DRY_RUN_MEMBERS) {
      for (String dry : List.of("dryRunOfEnrolmentSeconds", "dryRunOfChangeSeconds")) {
        limit(result, said + dry, figures.get(dry), MOST_SECONDS_OF_DRY_RUN);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d members: all in %.1f s, by hand in %.1f s: %.2f of it (at most %.0f); 1 %% changed in %.2f s: %.3f of all"
            + " (at most %.2f);%n  a dry run that enrols all in %.1f s",
        members,
        figures.get("fullSeconds"),
        figures.get("handSeconds"),
        figures.get("fullOfHand"),
        MOST_OF_SQL,
        figures.get("changedSeconds"),
        figures.get("changedOfFull"),
        MOST_OF_FULL,
        figures.get("dryRunOfEnrolmentSeconds"));
    if (members <= DRY_RUN_MEMBERS) {
      System.out.printf(
          Locale.ROOT,
          ", one of a change for all in %.1f s (both at most %.0f), published as it said in %.1f s",
          figures.get("dryRunOfChangeSeconds"),
          MOST_SECONDS_OF_DRY_RUN,
          figures.get("publishSeconds"));
    }
    System.out.printf(
        Locale.ROOT,
        "; heap %s MiB, resident %s MiB%n",
        figures.get("heapMiB"),
        figures.get("residentMiB"));
    result.put(size, figures);
    result.write();
    return figures;
  }

  /** That publishing a policy gives exactly what its dry run said. */
  private static void publish(
      Application application,
      Database database,
      String programme,
      int members,
      Map<String, Object> figures)
      throws Exception {
    run(application, Instant.now());
    database.run("CREATE TABLE was AS SELECT customer_id, tier FROM membership");
    long begin = System.nanoTime();
    JsonNode said = policy(application, programme, "4000", true);
    figures.put("dryRunOfChangeSeconds", seconds(begin));
    begin = System.nanoTime();
    JsonNode done = policy(application, programme, "4000", false);
    figures.put("publishSeconds", seconds(begin));
    require(said.equals(done), "the dry run said " + said + " and publishing did " + done);
    Map<String, Integer> moved = new TreeMap<>();
    said.get("moves")
        .forEach(
            move ->
                moved.put(
                    move.get("from").asText() + " to " + move.get("to").asText(),
                    move.get("members").asInt()));
    List<String> stored =
        database.column(
            """
            SELECT w.tier || ' to ' || m.tier || '=' || count(*) FROM was w JOIN membership m USING (customer_id)
            WHERE m.tier <> w.tier GROUP BY w.tier, m.tier ORDER BY w.tier || ' to ' || m.tier
            """);
    List<String> expected =
        moved.entrySet().stream().map(move -> move.getKey() + "=" + move.getValue()).toList();
    require(expected.equals(stored), "the dry run said " + expected + ", and there is " + stored);
    String each =
        database
            .column(
                """
                SELECT sum(('x' || left(md5(w.customer_id || '|' || w.tier || '|' || m.tier), 16))::bit(64)::bigint)::text
                FROM was w JOIN membership m USING (customer_id) WHERE m.tier <> w.tier
                """)
            .get(0);
    require(
        said.get("digest").asText().equals("%016x".formatted(new BigInteger(each).longValue())),
        "the dry run said another tier of some member than they have");
    int counted = said.get("up").asInt() + said.get("down").asInt() + said.get("unchanged").asInt();
    require(counted == members && !stored.isEmpty(), "the dry run counted " + said);
    figures.put("moved", stored);
  }

  private static double byHand(Database database) throws SQLException {
    long begin = System.nanoTime();
    database.run(BY_HAND);
    return seconds(begin);
  }

  /** That the job has stored what the statement has. */
  private static void compare(Database database, int members) throws Exception {
    List<String> different =
        database.column(
            """
            SELECT h.customer_id || ' ' || concat_ws(' ', m.tier, h.tier, m.valid_until, h.valid_until, m.qualifying,
                   h.qualifying)
            FROM hand_tier h FULL JOIN membership m USING (customer_id)
            WHERE (m.tier, m.valid_until, m.qualifying) IS DISTINCT FROM (h.tier, h.valid_until, h.qualifying) LIMIT 5
            """);
    require(different.isEmpty(), "the job and the statement differ: " + different);
    require(
        database
            .column("SELECT count(*) FROM hand_tier")
            .equals(List.of(Integer.toString(members))),
        "somebody is missing");
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  /** Makes a programme; its id. */
  static String programme(Application application) throws Exception {
    return application
        .ask(
            "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"Asia/Shanghai\"}) { programme { id } } }",
            Map.of())
        .at("/createProgramme/programme/id")
        .asText();
  }

  private static JsonNode policy(
      Application application, String programme, String gold, boolean dryRun) throws Exception {
    return application
        .ask(
            "mutation($input: TierPolicyInput!) { publishTierPolicy(input: $input) { up down unchanged enrolled atRisk digest moves { from to members } } }",
            Map.of(
                "input",
                Map.of(
                    "programme",
                    programme,
                    "dryRun",
                    dryRun,
                    "tiers",
                    List.of(
                        Map.of("name", "Member", "minimumSpend", "0"),
                        Map.of("name", "Silver", "minimumSpend", "1000"),
                        Map.of("name", "Gold", "minimumSpend", gold)))))
        .get("publishTierPolicy");
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Runs the job to its end; how long it took, as its run says. */
  private static double run(Application application) throws Exception {
    return run(application, AS_OF);
  }

  private static double run(Application application, Instant asOf) throws Exception {
    String id =
        application
            .ask(
                "mutation($at: DateTime!) { runJob(input: {name: \"recalculate-tiers\", asOf: $at}) { id } }",
                Map.of("at", asOf.toString()))
            .at("/runJob/id")
            .asText();
    while (true) {
      JsonNode now =
          application
              .ask(
                  "query($id: ID!) { node(id: $id) { ... on JobRun { state error startedAt finishedAt } } }",
                  Map.of("id", id))
              .get("node");
      String state = now.get("state").asText();
      if (!state.matches("QUEUED|RUNNING")) {
        require(state.equals("COMPLETED"), "the run: " + now);
        return Duration.between(
                    Instant.parse(now.get("startedAt").asText()),
                    Instant.parse(now.get("finishedAt").asText()))
                .toMillis()
            / 1e3;
      }
      Thread.sleep(500);
    }
  }
}
