package io.tributary.identity.policy;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.IdentifierPolicy;
import io.tributary.identity.Policies;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Publishes versions of the identifier table, or answers what one would change. */
@ApplicationScoped
class IdentifierPublication {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Tx tx;
  private final Policies policies;
  private final IdentifierPolicyStore store;
  private final Clock clock;

  IdentifierPublication(Tx tx, Policies policies, IdentifierPolicyStore store, Clock clock) {
    this.tx = tx;
    this.policies = policies;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Publishes a table, or with {@code dryRun} only answers.
   *
   * @throws ApiException INVALID_INPUT; CONFLICT when another version was published at the same
   *     time
   */
  Uni<IdentifierPolicyPayload> publish(IdentifierPolicyInput input, String by) {
    boolean dryRun = Boolean.TRUE.equals(input.dryRun());
    return tx.read(connection -> store.page(connection, Integer.MAX_VALUE, 1))
        .map(found -> found.get(0))
        .chain(
            now -> {
              IdentifierPolicy after = IdentifierPolicyDraft.of(input, now.rules());
              return effect(now.rules(), after)
                  .chain(
                      effect ->
                          dryRun
                              ? Uni.createFrom().item(effect)
                              : publish(now, after, by)
                                  .map(
                                      made ->
                                          new IdentifierPolicyPayload(
                                              made,
                                              false,
                                              effect.effects(),
                                              effect.valuesBlocked())));
            });
  }

  private Uni<IdentifierPolicyPayload> effect(IdentifierPolicy before, IdentifierPolicy after) {
    Set<IdentifierKind> changed = EnumSet.noneOf(IdentifierKind.class);
    after
        .kinds()
        .forEach(
            (kind, rule) -> {
              if (!rule.equals(before.kinds().get(kind))) {
                changed.add(kind);
              }
            });
    Uni<List<IdentifierEffect>> effects =
        changed.isEmpty()
            ? Uni.createFrom().item(List.of())
            : tx.read(connection -> store.effects(connection, changed, before, after));
    return effects.chain(
        found ->
            tx.read(connection -> store.countBlocked(connection, newlyBlocked(before, after)))
                .map(blocked -> new IdentifierPolicyPayload(null, true, found, blocked)));
  }

  private static Set<String> newlyBlocked(IdentifierPolicy before, IdentifierPolicy after) {
    Set<String> blocked = new TreeSet<>(after.blocked());
    blocked.removeAll(before.blocked());
    return blocked;
  }

  private Uni<PublishedIdentifierPolicy> publish(
      PublishedIdentifierPolicy before, IdentifierPolicy after, String by) {
    Instant now = clock.instant();
    int version = before.version() + 1;
    return tx.write(
            (SqlConnection connection) ->
                store
                    .publish(connection, version, after, by, now)
                    .chain(() -> store.block(connection, newlyBlocked(before.rules(), after))))
        .invoke(policies::forget)
        .replaceWith(new PublishedIdentifierPolicy(version, after, FactKeys.utc(now), by))
        .onFailure(e -> e instanceof PgException p && UNIQUE_VIOLATION.equals(p.getSqlState()))
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "Another version was published at the same time. Make a dry run against it and"
                        + " publish again."));
  }
}
