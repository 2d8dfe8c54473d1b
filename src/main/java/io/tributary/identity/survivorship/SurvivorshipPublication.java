package io.tributary.identity.survivorship;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.survivorship.Survivorship.Chosen;
import io.tributary.job.JobRun;
import io.tributary.job.Jobs;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Publishes survivorship policies, or answers what publishing one would change. */
@ApplicationScoped
class SurvivorshipPublication {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Tx tx;
  private final Clock clock;
  private final Jobs jobs;

  SurvivorshipPublication(Tx tx, Clock clock, Jobs jobs) {
    this.tx = tx;
    this.clock = clock;
    this.jobs = jobs;
  }

  /**
   * What became of a publication.
   *
   * @param published the policy in force afterwards
   * @param recalculation the job's run that applies it; null when nothing changed
   */
  record Published(PublishedSurvivorshipPolicy published, JobRun recalculation) {}

  /**
   * Publishes a policy and queues, in the same transaction, the job that applies it. A policy that
   * says what the one in force says is not published again.
   *
   * @throws ApiException INVALID_INPUT for a bad rule, CONFLICT when another version was published
   *     at the same time
   */
  Uni<Published> publish(SurvivorshipPolicyInput input, String by) {
    return tx.write(
            connection ->
                SurvivorshipPolicyStore.inForce(connection)
                    .chain(before -> publish(connection, before, input, by)))
        .invoke(
            published -> {
              if (published.recalculation() != null) {
                jobs.wake(RecalculateAttributes.NAME);
              }
            })
        .onFailure(SurvivorshipPublication::isTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "Another version was published at the same time. Look at it and publish again."));
  }

  private Uni<Published> publish(
      SqlConnection connection,
      PublishedSurvivorshipPolicy before,
      SurvivorshipPolicyInput input,
      String by) {
    SurvivorshipPolicy policy = input.policy(before.getVersion() + 1);
    if (policy.says(before.policy())) {
      return Uni.createFrom().item(new Published(before, null));
    }
    return SurvivorshipPolicyStore.insert(connection, policy, clock.instant(), by)
        .chain(() -> jobs.queue(connection, RecalculateAttributes.NAME, null, by))
        .chain(
            run ->
                SurvivorshipPolicyStore.inForce(connection)
                    .map(published -> new Published(published, run)));
  }

  private static boolean isTaken(Throwable failure) {
    return failure instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState());
  }

  /** How far a walk is. */
  private record Step(UUID last, boolean more, int changed) {}

  /** How many customers would have other attributes; reads them all, in batches. */
  Uni<Integer> wouldChange(SurvivorshipPolicyInput input) {
    SurvivorshipPolicy policy = input.policy(0);
    AtomicReference<Step> at =
        new AtomicReference<>(new Step(RecalculateAttributes.FIRST, true, 0));
    return Multi.createBy()
        .repeating()
        .uni(() -> tx.read(connection -> step(connection, policy, at.get())).invoke(at::set))
        .whilst(Step::more)
        .collect()
        .last()
        .map(Step::changed);
  }

  private static Uni<Step> step(SqlConnection connection, SurvivorshipPolicy policy, Step before) {
    return SurvivorshipStore.customersAfter(connection, before.last(), RecalculateAttributes.BATCH)
        .chain(
            page ->
                page.isEmpty()
                    ? Uni.createFrom().item(new Step(before.last(), false, before.changed()))
                    : SurvivorshipStore.situation(connection, page.toArray(UUID[]::new))
                        .map(
                            situation ->
                                new Step(
                                    page.get(page.size() - 1),
                                    page.size() == RecalculateAttributes.BATCH,
                                    before.changed() + changed(situation, policy))));
  }

  private static int changed(SurvivorshipStore.Situation situation, SurvivorshipPolicy policy) {
    List<Chosen> now = situation.chosen();
    List<Chosen> then = Survivorship.choose(policy, situation.candidates(), situation.pins());
    Set<Chosen> differences = new HashSet<>(now);
    Set<UUID> customers = new HashSet<>();
    then.stream().filter(one -> !differences.remove(one)).forEach(c -> customers.add(c.customer()));
    differences.forEach(one -> customers.add(one.customer()));
    return customers.size();
  }
}
