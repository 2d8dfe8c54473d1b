package io.tributary.intake.bulk;

import static io.tributary.TestDatabase.rows;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import io.tributary.job.Detached;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ImportResumeTest {
  private static final int ROWS = 4_500;

  @Inject Spool spool;
  @Inject ImportWorker worker;
  @Inject BatchWriter writer;
  @Inject Tx tx;
  @Inject Vertx vertx;

  private Source web;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    web = Sent.newSource("web");
  }

  private static String file() {
    StringBuilder file = new StringBuilder("order_id,customer_ref,ordered_at,total\n");
    for (int i = 0; i < ROWS; i++) {
      boolean broken = i % 1_000 == 7;
      file.append("\"o").append(i).append("\",\"c\n").append(i % 300).append("\",");
      file.append(broken ? "never" : "2024-03-01").append(",1.00\r\n");
    }
    return file.toString();
  }

  /** The file in the database as an upload leaves it, but with nobody told of it. */
  private UUID spooled(String file) {
    return onEventLoop(
        () ->
            spool.receive(
                web,
                ImportKind.ORDERS,
                UploadBody.of("text/csv", null),
                Multi.createFrom().item(file.getBytes(StandardCharsets.UTF_8)),
                json -> ImportOptions.of(ImportKind.ORDERS, Map.of(), json)));
  }

  private <T> T onEventLoop(Supplier<Uni<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Detached.start(
        vertx,
        "test",
        () ->
            work.get()
                .onItemOrFailure()
                .invoke(
                    (item, failure) -> {
                      if (failure == null) {
                        result.complete(item);
                      } else {
                        result.completeExceptionally(failure);
                      }
                    })
                .onFailure()
                .recoverWithNull());
    return result.join();
  }

  private Claim claim(UUID id, String owner) {
    return onEventLoop(() -> worker.claim(id, owner));
  }

  private static void run(String sql) {
    try (Connection connection = TestDatabase.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void leaseLapses(UUID id) {
    TestDatabase.rows(
        "UPDATE import_job SET lease_until = '-infinity' WHERE import_id = '"
            + id
            + "' RETURNING 1");
  }

  private static String outcome() {
    return rows("""
            SELECT (SELECT count(*) FROM customer_order), (SELECT sum(total_minor) FROM customer_order),
                   (SELECT count(*) FROM customer), (SELECT string_agg(line::text, ',' ORDER BY line) FROM import_rejection),
                   state, accepted, duplicates, rejected, total FROM import_job
            """)
        .get(0);
  }

  @Test
  void an_interrupted_import_goes_on_behind_its_last_batch_and_ends_like_a_clean_one() {
    Sent.csv(web.name(), "orders", file()).finished();
    String clean = outcome();
    assertEquals("4495|449500|300|16,2016,4016,6016,8016|COMPLETED|4495|0|5|4500", clean);

    clear();
    UUID id = spooled(file());
    Claim dying = claim(id, "dying");
    ImportRun run = onEventLoop(() -> worker.start(dying));
    onEventLoop(run::nextBatch);
    onEventLoop(run::nextBatch);
    assertEquals(
        List.of("RUNNING|1998|2"), rows("SELECT state, accepted, rejected FROM import_job"));
    leaseLapses(id);
    onEventLoop(worker::poll);
    Sent.csv(web.name(), "orders", "").finished(TypeId.IMPORT.encode(id));
    assertEquals(clean, outcome());
  }

  @Test
  void a_worker_that_was_replaced_while_it_paused_cannot_write() {
    UUID id = spooled(file());
    Claim paused = claim(id, "paused");
    ImportRun run = onEventLoop(() -> worker.start(paused));
    onEventLoop(run::nextBatch);
    leaseLapses(id);
    assertNotNull(claim(id, "other"));
    List<String> before = rows("SELECT j::text FROM import_job j");
    CompletionException failure =
        assertThrows(CompletionException.class, () -> onEventLoop(run::nextBatch));
    assertEquals(LeaseLost.class, failure.getCause().getClass());
    assertEquals(before, rows("SELECT j::text FROM import_job j"));
    assertEquals(List.of("999"), rows("SELECT count(*) FROM customer_order"));
  }

  @Test
  void an_import_is_one_workers_at_a_time() {
    UUID id = spooled(file());
    assertNotNull(claim(id, "one"));
    assertEquals(null, claim(id, "two"));
  }

  @Test
  void a_cancelled_import_stops_and_keeps_what_is_in() {
    UUID id = spooled(file());
    Claim claimed = claim(id, "one");
    ImportRun run = onEventLoop(() -> worker.start(claimed));
    onEventLoop(run::nextBatch);
    Api.as("admin")
        .data(
            "mutation($i: CancelImportInput!) { cancelImport(input: $i) { importJob { state finishedAt } } }",
            "i",
            Map.of("id", TypeId.IMPORT.encode(id)));
    assertThrows(CompletionException.class, () -> onEventLoop(run::nextBatch));
    assertEquals(
        List.of("CANCELLED|999|0"),
        rows("SELECT state, accepted, (SELECT count(*) FROM import_chunk) FROM import_job"));
  }

  @Test
  void an_upload_whose_server_died_is_given_up_by_another() {
    UUID id = spooled(file());
    run("UPDATE import_job SET state = 'RECEIVING' WHERE import_id = '" + id + "'");
    leaseLapses(id);
    onEventLoop(worker::poll);
    assertEquals(
        List.of("FAILED|0"),
        rows("SELECT state, (SELECT count(*) FROM import_chunk) FROM import_job"));
  }

  @Test
  void a_row_that_only_the_database_refuses_is_found_and_refused_alone() {
    run("ALTER TABLE customer_order ADD CONSTRAINT poison CHECK (external_id <> 'o1234')");
    try {
      Sent.Result result = Sent.csv(web.name(), "orders", file()).finished();
      assertEquals("COMPLETED accepted 4494 duplicates 0 rejected 6", result.counts());
      assertEquals(
          List.of("2470"),
          rows("SELECT line FROM import_rejection WHERE reason LIKE '%reference%'"));
    } finally {
      run("ALTER TABLE customer_order DROP CONSTRAINT poison");
    }
  }

  @Test
  void an_import_outlives_its_connections() {
    UUID id = spooled(file());
    onEventLoop(worker::poll);
    await().until(() -> rows("SELECT 1 FROM import_job WHERE accepted > 0").size() == 1);
    run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            + " AND backend_type = 'client backend' AND application_name NOT LIKE '%JDBC%'");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              onEventLoop(() -> worker.poll().onFailure().recoverWithNull());
              return rows("SELECT state FROM import_job").equals(List.of("COMPLETED"));
            });
    assertEquals("4495|449500|300|16,2016,4016,6016,8016|COMPLETED|4495|0|5|4500", outcome());
  }

  @Test
  void a_file_of_several_chunks_is_read_across_their_borders() {
    StringBuilder file = new StringBuilder("order_id,customer_ref,ordered_at,total,note\n");
    int rows = 3_000;
    for (int i = 0; i < rows; i++) {
      file.append("o").append(i).append(",c,2024-03-01,1,").append("é\t".repeat(400)).append('\n');
    }
    Sent.Result result = Sent.csv(web.name(), "orders", file.toString()).finished();
    assertEquals("COMPLETED accepted 3000 duplicates 0 rejected 0", result.counts());
  }
}
