package io.tributary.job;

import static io.tributary.TestDatabase.rows;
import static java.util.Collections.synchronizedMap;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.SteppedClock;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several replicas in one process, on one database; the derived state is a count of facts. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ChangeWorkerTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String COUNT =
      """
      INSERT INTO rehearsal.state (customer_id, facts, by)
      SELECT c, (SELECT count(*) FROM rehearsal.fact f WHERE f.customer_id = c), $2 FROM unnest($1::uuid[]) c
      ON CONFLICT (customer_id) DO UPDATE SET facts = excluded.facts, by = excluded.by
      """;

  @Inject Tx tx;
  @Inject Vertx vertx;
  @Inject MeterRegistry meters;

  private final SteppedClock clock = new SteppedClock("2026-03-01T00:00:00Z");
  private final AtomicLong recomputed = new AtomicLong();
  private final AtomicLong setAside = new AtomicLong();

  @BeforeEach
  @AfterEach
  void clear() {
    TestDatabase.clear();
    execute("UPDATE change_bucket SET lease_until = '-infinity'");
    execute("DROP SCHEMA IF EXISTS rehearsal CASCADE");
    execute(
        """
        CREATE SCHEMA rehearsal CREATE TABLE fact (customer_id uuid)
        CREATE TABLE state (customer_id uuid PRIMARY KEY, facts integer, by text)
        """);
  }

  @Test
  void every_change_is_handled_while_facts_keep_coming() {
    List<UUID> customers = Stream.generate(Ids::next).limit(300).toList();
    ChangeWorker a = worker("a", 17, derivation(1, counting("a")));
    ChangeWorker b = worker("b", 23, derivation(1, counting("b")));
    Random random = new Random(7);
    Uni<Void> facts =
        Multi.createFrom()
            .range(0, 150)
            .onItem()
            .transformToUni(i -> append(random.ints(8, 0, 300).mapToObj(customers::get).toList()))
            .merge(6)
            .collect()
            .last()
            .replaceWithVoid();
    Uni<Void> drains =
        Uni.join()
            .all(
                Multi.createBy().repeating().uni(a::drain).atMost(15).collect().last(),
                Multi.createBy().repeating().uni(b::drain).atMost(15).collect().last())
            .andFailFast()
            .replaceWithVoid();
    Uni.join().all(facts, drains).andFailFast().await().atMost(LONG);
    b.drain().await().atMost(LONG);
    assertEquals(
        List.of(),
        rows(
            """
            SELECT customer_id, count(*), s.facts FROM rehearsal.fact LEFT JOIN rehearsal.state s USING (customer_id)
            GROUP BY customer_id, s.facts HAVING count(*) IS DISTINCT FROM s.facts
            """));
    assertEquals(List.of("0"), rows("SELECT count(*) FROM customer_change"));
    assertEquals(List.of("1200"), rows("SELECT sum(facts) FROM rehearsal.state"));
    assertEquals(0, setAside.get());
  }

  @Test
  void two_workers_share_a_queue_and_neither_repeats_the_other() {
    List<UUID> customers = Stream.generate(Ids::next).limit(2000).toList();
    append(customers).await().atMost(LONG);
    List<UUID> handled = new CopyOnWriteArrayList<>();
    BiFunction<SqlConnection, List<UUID>, Uni<Void>> noting =
        (connection, some) -> {
          handled.addAll(some);
          return connection.query("SELECT 1").execute().replaceWithVoid();
        };
    Uni.join()
        .all(
            worker("a", 50, derivation(1, noting)).drain(),
            worker("b", 50, derivation(1, noting)).drain())
        .andFailFast()
        .await()
        .atMost(LONG);
    assertEquals(2000, handled.size());
    assertEquals(2000, handled.stream().distinct().count());
    assertEquals(2000, recomputed.get());
  }

  @Test
  void a_long_queue_is_worked_off_by_customer_and_who_comes_last_is_not_passed_over() {
    List<UUID> customers = Stream.generate(Ids::next).limit(200).sorted().toList();
    List<UUID> firsts = customers.subList(0, 60);
    append(customers).await().atMost(LONG);
    List<List<UUID>> batches = new CopyOnWriteArrayList<>();
    BiFunction<SqlConnection, List<UUID>, Uni<Void>> notedAgain =
        (connection, some) -> {
          batches.add(some);
          boolean goesOn = batches.size() < 100;
          return counting("a")
              .apply(connection, some)
              .chain(
                  () ->
                      goesOn ? ChangeQueue.note(connection, firsts) : Uni.createFrom().voidItem());
        };
    worker("a", 10, derivation(1, notedAgain)).drain().await().atMost(LONG);
    for (List<UUID> batch : batches) {
      var places = batch.stream().mapToInt(customers::indexOf).summaryStatistics();
      assertTrue(places.getMax() - places.getMin() < 70, "neighbours of 200: " + places);
    }
    List<UUID> inTime = batches.subList(0, 60).stream().flatMap(List::stream).toList();
    assertTrue(inTime.containsAll(customers), "everybody in a round or two of two lanes");
    assertEquals(List.of("0"), rows("SELECT count(*) FROM customer_change"));
  }

  @Test
  void derivations_run_in_their_order_in_one_transaction() {
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<CustomerDerivation> derivations = new ArrayList<>();
    for (int number : List.of(30, 10, 20)) {
      derivations.add(
          derivation(
              number,
              (connection, some) -> {
                order.add(number);
                return Uni.createFrom().voidItem();
              }));
    }
    append(List.of(Ids.next())).await().atMost(LONG);
    worker("a", 50, derivations.toArray(CustomerDerivation[]::new)).drain().await().atMost(LONG);
    assertEquals(List.of(10, 20, 30), order);
  }

  @Test
  void a_derivation_is_given_the_customers_of_whom_it_reads_what_changed() {
    List<UUID> four = Stream.generate(Ids::next).limit(4).toList();
    Instant early = Instant.parse("2026-01-02T00:00:00Z");
    Instant late = Instant.parse("2026-01-05T00:00:00Z");
    Map<String, Map<UUID, Instant>> given = new ConcurrentHashMap<>();
    List<CustomerDerivation> derivations =
        List.of(
            reading("orders", given, FactKind.ORDER),
            reading("events", given, FactKind.EVENT),
            reading("both", given, FactKind.ORDER, FactKind.EVENT),
            reading("points", given, FactKind.LEDGER));
    tx.write(
            connection ->
                ChangeQueue.note(connection, List.of(four.get(0)), Change.of(FactKind.ORDER, late))
                    .chain(
                        () ->
                            ChangeQueue.note(
                                connection,
                                List.of(four.get(0), four.get(1)),
                                Change.of(FactKind.EVENT, early)))
                    .chain(
                        () ->
                            ChangeQueue.note(
                                connection,
                                List.of(four.get(2)),
                                Change.of(FactKind.ORDER, null)
                                    .and(Change.of(FactKind.IDENTITY, late)))))
        .await()
        .atMost(LONG);
    worker("a", 50, derivations.toArray(CustomerDerivation[]::new)).drain().await().atMost(LONG);
    Map<UUID, Instant> ordered = new HashMap<>(Map.of(four.get(0), early));
    ordered.put(four.get(2), null);
    assertEquals(ordered, given.get("orders"));
    assertEquals(Map.of(four.get(0), early, four.get(1), early), given.get("events"));
    ordered.put(four.get(1), early);
    assertEquals(ordered, given.get("both"));
    assertEquals(Set.of("orders", "events", "both"), given.keySet());

    append(List.of(four.get(3))).await().atMost(LONG);
    worker("a", 50, derivations.toArray(CustomerDerivation[]::new)).drain().await().atMost(LONG);
    assertEquals(Set.of(four.get(3)), given.get("points").keySet());
  }

  private static CustomerDerivation reading(
      String name, Map<String, Map<UUID, Instant>> given, FactKind... kinds) {
    return new CustomerDerivation() {
      @Override
      public int order() {
        return 1;
      }

      @Override
      public Set<FactKind> reads() {
        return Set.of(kinds);
      }

      @Override
      public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
        return Uni.createFrom().failure(new IllegalStateException("follow is called"));
      }

      @Override
      public Uni<Void> follow(SqlConnection connection, Map<UUID, Instant> since, Instant asOf) {
        given.computeIfAbsent(name, n -> synchronizedMap(new HashMap<>())).putAll(since);
        return Uni.createFrom().voidItem();
      }
    };
  }

  @Test
  void a_paused_worker_that_was_taken_over_cannot_write() {
    UUID customer = Ids.next();
    append(List.of(customer)).await().atMost(LONG);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> pause = new CompletableFuture<>();
    BiFunction<SqlConnection, List<UUID>, Uni<Void>> pausing =
        (connection, some) -> {
          begun.complete(null);
          return counting("a")
              .apply(connection, some)
              .call(() -> Uni.createFrom().completionStage(pause));
        };
    CompletableFuture<Long> a =
        worker("a", 50, derivation(1, pausing)).sweep().subscribeAsCompletionStage();
    begun.join();
    execute("UPDATE change_bucket SET lease_until = '-infinity' WHERE owner = 'a'");
    CompletableFuture<Long> b =
        worker("b", 50, derivation(1, counting("b"))).drain().subscribeAsCompletionStage();
    await().until(() -> !rows("SELECT FROM change_bucket WHERE owner = 'b'").isEmpty());
    pause.complete(null);
    assertEquals(0, a.join());
    assertEquals(1, b.join());
    assertEquals(List.of("1|b"), rows("SELECT facts, by FROM rehearsal.state"));
  }

  @Test
  void five_replicas_share_a_queue_that_is_never_empty_and_four_take_over_from_one_that_stops() {
    List<UUID> customers = oneInEachBucket();
    append(customers).await().atMost(LONG);
    Set<UUID> inHand = ConcurrentHashMap.newKeySet();
    List<UUID> twice = new CopyOnWriteArrayList<>();
    AtomicBoolean busy = new AtomicBoolean(true);
    Function<String, BiFunction<SqlConnection, List<UUID>, Uni<Void>>> steady =
        by ->
            (connection, some) -> {
              some.stream().filter(one -> !inHand.add(one)).forEach(twice::add);
              return counting(by)
                  .apply(connection, some)
                  .chain(
                      () ->
                          busy.get()
                              ? ChangeQueue.note(connection, some)
                              : Uni.createFrom().voidItem())
                  .invoke(() -> inHand.removeAll(some));
            };
    Map<String, Polling> replicas = new TreeMap<>();
    for (String owner : List.of("a", "b", "c", "d", "e")) {
      replicas.put(owner, new Polling(worker(owner, 5, derivation(1, steady.apply(owner)))));
    }
    try {
      replicas.get("a").start();
      await().atMost(LONG).until(() -> held().equals(List.of("a|64")));
      replicas.values().forEach(replica -> replica.worker.beat().await().atMost(LONG));
      List.of("b", "c", "d", "e").forEach(owner -> replicas.get(owner).start());
      append(customers).await().atMost(LONG);
      clock.advance(ChangeWorker.TURN);
      await().atMost(LONG).until(() -> shares().equals(List.of("13", "13", "13", "13", "12")));

      Polling leaving = replicas.remove("c");
      leaving.wanted.set(false);
      clock.advance(ChangeWorker.TURN);
      leaving.stop();
      append(customers).await().atMost(LONG);
      clock.advance(ChangeWorker.TURN);
      await().atMost(LONG).until(() -> held().equals(List.of("a|16", "b|16", "d|16", "e|16")));

      busy.set(false);
      append(customers).await().atMost(LONG);
      replicas.get("a").worker.drain().await().atMost(LONG);
    } finally {
      // or they would go on into the tests after this one
      busy.set(false);
      clock.advance(ChangeWorker.TURN);
      replicas.values().forEach(Polling::stop);
    }
    assertEquals(List.of(), twice);
    assertEquals(List.of("4|64"), rows("SELECT facts, count(*) FROM rehearsal.state GROUP BY 1"));
  }

  @Test
  void what_a_replica_held_that_died_is_free_when_its_last_sign_of_life_lapses() {
    List<UUID> customers = oneInEachBucket();
    append(customers).await().atMost(LONG);
    ChangeStore store = new ChangeStore();
    ChangeStore.Held held =
        tx.write(
                c ->
                    store
                        .beat(c, "dead", LONG, ChangeStore.Held.of(Map.of()))
                        .chain(() -> store.take(c, "dead", 0)))
            .await()
            .atMost(LONG);
    assertEquals(List.of("dead|64"), held());
    ChangeWorker b = worker("b", 50, derivation(1, counting("b")));
    assertEquals(0, b.sweep().await().atMost(LONG));
    pass(LONG.minusMinutes(1));
    b.beat().await().atMost(LONG);
    assertEquals(0, b.sweep().await().atMost(LONG));
    pass(Duration.ofMinutes(1));
    b.beat().await().atMost(LONG);
    assertEquals(64, b.sweep().await().atMost(LONG));
    assertThrows(Lease.Lost.class, () -> tx.write(c -> store.hold(c, held)).await().atMost(LONG));
    Duration poll = Duration.ofSeconds(1);
    Duration longest = Changes.LEASE.plus(ChangeWorker.TURN).plus(poll);
    assertEquals(Duration.ofSeconds(10), longest);
  }

  @Test
  void what_a_replica_could_not_give_back_is_free_again_while_it_lives() {
    append(oneInEachBucket()).await().atMost(LONG);
    ChangeWorker a = worker("a", 50, derivation(1, counting("a")));
    a.beat().await().atMost(LONG);
    tx.write(c -> new ChangeStore().take(c, "a", 0)).await().atMost(LONG);
    assertEquals(List.of("a|64"), held());
    pass(LONG.minusMinutes(1));
    a.beat().await().atMost(LONG);
    assertEquals(0, a.sweep().await().atMost(LONG));
    pass(Duration.ofMinutes(1));
    assertEquals(64, a.sweep().await().atMost(LONG));
  }

  @Test
  void a_replica_keeps_its_buckets_while_a_batch_takes_long() {
    UUID customer = Ids.next();
    append(List.of(customer)).await().atMost(LONG);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> pause = new CompletableFuture<>();
    ChangeWorker a =
        worker(
            "a",
            50,
            derivation(
                1,
                (connection, some) -> {
                  begun.complete(null);
                  return counting("a")
                      .apply(connection, some)
                      .call(() -> Uni.createFrom().completionStage(pause));
                }));
    CompletableFuture<Long> sweep = a.sweep().subscribeAsCompletionStage();
    begun.join();
    pass(LONG.minusMinutes(1));
    a.beat().await().atMost(LONG);
    pass(LONG.minusMinutes(1));
    assertEquals(0, worker("b", 50, derivation(1, counting("b"))).sweep().await().atMost(LONG));
    pause.complete(null);
    assertEquals(1, sweep.join());
    assertEquals(List.of("1|a"), rows("SELECT facts, by FROM rehearsal.state"));
  }

  /** A customer for each bucket, so that the sizes of shares are known. */
  private static List<UUID> oneInEachBucket() {
    Map<Short, UUID> customers = new TreeMap<>();
    while (customers.size() < ChangeQueue.BUCKETS) {
      UUID customer = Ids.next();
      customers.putIfAbsent(ChangeQueue.bucket(customer), customer);
    }
    return List.copyOf(customers.values());
  }

  private static List<String> held() {
    return rows(
        "SELECT owner, count(*) FROM change_bucket WHERE owner IS NOT NULL GROUP BY 1 ORDER BY 1");
  }

  private static List<String> shares() {
    return rows(
        "SELECT count(*) FROM change_bucket WHERE owner IS NOT NULL GROUP BY owner ORDER BY 1 DESC");
  }

  /** Time goes by for leases, which the database's clock ends: they end sooner instead. */
  private static void pass(Duration time) {
    String sooner = " - interval '%d seconds'".formatted(time.toSeconds());
    execute("UPDATE change_bucket SET lease_until = lease_until" + sooner);
    execute("UPDATE change_bucket_worker SET alive_until = alive_until" + sooner);
  }

  /** A replica that looks at the queue again and again. */
  private static final class Polling {
    private final ChangeWorker worker;
    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private CompletableFuture<Long> polls;

    Polling(ChangeWorker worker) {
      this.worker = worker;
    }

    void start() {
      polls =
          Multi.createBy()
              .repeating()
              .uni(worker::turn)
              .whilst(handled -> wanted.get())
              .collect()
              .last()
              .subscribeAsCompletionStage();
    }

    void stop() {
      wanted.set(false);
      if (polls != null) {
        polls.join();
      }
      worker.stop().await().atMost(LONG);
    }
  }

  @Test
  void one_customer_that_fails_is_set_aside_and_the_others_go_on() {
    List<UUID> customers = Stream.generate(Ids::next).limit(40).toList();
    UUID broken = customers.get(13);
    boolean[] mended = {false};
    BiFunction<SqlConnection, List<UUID>, Uni<Void>> failing =
        (connection, some) ->
            counting("a")
                .apply(connection, some)
                .call(
                    () ->
                        !mended[0] && some.contains(broken)
                            ? Uni.createFrom().failure(new IllegalStateException("no such shelf"))
                            : Uni.createFrom().voidItem());
    ChangeWorker a = worker("a", 50, derivation(1, failing));
    append(customers).await().atMost(LONG);
    a.drain().await().atMost(LONG);
    assertEquals(List.of("39"), rows("SELECT count(*) FROM rehearsal.state"));
    assertEquals(List.of("0"), rows("SELECT count(*) FROM customer_change"));
    String waiting = "SELECT attempts, error FROM customer_change_failure";
    assertEquals(List.of("1|IllegalStateException"), rows(waiting));
    assertEquals(1, setAside.get());

    a.drain().await().atMost(LONG);
    assertEquals(1, setAside.get());
    clock.advance(Duration.ofSeconds(11));
    a.drain().await().atMost(LONG);
    assertTrue(rows(waiting).get(0).startsWith("2|"));
    clock.advance(Duration.ofSeconds(11));
    a.drain().await().atMost(LONG);
    assertEquals(2, setAside.get());

    mended[0] = true;
    clock.advance(Duration.ofSeconds(10));
    a.drain().await().atMost(LONG);
    assertEquals(List.of(), rows(waiting));
    assertEquals(List.of("40"), rows("SELECT count(*) FROM rehearsal.state"));
  }

  @Test
  void a_later_recomputation_sees_what_an_earlier_one_waited_for() {
    UUID customer = Ids.next();
    append(List.of(customer)).await().atMost(LONG);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> pause = new CompletableFuture<>();
    CompletableFuture<Void> job =
        tx.write(
                connection ->
                    ChangeQueue.hold(connection, List.of(customer))
                        .chain(() -> counting("job").apply(connection, List.of(customer)))
                        .invoke(() -> begun.complete(null))
                        .call(() -> Uni.createFrom().completionStage(pause)))
            .subscribeAsCompletionStage();
    begun.join();
    append(List.of(customer)).await().atMost(LONG);
    CompletableFuture<Long> live =
        worker("a", 50, derivation(1, counting("live"))).drain().subscribeAsCompletionStage();
    await()
        .until(
            () -> !rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'").isEmpty());
    pause.complete(null);
    job.join();
    live.join();
    assertEquals(List.of("2|live"), rows("SELECT facts, by FROM rehearsal.state"));
  }

  @Test
  void a_writer_that_wakes_the_worker_need_not_wait_for_a_poll() {
    Changes changes =
        new Changes(tx, clock, vertx, meters, List.of(derivation(1, counting("woken"))), "1h");
    List<UUID> customers = Stream.generate(Ids::next).limit(20).toList();
    for (UUID customer : customers) {
      append(List.of(customer)).await().atMost(LONG);
      changes.wake();
    }
    await().until(() -> rows("SELECT count(*) FROM rehearsal.state").equals(List.of("20")));
    await().until(() -> rows("SELECT count(*) FROM customer_change").equals(List.of("0")));
  }

  private Uni<Void> append(List<UUID> customers) {
    return tx.write(
        connection ->
            connection
                .preparedQuery("INSERT INTO rehearsal.fact SELECT * FROM unnest($1::uuid[])")
                .execute(Tuple.of(customers.toArray(UUID[]::new)))
                .chain(() -> ChangeQueue.note(connection, customers)));
  }

  private static BiFunction<SqlConnection, List<UUID>, Uni<Void>> counting(String by) {
    return (connection, customers) ->
        connection
            .preparedQuery(COUNT)
            .execute(Tuple.of(customers.toArray(UUID[]::new), by))
            .replaceWithVoid();
  }

  private static CustomerDerivation derivation(
      int order, BiFunction<SqlConnection, List<UUID>, Uni<Void>> refresh) {
    return new CustomerDerivation() {
      @Override
      public int order() {
        return order;
      }

      @Override
      public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
        return refresh.apply(connection, customers);
      }
    };
  }

  private ChangeWorker worker(String owner, int batch, CustomerDerivation... derivations) {
    return new ChangeWorker(
        owner,
        tx,
        clock,
        List.of(derivations),
        LONG,
        batch,
        (outcome, customers) ->
            (outcome == ChangeWorker.Outcome.RECOMPUTED ? recomputed : setAside)
                .addAndGet(customers));
  }

  private static void execute(String sql) {
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
