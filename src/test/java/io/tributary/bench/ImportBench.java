package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * How much longer a bulk import takes than the database needs for the rows alone: time from POST to
 * COMPLETED ÷ time of COPY of the rows it made, into the same tables on the same server, indexes
 * and constraints in place. The limit is 12, with at most 512 MiB of heap.
 */
final class ImportBench {
  private static final double LIMIT = 12;
  private static final Path CDNOW = Path.of("..", "shared", "data", "cdnow", "orders.csv");

  /** The tables, an order that their foreign keys allow. */
  private static final List<String> TABLES =
      List.of("customer", "profile", "profile_key", "customer_order", "fact_key");

  private ImportBench() {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    Path folder = Files.createTempDirectory("bench-import");
    Path file = file(options.first(), folder);
    Result result = new Result("import");
    try (Database database = Database.start(folder)) {
      List<Double> imports = new ArrayList<>();
      Map<String, Path> rows = new LinkedHashMap<>();
      JsonNode job = null;
      long heap;
      long resident;
      try (Application application = Application.start(folder, database, Map.of())) {
        for (int run = 1; run <= options.number("runs", 3); run++) {
          job = importedBy(application, file, run, imports);
          System.out.printf(Locale.ROOT, "import %d  %.2f s  %s%n", run, imports.get(run - 1), job);
          if (run == 1) {
            save(database, folder, rows);
          }
          awaitQuiet(database);
        }
        heap = application.peakHeapMiB();
        resident = application.peakResidentMiB();
      }
      List<Double> copies = copies(database, rows);
      report(file, job, imports, copies, heap, resident, result);
    }
    result.end();
  }

  private static Path file(String named, Path folder) throws IOException {
    if (named != null) {
      return Path.of(named);
    }
    return Files.exists(CDNOW) ? CDNOW : generated(folder.resolve("orders.csv"));
  }

  /** As many orders of as many customers as CDNOW has, over as many months. */
  private static Path generated(Path file) throws IOException {
    System.out.println(CDNOW + " is not there: made-up rows of its shape stand in for it");
    SplittableRandom random = new SplittableRandom(1);
    LocalDate start = LocalDate.of(1997, 1, 1);
    List<String> lines = new ArrayList<>();
    lines.add("order_id,customer_ref,ordered_at,currency,total,quantity");
    for (int i = 1; i <= 69_659; i++) {
      int customer =
          i <= 23_570 ? i : 1 + (int) (23_570 * random.nextDouble() * random.nextDouble());
      LocalDate day = start.plusDays(i <= 23_570 ? random.nextInt(90) : random.nextInt(545));
      lines.add(
          String.format(
              Locale.ROOT,
              "made-up-%06d,%05d,%sT12:00:00Z,USD,%d.%02d,%d",
              i,
              customer,
              day,
              5 + random.nextInt(60),
              random.nextInt(100),
              1 + random.nextInt(4)));
    }
    return Files.write(file, lines);
  }

  private static JsonNode importedBy(
      Application application, Path file, int run, List<Double> seconds)
      throws IOException, InterruptedException {
    String writeKey =
        application.createSource(
            Map.of("name", "shop " + run, "kind", "ONLINE", "currency", "USD"));
    long posted = System.nanoTime();
    String id = application.importOrders(writeKey, BodyPublishers.ofFile(file));
    while (true) {
      JsonNode job =
          application
              .ask(
                  "query($id: ID!) { importJob(id: $id) { state accepted rejected duplicates } }",
                  Map.of("id", id))
              .get("importJob");
      if (!job.get("state").asText().matches("QUEUED|RUNNING")) {
        seconds.add((System.nanoTime() - posted) / 1e9);
        return job;
      }
      Thread.sleep(25);
    }
  }

  private static void save(Database database, Path folder, Map<String, Path> rows)
      throws IOException, SQLException {
    try (Connection connection = database.connect()) {
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      for (String table : TABLES) {
        Path file = folder.resolve(table + ".copy");
        try (OutputStream out = Files.newOutputStream(file)) {
          copy.copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT", out);
        }
        rows.put(table, file);
      }
    }
  }

  /**
   * What follows from the import runs after it; the next run must not share the machine with it.
   */
  private static void awaitQuiet(Database database) throws SQLException, InterruptedException {
    long end = System.nanoTime() + 120_000_000_000L;
    while (System.nanoTime() < end
        && !database.column("SELECT 1 FROM customer_change LIMIT 1").isEmpty()) {
      Thread.sleep(200);
    }
  }

  private static List<Double> copies(Database database, Map<String, Path> rows)
      throws IOException, SQLException {
    List<Double> seconds = new ArrayList<>();
    for (int run = 1; run <= 3; run++) {
      database.run("TRUNCATE " + String.join(", ", TABLES) + " CASCADE");
      database.run("CHECKPOINT");
      double sum = 0;
      StringBuilder each = new StringBuilder();
      try (Connection connection = database.connect()) {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        for (Map.Entry<String, Path> table : rows.entrySet()) {
          long begin = System.nanoTime();
          long count;
          try (InputStream in = Files.newInputStream(table.getValue())) {
            count = copy.copyIn("COPY " + table.getKey() + " FROM STDIN", in);
          }
          double took = (System.nanoTime() - begin) / 1e9;
          sum += took;
          each.append(
              String.format(Locale.ROOT, "  %s %d rows %.2f s", table.getKey(), count, took));
        }
      }
      seconds.add(sum);
      System.out.printf(Locale.ROOT, "COPY %d  %.2f s %s%n", run, sum, each);
    }
    return seconds;
  }

  private static void report(
      Path file,
      JsonNode job,
      List<Double> imports,
      List<Double> copies,
      long heap,
      long resident,
      Result result) {
    double copy = Application.median(copies);
    double ratio = Application.median(imports) / copy;
    double first = imports.get(0) / copy;
    result.put("file", file.getFileName().toString());
    result.put("accepted", job.get("accepted").asLong() + job.get("duplicates").asLong());
    result.put("importSeconds", imports);
    result.put("copySeconds", copies);
    result.put("firstRatio", first);
    result.put("ratio", ratio);
    result.put("rejected", job.get("rejected").asLong());
    result.put("peakHeapMiB", heap);
    result.put("peakResidentMiB", resident);
    System.out.printf(
        Locale.ROOT,
        "import ÷ COPY: %.1f (the first, on a cold JVM: %.1f; limit %.0f); peak heap %d MiB of 512, resident %d MiB%n",
        ratio,
        first,
        LIMIT,
        heap,
        resident);
    result.hold(
        ratio <= LIMIT, "an import takes %.1f times COPY, and %.0f is the most", ratio, LIMIT);
    result.hold(
        first <= LIMIT,
        "the first import takes %.1f times COPY, and %.0f is the most",
        first,
        LIMIT);
  }
}
