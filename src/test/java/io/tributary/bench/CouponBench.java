package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;

/**
 * A batch of coupon codes made by the job, from the request to the last code, against statements by
 * hand that write as many rows of the same size into a table alike, as many to a transaction, on
 * the same durable server in the same run.
 */
final class CouponBench {
  private static final int TO_A_TRANSACTION = 10_000;
  private static final double LEAST = 0.5;

  private CouponBench() {}

  public static void main(String... arguments) throws Exception {
    int size = new Options(arguments).number("codes", 1_000_000);
    Path folder = Files.createTempDirectory("bench-coupons");
    Result result = new Result("coupons");
    try (Database database = Database.start(folder);
        Application application = Application.start(folder, database, Map.of())) {
      String programme =
          application
              .ask(
                  "mutation { createProgramme(input: {name: \"Bench\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }",
                  Map.of())
              .at("/createProgramme/programme/id")
              .asText();
      String coupon =
          application
              .ask(
                  "mutation($p: ID!) { createCoupon(input: {programme: $p, name: \"Bench\", kind: PERCENTAGE, percent: 10}) { coupon { id } } }",
                  Map.of("p", programme))
              .at("/createCoupon/coupon/id")
              .asText();
      double job = byTheJob(application, coupon, size);
      double hand = byHand(database, size);
      String wrong =
          "SELECT count(*) FROM coupon_code HAVING count(*) <> %d OR count(DISTINCT code) <> %d"
              .formatted(size, size);
      double ratio = hand / job;
      long heap = application.peakHeapMiB();
      System.out.printf(
          Locale.ROOT,
          "coupons: %,d codes in %.1f s by the job, %.1f s by hand (%.2f, at least %.1f); heap at most %d MiB%n",
          size,
          job,
          hand,
          ratio,
          LEAST,
          heap);
      result.put("codes", size);
      result.put("jobSeconds", job);
      result.put("byHandSeconds", hand);
      result.put("ratio", ratio);
      result.put("peakHeapMiB", heap);
      result.hold(
          database.column(wrong).isEmpty(), "there have to be %,d codes that all differ", size);
      result.hold(
          ratio >= LEAST,
          "the job is %.2f times as fast as by hand, and %.1f is wanted",
          ratio,
          LEAST);
    }
    result.end();
  }

  private static double byTheJob(Application application, String coupon, int size)
      throws Exception {
    long begin = System.nanoTime();
    JsonNode asked =
        application.ask(
            "mutation($c: ID!, $n: Int!) { createCouponBatch(input: {coupon: $c, size: $n, idempotencyKey: \"b\"}) { batch { id } } }",
            Map.of("c", coupon, "n", size));
    String batch = asked.at("/createCouponBatch/batch/id").asText();
    int made = 0;
    while (made < size) {
      Thread.sleep(50);
      made =
          application
              .ask(
                  "query($id: ID!) { node(id: $id) { ... on CouponBatch { made } } }",
                  Map.of("id", batch))
              .at("/node/made")
              .asInt();
    }
    return seconds(begin);
  }

  private static double byHand(Database database, int size) throws SQLException {
    database.run(
        "CREATE TABLE by_hand (LIKE coupon_code INCLUDING ALL, FOREIGN KEY (coupon_id) REFERENCES coupon)");
    long begin = System.nanoTime();
    for (int done = 0; done < size; done += TO_A_TRANSACTION) {
      database.run(
          """
          INSERT INTO by_hand (code_hash, coupon_id, batch_id, code, shared, made_at)
          SELECT gen_random_uuid(), coupon_id, coupon_id, left(gen_random_uuid()::text, 19), false, now()
          FROM coupon, generate_series(1, %d)
          """
              .formatted(Math.min(TO_A_TRANSACTION, size - done)));
    }
    return seconds(begin);
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
