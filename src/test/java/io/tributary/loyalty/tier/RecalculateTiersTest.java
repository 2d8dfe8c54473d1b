package io.tributary.loyalty.tier;

import static io.tributary.loyalty.tier.Loyalty.policy;
import static io.tributary.loyalty.tier.Loyalty.publish;
import static io.tributary.loyalty.tier.Loyalty.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stored memberships and histories follow from the facts, however the runs came. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RecalculateTiersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject RecalculateTiers job;
  @Inject Tiers tiers;
  @Inject Tx tx;

  private String programme;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    programme = Loyalty.programme("Club");
  }

  /** A run's context; the step with that number fails, as when the lease is lost. */
  private final class Context implements JobContext {
    private final Instant asOf;
    private final int failing;
    private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger steps = new AtomicInteger();

    private Context(String asOf, int failing) {
      this.asOf = Instant.parse(asOf);
      this.failing = failing;
    }

    @Override
    public Instant asOf() {
      return asOf;
    }

    @Override
    public <T> Uni<T> write(Function<SqlConnection, Uni<T>> step) {
      return steps.incrementAndGet() == failing
          ? Uni.createFrom().failure(new IllegalStateException("lease lost"))
          : tx.write(step);
    }

    @Override
    public <T> Uni<T> read(Function<SqlConnection, Uni<T>> step) {
      return tx.read(step);
    }

    @Override
    public Uni<Void> progress(long done, Long total) {
      progress.add(done + "/" + total);
      return Uni.createFrom().voidItem();
    }
  }

  private Context run(String asOf) {
    Context context = new Context(asOf, 0);
    job.run(context).await().atMost(PATIENCE);
    return context;
  }

  private void refresh(Given.Person... people) {
    List<UUID> ids = Arrays.stream(people).map(Given.Person::uuid).toList();
    tx.write(
            connection ->
                ChangeQueue.hold(connection, ids)
                    .chain(() -> tiers.refresh(connection, ids, Instant.now())))
        .await()
        .atMost(PATIENCE);
  }

  private static void sql(String sql) {
    try (Connection connection = TestDatabase.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> history() {
    return TestDatabase.rows(
        "SELECT to_tier, reason, changed_at AT TIME ZONE 'UTC' FROM tier_change ORDER BY changed_at");
  }

  // ---- T4

  @Test
  void T4_daily_runs_end_where_one_run_that_catches_up_ends() {
    publish(policy(programme, "grace", "P10D", "onReturn", "END_OF_DAY", "period", "P6M"));
    Random random = new Random(42);
    Instant begin = Instant.parse("2022-01-01T00:00:00Z");
    for (int i = 0; i < 25; i++) {
      Given.Person person = Given.customer("Person " + i);
      for (int j = random.nextInt(6); j >= 0; j--) {
        Instant at = begin.plus(Duration.ofMinutes(random.nextInt(500 * 24 * 60)));
        int amount = 200 + random.nextInt(3000);
        Given.Sale sale = person.boughtAt("till", amount + ".00", at.toString());
        if (random.nextInt(3) == 0) {
          Instant back = at.plus(Duration.ofHours(random.nextInt(24 * 60)));
          sale.returned(random.nextInt(amount) + ".50", back.toString());
        }
      }
    }
    for (int day = 0; day <= 900; day += 6) {
      run(begin.plus(Duration.ofDays(day)).toString());
    }
    List<String> daily = stored();
    assertTrue(daily.size() > 100, () -> daily.size() + " rows");

    sql("TRUNCATE membership, tier_change");
    run("2022-09-01T00:00:00Z");
    run(begin.plus(Duration.ofDays(900)).toString());
    assertEquals(daily, stored());

    sql("TRUNCATE membership, tier_change");
    run(begin.plus(Duration.ofDays(900)).toString());
    assertEquals(daily, stored());
  }

  @Test
  void a_run_repeated_or_for_a_day_in_the_past_rewrites_nothing() {
    publish(policy(programme));
    Given.customer("Wei").boughtAt("till", "6000.00", "2022-03-01T10:00:00Z");
    run("2024-01-01T00:00:00Z");
    String rows =
        "SELECT 'm', ctid, xmin FROM membership UNION ALL SELECT 't', ctid, xmin FROM tier_change ORDER BY 1, 2";
    List<String> written = TestDatabase.rows(rows);
    assertEquals(List.of("0/0"), run("2024-01-01T00:00:00Z").progress.subList(0, 1));
    run("2022-06-01T00:00:00Z");
    assertEquals(written, TestDatabase.rows(rows));
    assertEquals(List.of("Silver"), TestDatabase.rows("SELECT tier FROM membership"));
    run("2024-06-01T00:00:00Z");
    assertEquals(List.of("Member"), TestDatabase.rows("SELECT tier FROM membership"));
  }

  @Test
  void a_run_goes_batch_by_batch_and_may_stop_and_begin_again_anywhere() {
    publish(policy(programme));
    Given.customer("Wei").boughtAt("till", "6000.00", "2022-03-01T10:00:00Z");
    sql(
        """
        INSERT INTO customer (customer_id, created_at, updated_at)
        SELECT gen_random_uuid(), now(), now() FROM generate_series(1, 2399);
        INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
        SELECT gen_random_uuid(), (SELECT source_id FROM source), 'USER_ID', customer_id::text, customer_id,
               '2021-01-01Z', now(), now()
        FROM customer c WHERE NOT EXISTS (SELECT FROM profile p WHERE p.customer_id = c.customer_id)
        """);
    Context stopped = new Context("2023-01-01T00:00:00Z", 2);
    assertThrows(IllegalStateException.class, () -> job.run(stopped).await().atMost(PATIENCE));
    assertEquals("0/2400", stopped.progress.get(0));
    int written = Integer.parseInt(TestDatabase.rows("SELECT count(*) FROM membership").get(0));
    assertTrue(written < 2400, () -> written + " written");
    List<String> progress = run("2023-01-01T00:00:00Z").progress;
    int left = 2400 - written;
    assertEquals("0/" + left, progress.get(0));
    assertTrue(progress.contains(left + "/" + left), progress::toString);
    assertEquals(List.of("2400"), TestDatabase.rows("SELECT count(*) FROM membership"));
    assertEquals(List.of("0/0"), run("2023-01-01T00:00:00Z").progress);
  }

  @Test
  void what_a_publication_left_undone_the_job_does() {
    Given.customer("Wei").boughtAt("till", "700.00", Instant.now().minusSeconds(86_400).toString());
    publish(policy(programme));
    List<String> before = stored();
    publish(policy(programme, "tiers", List.of(Loyalty.tier("A", "0"), Loyalty.tier("B", "500"))));
    List<String> after = stored();
    assertNotEquals(before, after);
    sql("UPDATE membership SET policy_number = 1, tier = 'Member'");
    Loyalty.recalculate();
    assertEquals(after.subList(1, after.size()), stored().subList(1, after.size()));
    assertEquals(List.of("B|2"), TestDatabase.rows("SELECT tier, policy_number FROM membership"));
  }

  // ---- facts that come late, go back, or change hands

  @Test
  void a_purchase_that_arrives_late_is_told_as_if_it_had_been_there() {
    publish(policy(programme));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "900.00", "2022-03-01T10:00:00Z");
    refresh(wei);
    assertEquals(List.of("Member|ENROLLED|2020-01-01 00:00:00"), history());
    wei.boughtAt("web", "4500.00", "2022-02-01T10:00:00Z");
    refresh(wei);
    assertEquals(
        List.of(
            "Member|ENROLLED|2020-01-01 00:00:00",
            "Silver|EARNED|2022-02-01 10:00:00",
            "Gold|EARNED|2022-03-01 10:00:00",
            "Silver|EXPIRED|2023-03-01 16:00:00",
            "Member|EXPIRED|2024-03-01 16:00:00"),
        history());
  }

  @Test
  void a_return_breaks_an_upgrade_when_the_policy_says_so() {
    publish(policy(programme, "onReturn", "IMMEDIATE"));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "1200.00", "2022-03-01T10:00:00Z")
        .returned("300.00", "2022-03-05T10:00:00Z");
    refresh(wei);
    assertEquals("Member|RETURNED|2022-03-05 10:00:00", history().get(2));

    sql("UPDATE tier_policy SET definition = definition || '{\"onReturn\": \"END_OF_DAY\"}'");
    refresh(wei);
    assertEquals("Member|RETURNED|2022-03-05 16:00:00", history().get(2));

    sql("UPDATE tier_policy SET definition = definition || '{\"onReturn\": \"AT_EXPIRY\"}'");
    refresh(wei);
    assertEquals("Member|EXPIRED|2023-03-01 16:00:00", history().get(2));
  }

  @Test
  void cancelled_pending_and_foreign_orders_do_not_count() {
    publish(policy(programme));
    Given.Person wei = Given.customer("Wei");
    wei.ordered("till", "CANCELLED", "9000.00", "2022-03-01T10:00:00Z");
    wei.ordered("till", "PENDING", "9000.00", "2022-03-01T10:00:00Z");
    Given.Sale abroad = wei.boughtAt("till", "9000.00", "2022-03-01T10:00:00Z");
    sql("UPDATE customer_order SET currency = 'EUR' WHERE order_id = '" + abroad.uuid() + "'");
    refresh(wei);
    assertEquals(List.of("Member|ENROLLED|2020-01-01 00:00:00"), history());
  }

  @Test
  void what_was_given_back_without_a_dated_return_never_counted() {
    publish(policy(programme));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "1200.00", "2022-03-01T10:00:00Z");
    sql("UPDATE customer_order SET refunded_minor = 30000");
    refresh(wei);
    assertEquals(List.of("Member|ENROLLED|2020-01-01 00:00:00"), history());
  }

  @Test
  void a_merge_leaves_one_membership_and_its_unmerge_brings_both_back_exactly() {
    publish(policy(programme));
    String recently = Instant.now().minus(Duration.ofDays(20)).toString();
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "900.00", "2022-03-01T10:00:00Z");
    wei.boughtAt("till", "700.00", recently);
    Given.Person same = Given.customer("Wei again");
    same.boughtAt("web", "4500.00", "2022-02-01T10:00:00Z");
    same.boughtAt("web", "800.00", recently);
    refresh(wei, same);
    List<String> apart = stored();

    UUID moved = same.profileAt("web");
    sql("UPDATE profile SET customer_id = '" + wei.uuid() + "' WHERE profile_id = '" + moved + "'");
    sql(
        "UPDATE customer SET merged_into = '"
            + wei.uuid()
            + "' WHERE customer_id = '"
            + same.uuid()
            + "'");
    refresh(wei, same);
    assertEquals(
        List.of(wei.uuid() + "|Silver"),
        TestDatabase.rows("SELECT customer_id, tier FROM membership"));
    assertEquals(
        List.of("0"),
        TestDatabase.rows(
            "SELECT count(*) FROM tier_change WHERE customer_id = '" + same.uuid() + "'"));
    assertEquals(List.of("0/0"), run(Instant.now().toString()).progress, "nothing is left to do");

    sql(
        "UPDATE profile SET customer_id = '"
            + same.uuid()
            + "' WHERE profile_id = '"
            + moved
            + "'");
    sql("UPDATE customer SET merged_into = NULL");
    refresh(wei, same);
    assertEquals(apart, stored());
  }

  @Test
  void refreshes_of_the_same_customers_at_once_end_with_the_latest_facts() {
    publish(policy(programme));
    Given.Person[] people = {Given.customer("A"), Given.customer("B"), Given.customer("C")};
    for (Given.Person person : people) {
      person.boughtAt("till", "1500.00", "2022-03-01T10:00:00Z");
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<Given.Person> order = new ArrayList<>(List.of(people));
      Collections.shuffle(order, new Random(i));
      threads.add(new Thread(() -> refresh(order.toArray(Given.Person[]::new))));
    }
    threads.forEach(Thread::start);
    people[0].boughtAt("till", "6000.00", "2022-04-01T10:00:00Z");
    refresh(people);
    threads.forEach(
        thread -> {
          try {
            thread.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertEquals(
        List.of("1"), TestDatabase.rows("SELECT count(*) FROM tier_change WHERE to_tier = 'Gold'"));
    assertEquals(List.of("3"), TestDatabase.rows("SELECT count(*) FROM membership"));
  }

  @Test
  void a_refresh_takes_the_same_number_of_statements_for_one_customer_as_for_many() {
    publish(policy(programme));
    Given.Person[] people = new Given.Person[20];
    for (int i = 0; i < people.length; i++) {
      people[i] = Given.customer("P" + i);
      people[i].boughtAt("till", "1500.00", "2022-03-01T10:00:00Z");
    }
    TestDatabase.clearStatements();
    refresh(people[0]);
    long one = TestDatabase.statements();
    TestDatabase.clearStatements();
    refresh(people);
    assertEquals(one, TestDatabase.statements());
  }
}
