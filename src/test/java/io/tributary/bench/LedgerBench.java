package io.tributary.bench;

import io.tributary.bench.Load.Measured;
import io.tributary.loyalty.ledger.LawsOfTables;
import io.tributary.loyalty.ledger.LedgerClients;
import io.tributary.platform.TypeId;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Points earned, spent and expiring on a few accounts by many clients at once: by pgbench with the
 * statements that the ledger sends (lock, then earn or spend), in one transaction each (C0); by
 * clients of the ledger itself; and over GraphQL (C2). On the same durable server, in turns after a
 * warm-up, medians. pgbench has accounts of its own, as many, since its statements come without the
 * step before them that writes down what has expired. At the end every law of the ledger must hold.
 */
final class LedgerBench {
  private static final double LEAST = 0.5;
  private static final String STORE = "io.tributary.loyalty.ledger.LedgerStore";
  private static final Pattern PER_SECOND = Pattern.compile("tps = ([0-9.]+)");
  private static final String EXPIRE =
      "mutation { runJob(input: {name: \"expire-points\"}) { state } }";

  private LedgerBench() {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    int accounts = options.number("accounts", 50);
    int clients = options.number("clients", 16);
    int seconds = options.number("seconds", 10);
    Path folder = Files.createTempDirectory("bench-ledger");
    Result result = new Result("ledger");
    try (Database database = Database.start(folder);
        Application application =
            Application.start(folder, database, Map.of("TRIBUTARY_CHANGES_EVERY", "off"))) {
      String currency = prepare(application, database, accounts);
      Path script = script(folder, currency, accounts);
      String token = application.token();
      Load graphql =
          new Load(application.port(), clients, random -> request(random, accounts, token));
      List<UUID> customers = new ArrayList<>();
      for (int i = 1; i <= accounts; i++) {
        customers.add(id("c" + i));
      }
      try (LedgerClients ledger =
          new LedgerClients(database.port(), clients, UUID.fromString(currency), customers)) {
        int warmup = options.number("warmup", 30);
        graphql.run(warmup, 1);
        ledger.run(clients, warmup / 2, 1);
        List<Double> overGraphql = new ArrayList<>();
        List<Double> direct = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        long failed = 0;
        for (int round = 0; round < options.number("rounds", 5); round++) {
          bare.add(pgbench(database, script, clients, seconds));
          direct.add(ledger.run(clients, seconds, 1_000 + 100L * round));
          Measured measured = graphql.run(seconds, 2_000 + 100L * round);
          overGraphql.add(measured.perSecond());
          failed += measured.failed();
          application.ask(EXPIRE, Map.of());
        }
        report(database, overGraphql, direct, bare, failed, result);
      }
    }
    result.end();
  }

  private static String prepare(Application application, Database database, int accounts)
      throws Exception {
    application.ask(
        "mutation { createProgramme(input: {name: \"Bench\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }",
        Map.of());
    // c… for the ledger, d… for pgbench
    database.run(
        "INSERT INTO customer (customer_id, created_at, updated_at) SELECT md5(k || i)::uuid, now(), now()"
            + " FROM generate_series(1, "
            + accounts
            + ") i, unnest(ARRAY['c', 'd']) k");
    for (int i = 1; i <= 2 * accounts; i++) {
      String name = i <= accounts ? "c" + i : "d" + (i - accounts);
      application.ask(
          "mutation { earnPoints(input: {customer: \"%s\", points: 10000, idempotencyKey: \"first\"}) { points { available } } }"
              .formatted(TypeId.CUSTOMER.encode(id(name))),
          Map.of());
    }
    database.run("VACUUM ANALYZE");
    return database.column("SELECT currency_id FROM points_currency WHERE code = 'POINTS'").get(0);
  }

