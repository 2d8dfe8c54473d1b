package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.platform.demo.TruthMeasure;
import io.tributary.platform.demo.TruthMeasure.Ended;
import io.tributary.platform.demo.TruthMeasure.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The whole demo shop, every mishap switched on, through the front doors of the packaged
 * application: who is merged, asked about and mixed up by identifiers alone, and after the job
 * {@code match-customers}.
 */
final class TruthBench {
  private static final long SEED = 20260101;
  private static final double LEAST_FOUND = .97;
  private static final ZoneId SHOP = ZoneId.of("Asia/Shanghai");

  private TruthBench() {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    int people = options.number("people", 10_000);
    Result result = new Result("truth");
    Path folder = Files.createTempDirectory("bench-truth");
    Map<String, String> demo =
        Map.of(
            "TRIBUTARY_DEMO_PEOPLE", Integer.toString(people),
            "TRIBUTARY_DEMO_SEED", Long.toString(SEED),
            "TRIBUTARY_DEMO_MISHAPS", "typos,families,recycled-numbers,shared-devices");
    try (Database database = Database.start(folder);
        Application application = Application.start(folder, database, demo)) {
      application.awaitLog("The demo shop is open", 900);
      // the application took its day from the clock a moment ago
      TruthMeasure measure =
          TruthMeasure.of(SEED, people, LocalDate.now(SHOP).atStartOfDay(SHOP).toInstant());
      Figures before = figures(measure, database);
      System.out.println("by identifiers: " + before);
      Figures after = before;
      if (hasMatching(application)) {
        match(application);
        after = figures(measure, database);
        System.out.println("after match-customers: " + after);
      }
      after.examples().stream()
          .limit(options.number("examples", 10))
          .forEach(example -> System.out.println("  " + example));
      result.put("people", people);
      result.put("byIdentifiers", named(before));
      result.put("afterMatching", named(after));
      result.hold(
          after.wrong() * 10_000L <= people,
          "%d wrong merges among %d people; at most 1 in 10,000",
          after.wrong(),
          people);
      result.hold(
          after.found() >= LEAST_FOUND,
          "%.4f of the splits are found; at least %.2f",
          after.found(),
          LEAST_FOUND);
    }
    result.end();
  }

  private static Map<String, Object> named(Figures figures) {
    return Map.of(
        "wrongMerges",
        figures.wrong(),
        "findable",
        figures.findable(),
        "found",
        figures.found(),
        "merged",
        figures.merged(),
        "inReview",
        figures.inReview(),
        "hopeless",
        figures.hopeless());
  }

  private static boolean hasMatching(Application application)
      throws IOException, InterruptedException {
    return application
        .ask("{ jobs { name } }", Map.of())
        .findValuesAsText("name")
        .contains("match-customers");
  }

  private static void match(Application application) throws IOException, InterruptedException {
    JsonNode run =
        application
            .ask("mutation { runJob(input: {name: \"match-customers\"}) { id state } }", Map.of())
            .get("runJob");
    while (run.get("state").asText().matches("QUEUED|RUNNING")) {
      Thread.sleep(500);
      run =
          application
              .ask(
                  "query($id: ID!) { node(id: $id) { id ... on JobRun { state error } } }",
                  Map.of("id", run.get("id").asText()))
              .get("node");
    }
    System.out.println("match-customers: " + run);
  }

  private static Figures figures(TruthMeasure measure, Database database) throws SQLException {
    List<Ended> profiles = new ArrayList<>();
    for (String row :
        database.column(
            "SELECT concat_ws('|', s.name, p.key, p.customer_id) FROM profile p JOIN source s USING (source_id) WHERE p.customer_id IS NOT NULL")) {
      String[] parts = row.split("\\|");
      profiles.add(new Ended(parts[0], parts[1], UUID.fromString(parts[2])));
    }
    List<Set<UUID>> reviews = new ArrayList<>();
    for (String row :
        database.column(
            "SELECT concat_ws('|', a, b) FROM (" + TruthMeasure.OPEN_REVIEWS + ") x (a, b)")) {
      String[] parts = row.split("\\|");
      reviews.add(Set.of(UUID.fromString(parts[0]), UUID.fromString(parts[1])));
    }
    return measure.measure(profiles, reviews);
  }
}
