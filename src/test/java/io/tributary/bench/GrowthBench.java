package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.bench.Load.Measured;
import io.tributary.bench.QueryMix.Request;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.TestKeys;
import io.tributary.platform.local.LocalKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What point queries cost when there are ten times as many customers: two databases and two
 * applications are there at once, and the same questions go to one and the other in turn, one after
 * another, about people drawn from all. Compared are the medians of the rounds' own ratios.
 */
final class GrowthBench {
  private static final double MOST = 1.2;

  /** Many more than a round asks about, few enough to have a token of each. */
  private static final int DRAWN = 2_000;

  /** Three sales with two lines each and a visit for everybody, over two years. */
  private static final String HISTORY =
      """
      SELECT add_month_partition(t, m::date)
      FROM (VALUES ('customer_order'), ('order_line'), ('event')) v(t)
      CROSS JOIN generate_series('2024-01-01'::date, '2025-12-01', '1 month') m;
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, channel, currency,
                                  total_minor, changed_at, recorded_at)
      SELECT profile_id, at, md5('o' || profile_id || k)::uuid, source_id, profile_id || '-' || k, 'PAID', 'till', 'CNY',
             2000 + abs(hashtext(profile_id::text || k)) % 60000, at, at
      FROM (
        SELECT profile_id, source_id, k,
               '2024-01-02Z'::timestamptz + abs(hashtext(k || profile_id::text)) % 720 * interval '1 day' AS at
        FROM profile CROSS JOIN generate_series(1, 3) k) o;
      INSERT INTO order_line (profile_id, ordered_at, order_id, line_id, line_key, sku, name, category, quantity, amount_minor)
      SELECT profile_id, ordered_at, order_id, md5('l' || order_id || k)::uuid, k::text, 'sku-' || k, 'Tea ' || k, 'Tea', 1,
             total_minor / 2
      FROM customer_order CROSS JOIN generate_series(1, 2) k;
      INSERT INTO event (profile_id, occurred_at, event_id, source_id, kind, name, properties, recorded_at)
      SELECT profile_id, ordered_at, md5('v' || order_id)::uuid, source_id, 'VISIT', 'Store Visited', '{}', ordered_at
      FROM customer_order WHERE external_id LIKE '%-1';
      VACUUM ANALYZE
      """;

  private static final String BY_PHONE =
      """
      query ByPhone($phone: String!) {
        customer(identifier: {kind: PHONE, value: $phone}) { id displayName identifiers { kind value } membership { tier } }
      }
      """;

  private static final String GIVE =
      """
      mutation Give($customer: ID!, $key: String!) {
        adjustPoints(input: {customer: $customer, points: 1, reason: "bench", idempotencyKey: $key}) { points { available } }
      }
      """;

  /** One of the two installations. */
  private static final class Size implements AutoCloseable {
    private final int customers;
    private final Database database;
    private final Application application;
    private final Map<String, Load> loads = new LinkedHashMap<>();
    private final Map<String, List<Double>> medians = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
    private long failed;

    private Size(int customers) throws Exception {
      this.customers = customers;
      Path folder = Files.createTempDirectory("bench-growth");
      database = Database.start(folder);
      Application.start(folder, database, Application.WITHOUT_BACKGROUND)
          .close(); // makes the tables
      long begin = System.nanoTime();
      fill();
      System.out.printf(
          Locale.ROOT,
          "%,d customers in %d s%n",
          customers,
          (System.nanoTime() - begin) / 1_000_000_000);
      application = Application.start(folder, database, Application.WITHOUT_BACKGROUND);
      programme();
      requests(folder.resolve("home"));
    }

