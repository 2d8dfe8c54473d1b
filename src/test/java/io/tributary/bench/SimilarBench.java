package io.tributary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.bench.Load.Measured;
import io.tributary.platform.keys.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code findSimilarCustomers} among many: the tables are filled as the change queue would fill
 * them, then tills ask over GraphQL, one after another and eight at once. Half of the questions are
 * about somebody who is there, a quarter have a digit of the phone wrong, the others have a name
 * and a city only or are about strangers.
 */
final class SimilarBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int QUESTIONS = 2_000;
  private static final double MOST_MILLIS = 50;

  private SimilarBench() {}

  public static void main(String... arguments) throws Exception {
    TestKeys.use();
    Options options = new Options(arguments);
    int only = options.number("people", 0);
    Result result = new Result("similar");
    for (int people : only > 0 ? new int[] {only} : new int[] {100_000, 1_000_000}) {
      measure(people, options.number("seconds", 20), result);
    }
    result.end();
  }

  private static void measure(int people, int seconds, Result result) throws Exception {
    Path folder = Files.createTempDirectory("bench-similar");
    try (Database database = Database.start(folder)) {
      Application.start(folder, database, Application.WITHOUT_BACKGROUND)
          .close(); // makes the tables
      long begin = System.nanoTime();
      fill(database, people);
      long fillSeconds = (System.nanoTime() - begin) / 1_000_000_000;
      System.out.printf(Locale.ROOT, "%,d customers in %d s%n", people, fillSeconds);
      try (Application application =
          Application.start(folder, database, Application.WITHOUT_BACKGROUND)) {
        String document =
            Files.readString(Path.of("graphql-schema/operations/FindSimilarCustomers.graphql"));
        String token = application.token();
        Load one = load(application, 1, document, token, people);
        Load eight = load(application, 8, document, token, people);
        one.run(15, 1);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("people", people);
        figures.put("fillSeconds", fillSeconds);
        double p99 = report(figures, "one till", one.run(seconds, 2), result);
        result.hold(
            p99 < MOST_MILLIS,
            "p99 of one till among %d customers is %.1f ms; it has to be below %.0f ms",
            people,
            p99,
            MOST_MILLIS);
        report(figures, "eight tills", eight.run(seconds, 3), result);
        result.put("people" + people, figures);
        result.write();
      }
    }
  }

  /** Prints and keeps what was measured; answers the p99 in milliseconds. */
  private static double report(
      Map<String, Object> figures, String who, Measured measured, Result result) {
    double p50 = measured.latency().getValueAtPercentile(50) / 1_000.0;
    double p99 = measured.latency().getValueAtPercentile(99) / 1_000.0;
    figures.put(
        Result.name(who),
        Map.of(
            "p50Millis",
            p50,
            "p99Millis",
            p99,
            "perSecond",
            measured.perSecond(),
            "failed",
            measured.failed()));
    System.out.printf(
        Locale.ROOT,
        "%s: p50 %.1f ms, p99 %.1f ms, %.0f a second, %d failed%n",
        who,
        p50,
        p99,
        measured.perSecond(),
        measured.failed());
    result.hold(measured.failed() == 0, "%d questions of %s failed", measured.failed(), who);
    return p99;
  }

  private static Load load(
      Application application, int connections, String document, String token, int people) {
    return new Load(
        application.port(),
        connections,
        QUESTIONS,
        i -> {
          try {
            String body =
                JSON.writeValueAsString(
                    Map.of("query", document, "variables", Map.of("input", question(i, people))));
            return "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer "
                + token
                + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\n\r\n"
                + body;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Map<String, Object> question(int i, int people) {
    boolean stranger = i % 20 == 19;
    int number = (int) (Integer.toUnsignedLong(i * 0x9E3779B1) % people);
    Map<String, String> who = KnownCrowd.said(KnownCrowd.person(stranger ? people + i : number));
    Map<String, Object> question = new HashMap<>();
    question.put("name", who.get("name"));
    question.put("city", who.get("city"));
    if (i % 20 < 15) {
      String phone = who.get("phone");
      char last = phone.charAt(phone.length() - 1);
      boolean slip = i % 4 == 3;
      question.put(
          "phone",
          slip
              ? phone.substring(0, phone.length() - 1) + (char) ('0' + (last - '0' + 3) % 10)
              : phone);
    }
    if (who.containsKey("birth_date") && i % 2 == 0) {
      question.put("birthDate", who.get("birth_date"));
    }
    return question;
  }

  private static void fill(Database database, int people) throws SQLException, IOException {
    KnownCrowd.source(database);
    // an index is made sooner of all that is there
    database.run(
        "ALTER TABLE linking_key DROP CONSTRAINT linking_key_pkey; ALTER TABLE linking_key SET UNLOGGED");
    KnownCrowd.fill(database, 0, people);
    database.run("ALTER TABLE linking_key ADD PRIMARY KEY (key, profile_id)");
    database.run("VACUUM ANALYZE");
  }
}