  /** The id that md5 gives a name in SQL. */
  private static UUID id(String name) {
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8)));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Half of the requests earn 100 points, half spend 1 to 199, so that there is always something.
   */
  private static byte[] request(SplittableRandom random, int accounts, String token) {
    String customer = TypeId.CUSTOMER.encode(id("c" + (1 + random.nextInt(accounts))));
    String key = Long.toHexString(random.nextLong());
    String input =
        random.nextBoolean()
            ? "redeemPoints(input: {customer: \\\"%s\\\", points: %d, idempotencyKey: \\\"%s\\\"})"
                .formatted(customer, 1 + random.nextInt(199), key)
            : "earnPoints(input: {customer: \\\"%s\\\", points: 100, idempotencyKey: \\\"%s\\\"%s})"
                .formatted(customer, key, random.nextInt(10) == 0 ? soon() : "");
    String body = "{\"query\": \"mutation { " + input + " { points { available } } }\"}";
    String request =
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
            + "Authorization: Bearer "
            + token
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    return request.getBytes(StandardCharsets.UTF_8);
  }

  private static String soon() {
    return ", expiresAt: \\\"" + Instant.now().plusSeconds(2) + "\\\"";
  }

  /**
   * The ledger's own statements as a script of pgbench, each number replaced by what it stands for.
   */
  private static Path script(Path folder, String currency, int accounts) throws Exception {
    String customer = "md5('d' || :i)::uuid";
    String account = "points_account_of('" + currency + "', " + customer + ")";
    String lock = fill(statement("LOCK_ONE"), "'" + currency + "'::uuid", customer);
    String fresh = "gen_random_uuid()";
    String receipt = "'{\"available\": 1}'";
    String spend =
        fill(
            statement("SPEND"),
            "ARRAY[" + account + "]",
            fresh + "::text",
            fresh,
            "'REDEEM'::text",
            ":p::bigint",
            "now()",
            "0",
            fresh,
            "NULL::text",
            "NULL::text",
            "'bench'::text",
            "now()",
            receipt,
            "NULL",
            account,
            "ARRAY[" + account + "]");
    String earn =
        fill(
            statement("EARN"),
            "ARRAY[" + account + "]",
            account,
            fresh + "::text",
            fresh,
            "100::bigint",
            fresh,
            "NULL::text",
            "NULL::text",
            "'bench'::text",
            "now()",
            "now()",
            fresh,
            "0::bigint",
            "now()",
            "(now() + interval '1 year')",
            "NULL::text",
            "100::bigint",
            "0::bigint",
            "(now() + interval '1 year')",
            receipt);
    // the same fresh id wherever a parameter comes twice: pgbench has no variables of text
    String script =
        """
        \\set i random(1, %d)
        \\set p random(1, 199)
        \\set earns random(0, 1)
        \\set seed random(1, 9000000000000000000)
        BEGIN;
        %s;
        \\if :earns
        %s;
        \\else
        %s;
        \\endif
        COMMIT;
        """
            .formatted(accounts, oneLine(lock), oneLine(earn), oneLine(spend));
    return Files.writeString(folder.resolve("ledger.pgbench"), script);
  }

  private static String oneLine(String sql) {
    return sql.strip().replaceAll("\\s+", " ");
  }

  private static String statement(String name) throws Exception {
    Field field = Class.forName(STORE).getDeclaredField(name);
    field.setAccessible(true);
    return (String) field.get(null);
  }

  /** Each parameter that is a fresh id is one value wherever it stands: made of the seed. */
  private static String fill(String sql, String... values) {
    Matcher numbers = Pattern.compile("\\$(\\d+)").matcher(sql);
    return numbers.replaceAll(
        number -> {
          int place = Integer.parseInt(number.group(1));
          String value =
              values[place - 1].replace("gen_random_uuid()", "md5('" + place + "' || :seed)::uuid");
          return Matcher.quoteReplacement(value);
        });
  }

  private static double pgbench(Database database, Path script, int clients, int seconds)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                program(),
                "-n",
                "-M",
                "prepared",
                "-c",
                Integer.toString(clients),
                "-j",
                "2",
                "-T",
                Integer.toString(seconds),
                "-f",
                script.toString(),
                "-h",
                "localhost",
                "-p",
                Integer.toString(database.port()),
                "-U",
                "postgres",
                "postgres")
            .redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", "postgres");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher tps = PER_SECOND.matcher(output);
    if (!tps.find() || output.contains("ERROR")) {
      throw new IOException(output);
    }
    return Double.parseDouble(tps.group(1));
  }

  /** pgbench of whatever PostgreSQL is installed; the embedded one brings none. */
  private static String program() throws IOException {
    Path installed = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> versions = Files.list(installed)) {
        return versions
            .map(version -> version.resolve("bin").resolve("pgbench"))
            .filter(Files::isExecutable)
            .sorted((a, b) -> b.compareTo(a))
            .findFirst()
            .map(Path::toString)
            .orElse("pgbench");
      }
    }
    return "pgbench";
  }

  private static void report(
      Database database,
      List<Double> overGraphql,
      List<Double> direct,
      List<Double> bare,
      long failed,
      Result result)
      throws SQLException {
    String ours = " customer_id IN (SELECT md5('c' || i)::uuid FROM generate_series(1, 1000) i) ";
    int broken = 0;
    for (Map.Entry<String, String> law : LawsOfTables.onAllAccounts().entrySet()) {
      List<String> found = database.column(law.getValue().replace("customer_id IS NOT NULL", ours));
      broken += found.size();
      if (!found.isEmpty()) {
        System.out.printf(
            Locale.ROOT, "BROKEN %s: %d, such as %s%n", law.getKey(), found.size(), found.get(0));
      }
    }
    double pgbench = Application.median(bare);
    double ledger = Application.median(direct);
    double graphql = Application.median(overGraphql);
    List<Double> ratios = ratios(direct, bare);
    double ratio = Application.median(ratios);
    double graphqlRatio = Application.median(ratios(overGraphql, bare));
    result.put("pgbenchPerSecond", pgbench);
    result.put("ledgerPerSecond", ledger);
    result.put("graphqlPerSecond", graphql);
    result.put("ledgerRatio", ratio);
    result.put("ledgerRatios", ratios);
    result.put("graphqlRatio", graphqlRatio);
    result.put("failed", failed);
    result.put("brokenLaws", broken);
    Map<String, Long> entries = new TreeMap<>();
    for (String kind :
        database.column(
            "SELECT kind || ' ' || count(*) FROM points_entry JOIN points_account USING (account_id) WHERE"
                + ours
                + "GROUP BY kind")) {
      String[] parts = kind.split(" ");
      entries.put(Result.name(parts[0]), Long.parseLong(parts[1]));
    }
    result.put("entries", entries);
    System.out.printf(
        Locale.ROOT,
        "ledger: pgbench %.0f/s, the ledger %.0f/s (%.2f, at least %.1f), over GraphQL %.0f/s (%.2f); %d laws broken;"
            + " %d failed%n",
        pgbench,
        ledger,
        ratio,
        LEAST,
        graphql,
        graphqlRatio,
        broken,
        failed);
    result.hold(broken == 0, "%d times a law is broken", broken);
    result.hold(failed == 0, "%d requests failed", failed);
    result.hold(
        ratio >= LEAST, "the ledger reaches %.2f of pgbench, and %.1f is wanted", ratio, LEAST);
  }

  private static List<Double> ratios(List<Double> some, List<Double> base) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      ratios.add(some.get(i) / base.get(i));
    }
    return ratios;
  }
}
