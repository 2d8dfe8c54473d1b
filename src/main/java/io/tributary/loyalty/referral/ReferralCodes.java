package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Finds members' codes and makes those that are missing. */
@ApplicationScoped
class ReferralCodes {
  /** How often a member's code may be somebody else's already; once is one in a million. */
  private static final int ATTEMPTS = 5;

  private final ReferralCodeStore store;
  private final Tx tx;
  private final Clock clock;

  ReferralCodes(ReferralCodeStore store, Tx tx, Clock clock) {
    this.store = store;
    this.tx = tx;
    this.clock = clock;
  }

  /** The codes of customers, by customer; none in a programme that never had terms. */
  Uni<Map<UUID, String>> of(UUID programme, List<UUID> customers) {
    return tx.read(connection -> store.codes(connection, programme, customers))
        .chain(
            found ->
                found.size() == customers.size()
                    ? Uni.createFrom().item(found)
                    : tx.read(connection -> store.key(connection, programme))
                        .chain(
                            secret ->
                                secret == null
                                    ? Uni.createFrom().item(found)
                                    : make(programme, customers, found, secret, 0)));
  }

  private Uni<Map<UUID, String>> make(
      UUID programme, List<UUID> customers, Map<UUID, String> found, byte[] secret, int attempt) {
    Map<UUID, String> missing = new HashMap<>();
    customers.stream()
        .filter(customer -> !found.containsKey(customer))
        .forEach(customer -> missing.put(customer, ReferralCodeText.of(secret, customer, attempt)));
    if (missing.isEmpty() || attempt == ATTEMPTS) {
      return Uni.createFrom().item(found);
    }
    return tx.write(
            connection ->
                store
                    .add(
                        connection,
                        programme,
                        missing,
                        clock.instant().truncatedTo(ChronoUnit.MICROS))
                    .chain(() -> store.codes(connection, programme, customers)))
        .chain(now -> make(programme, customers, now, secret, attempt + 1));
  }
}
