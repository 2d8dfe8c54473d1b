package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.bench.Load.Measured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Matching of many profiles: time and memory of a run over all, at two sizes; of a run over one in
 * a hundred that are new; how right the first is; and how long one fact takes to find its customer
 * afterwards. Among a million of the crowd's people some of one name have one e-mail address by
 * chance: merged they count as wrong here, though their identifier alone would make them one.
 */
final class IdentityScaleBench {
  private static final double MOST_GROWTH = 13;
  private static final double MOST_OF_FULL = .05;
  private static final int MOST_HEAP_MIB = 2_048;
  private static final int MESSAGES = 20_000;
  private static final Map<String, String> WITHOUT_BACKGROUND =
      Map.of(
          "TRIBUTARY_JOBS_TICK", "1s",
          "TRIBUTARY_JOBS__MATCH_CHANGED_CUSTOMERS__CRON", "off",
          "TRIBUTARY_CHANGES_EVERY", "off",
          "TRIBUTARY_IMPORTS_EVERY", "off");

  private IdentityScaleBench() {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    int small = options.number("small", 100_000);
    int large = options.number("large", 1_000_000);
    Result result = new Result("identity-scale");
    Map<String, Object> first = small == 0 ? null : measure("small", small, options, result);
    Map<String, Object> second = large == 0 ? null : measure("large", large, options, result);
    if (first != null && second != null) {
      double growth = (double) second.get("fullSeconds") / (double) first.get("fullSeconds");
      System.out.printf(
          Locale.ROOT,
          "growth %.1f for %.0f times the profiles (at most %.0f for 10 times)%n",
          growth,
          (double) large / small,
          MOST_GROWTH);
      result.put("fullGrowth", growth);
      result.hold(
          growth <= MOST_GROWTH * large / small / 10,
          "the full run takes %.1f times as long for %.0f times the profiles; at most %.0f for 10",
          growth,
          (double) large / small,
          MOST_GROWTH);
      result.hold(
          first.get("statements").equals(second.get("statements")),
          "one fact takes %s statements among %d profiles and %s among %d; it has to be as many",
          first.get("statements"),
          small,
          second.get("statements"),
          large);
    }
    result.end();
  }

