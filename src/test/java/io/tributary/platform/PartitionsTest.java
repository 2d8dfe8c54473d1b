package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.TestDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Partitions are made once, also when many need them at the same moment. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PartitionsTest {
  @Inject Pool pool;

  @Test
  void many_who_need_the_same_months_at_once_all_get_them() {
    List<Instant> months = new ArrayList<>();
    for (int month = 1; month <= 12; month++) {
      months.add(Instant.parse("1971-%02d-15T00:00:00Z".formatted(month)));
    }
    List<Uni<Void>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Partitions replica = new Partitions(new Tx(pool));
      all.add(replica.ensure(i % 2 == 0 ? months : months.subList(0, 1 + i)));
    }
    Uni.join().all(all).andFailFast().await().indefinitely();

    assertEquals(
        List.of("12"),
        TestDatabase.rows(
            """
            SELECT count(*) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
            WHERE inhparent = 'event'::regclass AND c.relname LIKE 'event\\_1971%'
            """));
  }
}
