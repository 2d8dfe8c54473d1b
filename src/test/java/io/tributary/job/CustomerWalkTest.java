package io.tributary.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every customer is taken through a step once, two batches at a time. */
class CustomerWalkTest {
  /** What a run reports. */
  private static final class Reported implements JobContext {
    private final List<Long> progress = new ArrayList<>();
    private Long total;

    @Override
    public Instant asOf() {
      return Instant.EPOCH;
    }

    @Override
    public <T> Uni<T> write(Function<SqlConnection, Uni<T>> step) {
      return step.apply(null);
    }

    @Override
    public <T> Uni<T> read(Function<SqlConnection, Uni<T>> step) {
      return step.apply(null);
    }

    @Override
    public synchronized Uni<Void> progress(long done, Long of) {
      progress.add(done);
      total = of;
      return Uni.createFrom().voidItem();
    }
  }

  private final Reported reported = new Reported();

  private static TreeSet<UUID> customers(int many) {
    TreeSet<UUID> customers = new TreeSet<>();
    IntStream.rangeClosed(1, many).forEach(i -> customers.add(new UUID(0, i)));
    return customers;
  }

  private static CustomerWalk.Next of(TreeSet<UUID> customers) {
    return (connection, after, most) ->
        Uni.createFrom().item(() -> customers.tailSet(after, false).stream().limit(most).toList());
  }

  @Property(tries = 50)
  void everybody_is_taken_through_once(
      @ForAll @IntRange(max = 60) int many, @ForAll @IntRange(min = 1, max = 20) int batch) {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<UUID> seen = new ArrayList<>();
    CustomerWalk.each(
            reported,
            10L,
            batch,
            of(customers(many)),
            part -> {
              assertTrue(part.size() <= batch);
              synchronized (seen) {
                seen.addAll(part);
              }
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              return Uni.createFrom()
                  .voidItem()
                  .onItem()
                  .delayIt()
                  .by(Duration.ofMillis(1))
                  .invoke(now::decrementAndGet);
            })
        .await()
        .atMost(Duration.ofSeconds(10));
    assertEquals(many, seen.size());
    assertEquals(customers(many), new TreeSet<>(seen));
    assertEquals(Math.min(2, (many + batch - 1) / batch), most.get());
    assertEquals(many, reported.progress.get(reported.progress.size() - 1));
    assertEquals(many, reported.total);
  }

  @Property(tries = 10)
  void the_first_step_that_fails_ends_it(@ForAll @IntRange(min = 2, max = 9) int bad) {
    Set<UUID> seen = new TreeSet<>();
    Uni<Void> walk =
        CustomerWalk.each(
            reported,
            null,
            1,
            of(customers(100)),
            part -> {
              seen.addAll(part);
              return part.contains(new UUID(0, bad))
                  ? Uni.createFrom().failure(new Lease.Lost("gone"))
                  : Uni.createFrom().voidItem();
            });
    assertThrows(Lease.Lost.class, () -> walk.await().atMost(Duration.ofSeconds(10)));
    assertTrue(seen.contains(new UUID(0, bad)) && seen.size() <= bad + 1, seen.toString());
    assertTrue(reported.progress.size() < 100);
  }
}