  private static Map<String, Object> measure(
      String size, int profiles, Options options, Result result) throws Exception {
    Path folder = Files.createTempDirectory("bench-identity-scale");
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("profiles", profiles);
    try (Database database = Database.start(folder)) {
      Application.start(folder, database, WITHOUT_BACKGROUND).close(); // makes the tables
      long begin = System.nanoTime();
      KnownCrowd.source(database);
      database.run("ALTER TABLE linking_key DROP CONSTRAINT linking_key_pkey");
      KnownCrowd.fill(database, 0, profiles);
      database.run("ALTER TABLE linking_key ADD PRIMARY KEY (key, profile_id)");
      database.run(
          """
          INSERT INTO identifier_claim SELECT DISTINCT ON (value_hash) value_hash, kind, scope, profile_id, first_seen_at
          FROM profile_identifier WHERE state = 'VERIFIED'
          """);
      database.run("VACUUM ANALYZE");
      figures.put("fillSeconds", seconds(begin));
      try (Application application = Application.start(folder, database, WITHOUT_BACKGROUND)) {
        figures.put("fullSeconds", run(application, "match-customers"));
        truth(database, profiles, options.number("examples", 5), figures);
        figures.put("heapMiB", application.peakHeapMiB());
        figures.put("residentMiB", application.peakResidentMiB());
        database.run("ANALYZE");
        int more = profiles + profiles / 100;
        KnownCrowd.fill(database, profiles, more);
        database.run(
            "INSERT INTO linking_pending SELECT profile_id, now() FROM profile WHERE profile_id >= '"
                + KnownCrowd.profile(profiles)
                + "'");
        double changed = run(application, "match-changed-customers");
        figures.put("changedSeconds", changed);
        figures.put("changedOfFull", changed / (double) figures.get("fullSeconds"));
        online(application, database, folder, profiles, options.number("seconds", 10), figures);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d profiles: all in %.1f s, 1 %% more in %.1f s (%.3f of it, at most %.2f); heap %s MiB, resident %s MiB;%n"
            + "  wrong merges %s, found %s of %s; one fact of somebody known and of a stranger %s statements, p50 %.1f ms, p99 %.1f ms%n",
        profiles,
        figures.get("fullSeconds"),
        figures.get("changedSeconds"),
        figures.get("changedOfFull"),
        MOST_OF_FULL,
        figures.get("heapMiB"),
        figures.get("residentMiB"),
        figures.get("wrongMerges"),
        figures.get("found"),
        figures.get("twice"),
        figures.get("statements"),
        figures.get("p50Millis"),
        figures.get("p99Millis"));
    result.put(size, figures);
    result.hold(
        ((Number) figures.get("heapMiB")).doubleValue() <= MOST_HEAP_MIB,
        "%d profiles take a heap of %s MiB; at most %d",
        profiles,
        figures.get("heapMiB"),
        MOST_HEAP_MIB);
    result.hold(
        (double) figures.get("changedOfFull") <= MOST_OF_FULL,
        "1 %% more than %d profiles takes %.3f of the full run; at most %.2f",
        profiles,
        figures.get("changedOfFull"),
        MOST_OF_FULL);
    result.hold(
        ((Number) figures.get("failed")).longValue() == 0,
        "%s facts failed among %d profiles",
        figures.get("failed"),
        profiles);
    result.write();
    return figures;
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Runs a job to its end; how long it took, as its run says. */
  private static double run(Application application, String job) throws Exception {
    JsonNode run =
        application
            .ask(
                "mutation($n: String!) { runJob(input: {name: $n}) { id state } }",
                Map.of("n", job))
            .get("runJob");
    String last = "";
    while (true) {
      JsonNode now =
          application
              .ask(
                  "query($id: ID!) { node(id: $id) { id ... on JobRun { state error done total startedAt finishedAt } } }",
                  Map.of("id", run.get("id").asText()))
              .get("node");
      String state = now.get("state").asText();
      if (!state.matches("QUEUED|RUNNING")) {
        if (!state.equals("COMPLETED")) {
          throw new IOException(job + ": " + now);
        }
        return Duration.between(
                    Instant.parse(now.get("startedAt").asText()),
                    Instant.parse(now.get("finishedAt").asText()))
                .toMillis()
            / 1e3;
      }
      String at = now.get("done").asText() + " of " + now.get("total").asText();
      if (!at.equals(last)) {
        System.out.println("  " + job + " " + at);
        last = at;
      }
      Thread.sleep(2_000);
    }
  }

  private static void truth(Database database, int profiles, int most, Map<String, Object> figures)
      throws SQLException {
    int wrong = 0;
    int found = 0;
    List<String> examples = new ArrayList<>();
    for (String customer :
        database.column(
            """
            SELECT string_agg(p.key, ' ') || '|' || coalesce((
              SELECT string_agg(m.probability || ' ' || m.explanation::text, E'\n')
              FROM customer_merge m WHERE m.customer_id = p.customer_id), '')
            FROM profile p GROUP BY p.customer_id HAVING count(*) > 1
            """)) {
      String[] keys = customer.substring(0, customer.indexOf('|')).split(" ");
      List<Integer> people = new ArrayList<>();
      for (String key : keys) {
        people.add(KnownCrowd.person(Integer.parseInt(key.substring(1))));
      }
      int distinct = (int) people.stream().distinct().count();
      wrong += distinct - 1;
      found += keys.length - distinct;
      if (distinct > 1 && examples.size() < most) {
        examples.add(customer);
      }
    }
    figures.put("wrongMerges", wrong);
    figures.put("found", found);
    figures.put("twice", profiles / 6);
    for (String example : examples) {
      System.out.println("  wrongly one:");
      for (String key : example.substring(0, example.indexOf('|')).split(" ")) {
        System.out.println(
            "    " + key + " " + KnownCrowd.said(Integer.parseInt(key.substring(1))));
      }
      System.out.println("    because " + example.substring(example.indexOf('|') + 1));
    }
  }

  /** Facts of somebody who is there and of somebody who is not, one after another. */
  private static void online(
      Application application,
      Database database,
      Path folder,
      int profiles,
      int seconds,
      Map<String, Object> figures)
      throws Exception {
    String writeKey = application.createSource(Map.of("name", "web", "kind", "ONLINE"));
    String credentials =
        Base64.getEncoder().encodeToString((writeKey + ":").getBytes(StandardCharsets.UTF_8));
    Recording.prepare(database);
    Path logs = folder.resolve("postgres").resolve("log");
    List<Long> statements = new ArrayList<>();
    for (int number : List.of(0, 1)) {
      Load single =
          new Load(application.port(), 1, 1, i -> message(MESSAGES + number, 1, credentials));
      // what is remembered for some seconds, as the policy is, is read before the counting
      new Load(application.port(), 1, 1, i -> message(MESSAGES + 2 + number, 1, credentials))
          .once();
      statements.add(Recording.count(logs, single::once));
    }
    figures.put("statements", statements);
    Recording.end(database);
    Load load = new Load(application.port(), 1, MESSAGES, i -> message(i, profiles, credentials));
    load.run(5, 1);
    Measured measured = load.run(seconds, 2);
    figures.put("p50Millis", measured.latency().getValueAtPercentile(50) / 1_000.0);
    figures.put("p99Millis", measured.latency().getValueAtPercentile(99) / 1_000.0);
    figures.put("failed", measured.failed());
    figures.put("perSecond", measured.perSecond());
  }

  private static String message(int i, int profiles, String credentials) {
    int who = (int) (Integer.toUnsignedLong(i * 0x9E3779B1) % profiles);
    String phone = KnownCrowd.said(KnownCrowd.person(who)).get("phone");
    String body =
        "{\"userId\":\"w"
            + i
            + "\",\"messageId\":\"m"
            + i
            + "\",\"timestamp\":\"2024-06-01T10:00:00Z\",\"traits\":{\"phone\":\""
            + (i % 2 == 0 ? phone : "+8615" + (100_000_000 + i))
            + "\",\"name\":\"somebody\"}}";
    return "POST /v1/identify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Authorization: Basic "
        + credentials
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }
}