    private void fill() throws SQLException, IOException, InterruptedException {
      KnownCrowd.source(database);
      Thread other =
          new Thread(
              () -> {
                try {
                  KnownCrowd.fill(database, 0, customers / 2, false);
                } catch (SQLException | IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      other.start();
      KnownCrowd.fill(database, customers / 2, customers, false);
      other.join();
      for (String statement : HISTORY.split(";\n")) {
        database.run(statement);
      }
    }

    private void programme() throws Exception {
      String programme = TierBench.programme(application);
      application.ask(
          "mutation($input: TierPolicyInput!) { publishTierPolicy(input: $input) { enrolled } }",
          Map.of(
              "input",
              Map.of(
                  "programme",
                  programme,
                  "tiers",
                  List.of(
                      Map.of("name", "Member", "minimumSpend", "0"),
                      Map.of("name", "Silver", "minimumSpend", "300"),
                      Map.of("name", "Gold", "minimumSpend", "900")))));
    }

    /** The kinds of {@link QueryMix} and two more, about people drawn from all. */
    private void requests(Path home) throws Exception {
      SplittableRandom random = new SplittableRandom(11);
      int[] drawn = IntStream.generate(() -> random.nextInt(customers)).limit(DRAWN).toArray();
      String admin = application.token();
      LocalKey key = LocalKey.of(home);
      String page =
          Files.readString(Path.of("graphql-schema", "operations", "CustomerPage.graphql"));
      List<String> tokens = new ArrayList<>();
      for (int number : drawn) {
        tokens.add(key.token(Map.of("role", "member", "customer", id(number))));
      }
      load("customer page", i -> new Request(page, Map.of("id", id(drawn[i])), admin));
      load("member home", i -> new Request(QueryMix.MEMBER_HOME, Map.of(), tokens.get(i)));
      load("timeline", i -> new Request(QueryMix.TIMELINE, Map.of("id", id(drawn[i])), admin));
      load(
          "by phone",
          i ->
              new Request(
                  BY_PHONE,
                  Map.of("phone", KnownCrowd.said(KnownCrowd.person(drawn[i])).get("phone")),
                  admin));
      SplittableRandom keys = new SplittableRandom();
      loads.put(
          "points given",
          new Load(
              application.port(),
              1,
              chosen ->
                  new Request(
                          GIVE,
                          Map.of(
                              "customer",
                              id(drawn[chosen.nextInt(DRAWN)]),
                              "key",
                              Long.toHexString(keys.nextLong())),
                          admin)
                      .bytes()));
    }

    private static String id(int number) {
      return TypeId.CUSTOMER.encode(KnownCrowd.customer(number));
    }

    private void load(String name, IntFunction<Request> request) throws Exception {
      Request first = request.apply(0);
      JsonNode answer = application.ask(first.document(), first.variables(), first.token());
      if (answer.elements().next().isNull()) {
        throw new IllegalStateException(name + " finds nobody: " + answer);
      }
      loads.put(
          name,
          new Load(
              application.port(),
              1,
              DRAWN,
              i -> new String(request.apply(i).bytes(), StandardCharsets.UTF_8)));
    }

    private void measure(String name, int seconds, long seed) throws Exception {
      double before = Application.cpuSeconds(application.pid()) + database.cpuSeconds();
      Measured measured = loads.get(name).run(seconds, seed);
      double used = Application.cpuSeconds(application.pid()) + database.cpuSeconds() - before;
      failed += measured.failed();
      medians
          .computeIfAbsent(name, n -> new ArrayList<>())
          .add(measured.latency().getValueAtPercentile(50) / 1_000.0);
      cpu.computeIfAbsent(name, n -> new ArrayList<>())
          .add(1_000 * used / measured.latency().getTotalCount());
    }

    @Override
    public void close() throws IOException {
      application.close();
      database.close();
    }
  }

  private GrowthBench() {}

  public static void main(String... arguments) throws Exception {
    TestKeys.use();
    Options options = new Options(arguments);
    Result result = new Result("growth");
    try (Size small = new Size(options.number("small", 100_000));
        Size large = new Size(options.number("large", 1_000_000))) {
      int warmup = Math.max(1, options.number("warmup", 60) / small.loads.size());
      for (String name : small.loads.keySet()) {
        small.loads.get(name).run(warmup, 1);
        large.loads.get(name).run(warmup, 1);
      }
      for (int round = 0; round < options.number("rounds", 6); round++) {
        for (String name : small.loads.keySet()) {
          List<Size> order = round % 2 == 0 ? List.of(small, large) : List.of(large, small);
          for (Size size : order) {
            size.measure(name, options.number("seconds", 4), round);
          }
        }
      }
      report(small, large, result);
    }
    result.end();
  }

  private static void report(Size small, Size large, Result result) {
    System.out.printf(
        Locale.ROOT,
        "%-14s median ms at %,d, at %,d, ratio; CPU ms of both processes, ratio%n",
        "",
        small.customers,
        large.customers);
    for (String name : small.loads.keySet()) {
      double smallMillis = Application.median(small.medians.get(name));
      double largeMillis = Application.median(large.medians.get(name));
      double grows = ratio(small.medians.get(name), large.medians.get(name));
      double smallCpu = Application.median(small.cpu.get(name));
      double largeCpu = Application.median(large.cpu.get(name));
      double cpuGrows = ratio(small.cpu.get(name), large.cpu.get(name));
      System.out.printf(
          Locale.ROOT,
          "%-14s %7.2f %7.2f %5.2f   %7.2f %7.2f %5.2f%n",
          name,
          smallMillis,
          largeMillis,
          grows,
          smallCpu,
          largeCpu,
          cpuGrows);
      result.put(
          Result.name(name),
          Map.of(
              "smallMedianMillis",
              smallMillis,
              "largeMedianMillis",
              largeMillis,
              "medianRatio",
              grows,
              "smallCpuMillis",
              smallCpu,
              "largeCpuMillis",
              largeCpu,
              "cpuRatio",
              cpuGrows));
      result.hold(
          grows <= MOST, "%s takes %.2f times as long, and %.1f is the most", name, grows, MOST);
    }
    long failed = small.failed + large.failed;
    result.put("smallCustomers", small.customers);
    result.put("largeCustomers", large.customers);
    result.put("failed", failed);
    result.hold(failed == 0, "%d requests failed", failed);
  }

  private static double ratio(List<Double> small, List<Double> large) {
    return Application.median(
        IntStream.range(0, small.size()).mapToObj(i -> large.get(i) / small.get(i)).toList());
  }
}
