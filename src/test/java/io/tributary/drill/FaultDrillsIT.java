package io.tributary.drill;

import static io.tributary.drill.Callers.points;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.tributary.Packaged;
import io.tributary.TcpProxy;
import io.tributary.drill.Callers.Kind;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each fault, while callers send events, orders, redemptions and files: nothing that was
 * acknowledged is lost, nothing counts twice, the ledger adds up, and the service comes back by
 * itself. {@code ./mvnw verify -Pdrills} does it for thirty seeds, prints how long it takes until
 * callers are served as before, and fails where that is more than ten seconds; without the profile
 * one seed goes through three of the faults, and nothing is timed.
 */
class FaultDrillsIT {
  private static final int SEEDS = Integer.getInteger("drills.seeds", 0);
  private static final long FIRST = Long.getLong("drills.first", 1);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final int LOOKS = (int) WINDOW.dividedBy(LOOK);
  private static final double MOST_SECONDS = 10;
  private static final int MEMBERS = 4;
  private static final long GRANTED = 10_000_000;

  @TempDir Path folder;
  private DurablePostgres database;
  private TcpProxy network;
  private volatile Packaged application;
  private Callers callers;
  private final Map<Fault, List<Double>> recoveries = new EnumMap<>(Fault.class);

  @Test
  void what_was_acknowledged_is_there_once_whatever_breaks() throws Exception {
    if (SEEDS == 0) {
      drill(
          FIRST,
          List.of(Fault.CONNECTIONS_RESET, Fault.DATABASE_KILLED, Fault.APPLICATION_KILLED),
          Duration.ofSeconds(1));
    }
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      List<Fault> faults = new ArrayList<>(Arrays.asList(Fault.values()));
      Collections.shuffle(faults, new Random(seed));
      drill(seed, faults, Duration.ofSeconds(2));
    }
    recoveries.forEach(
        (fault, seconds) ->
            System.out.printf(
                Locale.ROOT,
                "%s, %d times: back after %.1f s at the median, %.1f s at most%n",
                fault,
                seconds.size(),
                seconds.stream().sorted().skip(seconds.size() / 2).findFirst().orElseThrow(),
                Collections.max(seconds)));
    if (SEEDS > 0) {
      recoveries.forEach(
          (fault, seconds) ->
              assertTrue(
                  Collections.max(seconds) <= MOST_SECONDS, fault + ": back after " + seconds));
    }
  }

  private void drill(long seed, List<Fault> faults, Duration calm) throws Exception {
    Path own = Files.createDirectories(folder.resolve("seed-" + seed));
    database = DurablePostgres.start(own);
    network = new TcpProxy(database.port());
    try {
      application = Packaged.start(own, settings());
      List<String> members = members();
      callers = new Callers(() -> application, writeKey, members, seed);
      try {
        if (SEEDS > 0) {
          recovery(Callers.PER_SECOND); // a process that has just started is slower than later
        }
        Random random = new Random(seed);
        for (Fault fault : faults) {
          double before = perSecond(calm);
          happen(fault, own, random);
          double back = recovery(before);
          recoveries.computeIfAbsent(fault, any -> new ArrayList<>()).add(back);
          System.out.printf(
              Locale.ROOT,
              "seed %d, %s: %.0f a second before, back after %.1f s%n",
              seed,
              fault,
              before,
              back);
        }
      } finally {
        callers.close();
      }
      System.out.printf("seed %d: answers by status %s%n", seed, callers.answers);
      everything_counts_once(seed);
    } finally {
      application.close();
      network.close();
      database.close();
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "QUARKUS_DATASOURCE_REACTIVE_URL",
        "postgresql://localhost:" + network.port() + "/postgres");
    settings.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    settings.put("QUARKUS_DATASOURCE_PASSWORD", "postgres");
    settings.put("TRIBUTARY_LOCAL_ENABLED", "true");
    settings.put("TRIBUTARY_KEYS_MASTER", TestKeys.MASTER);
    for (String rate : List.of("ADDRESS", "STAFF", "OTHERS")) {
      settings.put("TRIBUTARY_RATES_" + rate, "0");
    }
    return settings;
  }

  private String writeKey;

  /** A programme, a source, and members who have points to spend. */
  private List<String> members() {
    application.ask(
        "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }");
    writeKey =
        application
            .ask(
                "mutation { createSource(input: {name: \"web\", kind: ONLINE, currency: \"CNY\"}) { writeKey } }")
            .getString("createSource.writeKey");
    List<String> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      RestAssured.given()
          .auth()
          .preemptive()
          .basic(writeKey, "")
          .contentType("application/json")
          .body(Map.of("userId", "member-" + i, "traits", Map.of("name", "Member " + i)))
          .post(application.url("/v1/identify"))
          .then()
          .statusCode(200);
      String customer =
          database.rows("SELECT customer_id FROM profile WHERE key = 'member-" + i + "'").get(0);
      String id = TypeId.CUSTOMER.encode(UUID.fromString(customer));
      application.ask(
          "mutation($c: ID!) { earnPoints(input: {customer: $c, points: "
              + GRANTED
              + ", idempotencyKey: \"granted\"}) { points { available } } }",
          "c",
          id);
      members.add(id);
    }
    return members;
  }

  private void happen(Fault fault, Path own, Random random) throws Exception {
    Duration length = Duration.ofMillis(1_000 + random.nextInt(5_000));
    switch (fault) {
      case CONNECTIONS_RESET -> network.reset();
      case NETWORK_SILENT -> {
        network.fallSilent();
        pass(length);
        network.speakAgain();
      }
      case CONNECTIONS_REFUSED -> {
        network.refuse();
        pass(length);
        network.admit();
      }
      case DATABASE_FROZEN -> {
        database.freeze();
        pass(length);
        database.thaw();
      }
      case DATABASE_KILLED -> {
        database.kill();
        database.startAgain();
      }
      case POOL_EXHAUSTED -> {
        try (Connection connection = database.connect();
            Statement statement = connection.createStatement()) {
          connection.setAutoCommit(false);
          statement.execute("LOCK TABLE profile, points_account IN ACCESS EXCLUSIVE MODE");
          pass(length);
          connection.rollback();
        }
      }
      case APPLICATION_KILLED -> {
        application.kill();
        application = Packaged.start(own, settings());
      }
    }
  }

  /** Lets a fault last: the length is drawn, not waited for to be right. */
  private static void pass(Duration length) {
    await().pollDelay(length).atMost(length.plus(LIMIT)).until(() -> true);
  }

  private double perSecond(Duration over) {
    int before = callers.acknowledged.size();
    pass(over);
    return (callers.acknowledged.size() - before) / (over.toMillis() / 1000.0);
  }

  /** Seconds until callers are served at 95 % of what they were, looked at over two seconds. */
  private double recovery(double before) {
    double wanted = 0.95 * before * WINDOW.toSeconds();
    List<Integer> counts = new ArrayList<>(List.of(callers.acknowledged.size()));
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < LIMIT.toNanos()) {
      pass(LOOK);
      counts.add(callers.acknowledged.size());
      int from = counts.size() - 1 - LOOKS;
      if (from >= 0 && counts.get(from + LOOKS) - counts.get(from) >= wanted) {
        return from * LOOK.toMillis() / 1000.0;
      }
    }
    return LIMIT.toSeconds();
  }

  private void everything_counts_once(long seed) {
    String which = "seed " + seed;
    await()
        .atMost(LIMIT)
        .until(
            () ->
                database
                    .rows(
                        "SELECT count(*) FROM import_job WHERE state IN ('RECEIVING', 'QUEUED', 'RUNNING')")
                    .equals(List.of("0")));
    assertEquals(
        ids(Kind.TRACK, "drill-%d"),
        database.rows("SELECT name FROM event WHERE name LIKE 'drill-%' ORDER BY name"),
        which);
    assertEquals(
        ids(Kind.ORDER, "drill-%d"),
        database.rows(
            "SELECT external_id FROM customer_order WHERE external_id LIKE 'drill-%' ORDER BY external_id"),
        which);
    assertEquals(
        List.of("" + callers.of(Kind.ORDER).stream().mapToLong(n -> points(n) * 100L).sum()),
        database.rows(
            "SELECT coalesce(sum(total_minor), 0) FROM customer_order WHERE external_id LIKE 'drill-%'"),
        which);
    assertEquals(
        List.of("" + (long) callers.of(Kind.IMPORT).size() * Callers.ROWS),
        database.rows("SELECT count(*) FROM customer_order WHERE external_id LIKE 'file-%'"),
        which);
    assertEquals(
        ids(Kind.REDEEM, "drill-%d"),
        database.rows(
            "SELECT reference FROM points_entry WHERE kind = 'REDEEM' ORDER BY reference"),
        which);
    long spent = callers.of(Kind.REDEEM).stream().mapToLong(Callers::points).sum();
    assertEquals(
        List.of("" + (MEMBERS * GRANTED - spent)),
        database.rows(
            "SELECT sum(a.available) FROM points_account a JOIN points_currency c USING (currency_id) WHERE c.code = 'POINTS'"),
        which);
    String state =
        application
            .ask("mutation { runJob(input: {name: \"check-points\"}) { state } }")
            .getString("runJob.state");
    assertEquals("COMPLETED", state, which);
    await()
        .atMost(LIMIT)
        .until(() -> database.rows("SELECT count(*) FROM customer_change").equals(List.of("0")));
  }

  private List<String> ids(Kind kind, String form) {
    List<Integer> numbers = callers.of(kind);
    assertNotNull(numbers);
    return numbers.stream().map(form::formatted).sorted().toList();
  }
}
