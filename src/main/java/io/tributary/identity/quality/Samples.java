package io.tributary.identity.quality;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.linking.Candidates;
import io.tributary.identity.quality.SampleRule.Pair;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Draws samples of pairs. */
@ApplicationScoped
class Samples {
  private final Tx tx;
  private final Clock clock;
  private final Candidates candidates;

  Samples(Tx tx, Clock clock, Candidates candidates) {
    this.tx = tx;
    this.clock = clock;
    this.candidates = candidates;
  }

  /**
   * Draws a sample and keeps it; the same seed draws the same pairs as long as nothing changes.
   *
   * @throws ApiException CONFLICT when there are no pairs to draw from
   */
  Uni<PairSample> draw(int size, int seed, String by) {
    return tx.write(
        connection ->
            candidates
                .scorer(connection)
                .chain(scorer -> SampleStore.pool(connection, seed, scorer))
                .chain(pool -> keep(connection, pool, size, seed, by)));
  }

  private Uni<PairSample> keep(
      SqlConnection connection, List<Pair> pool, int size, int seed, String by) {
    if (pool.isEmpty()) {
      throw new ApiException(
          ErrorKind.CONFLICT, "There are no two profiles that share anything: nothing to draw.");
    }
    Map<String, Long> populations =
        pool.stream().collect(Collectors.groupingBy(Pair::stratum, Collectors.counting()));
    UUID id = Ids.next();
    PairSample sample = new PairSample(id, seed, FactKeys.utc(clock.instant()), by, List.of());
    return SampleStore.insert(connection, sample, populations, SampleRule.draw(pool, size, seed))
        .chain(() -> SampleStore.byId(connection, id));
  }
}
