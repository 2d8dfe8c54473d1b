package io.tributary.privacy.consent;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.FamilyStore;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.privacy.PrivacySettingStore;
import io.tributary.privacy.ProcessingLimitStore;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/** Records decisions and says what stands. */
@ApplicationScoped
class Consents {
  private final Tx tx;
  private final Clock clock;

  Consents(Tx tx, Clock clock) {
    this.tx = tx;
    this.clock = clock;
  }

  /** A decision of a person, about all that is known of them now. */
  record Decision(
      UUID customer,
      String purpose,
      ConsentChannel channel,
      ConsentDecision decision,
      String textVersion,
      String guardian,
      String through,
      Instant occurredAt) {}

  /** The instant that a decision without one is made at. */
  Instant now() {
    return clock.instant();
  }

  /**
   * Records a decision on every profile that the customer has now; the same key again changes
   * nothing.
   *
   * @throws ApiException NOT_FOUND; INVALID_INPUT when a minor agrees without a guardian; CONFLICT
   *     when there is no profile; IDEMPOTENCY_KEY_REUSED
   */
  Uni<Void> record(Decision decision, String key, String by) {
    UUID id = Ids.hash("consent", by, key);
    return tx.write(
        connection ->
            FamilyStore.lock(connection, decision.customer())
                .chain(
                    family ->
                        ConsentStore.known(connection, id)
                            .chain(known -> record(connection, family, known, decision, id, by))));
  }

  private Uni<Void> record(
      SqlConnection connection,
      FamilyStore.Family family,
      ConsentStore.Entry known,
      Decision decision,
      UUID id,
      String by) {
    if (family.profiles().isEmpty()) {
      throw new ApiException(
          ErrorKind.CONFLICT, "No source knows this customer yet: there is nothing to decide on.");
    }
    UUID subject =
        known != null && family.customers().contains(known.customer())
            ? known.customer()
            : family.root();
    List<ConsentStore.Entry> entries =
        family.profiles().stream()
            .map(
                profile ->
                    new ConsentStore.Entry(
                        profile,
                        id,
                        subject,
                        decision.purpose(),
                        decision.channel(),
                        decision.decision(),
                        decision.textVersion(),
                        decision.guardian(),
                        decision.through(),
                        decision.occurredAt(),
                        by))
            .toList();
    if (known != null) {
      if (!known.content().equals(entries.get(0).content())) {
        throw new ApiException(
            ErrorKind.IDEMPOTENCY_KEY_REUSED,
            "input.idempotencyKey",
            "This key came before with another decision. Use a new key.");
      }
      return Uni.createFrom().voidItem();
    }
    return checkAge(connection, family.root(), decision)
        .chain(() -> ConsentStore.add(connection, entries, clock.instant()))
        .chain(() -> ChangeQueue.note(connection, List.of(family.root())));
  }

  private Uni<Void> checkAge(SqlConnection connection, UUID root, Decision decision) {
    if (!decision.decision().permits() || decision.guardian() != null) {
      return Uni.createFrom().voidItem();
    }
    Instant at = decision.occurredAt() == null ? now() : decision.occurredAt();
    return terms(
            connection,
            List.of(root),
            (births, age) -> {
              checkAge(births.get(root), age, at);
              return age;
            })
        .replaceWithVoid();
  }

  private static void checkAge(LocalDate birth, int age, Instant at) {
    if (ConsentRule.isMinor(birth, age, at)) {
      throw ApiException.invalid(
          "input.guardian",
          "This person is younger than " + age + ". Name the guardian who agrees for them.");
    }
  }

  /** Birth dates and the age below which a guardian is needed, handed to a step. */
  private static <T> Uni<T> terms(
      SqlClient client,
      Collection<UUID> customers,
      BiFunction<Map<UUID, LocalDate>, Integer, T> step) {
    return ConsentStore.births(client, customers)
        .chain(
            births ->
                PrivacySettingStore.read(client)
                    .map(settings -> step.apply(births, settings.guardianAge())));
  }

  /** What stands for customers, in a fixed number of statements. */
  Uni<Map<UUID, List<ConsentState>>> states(Collection<UUID> customers) {
    return tx.read(
        connection ->
            ConsentStore.said(connection, customers)
                .chain(
                    said ->
                        terms(
                                connection,
                                customers,
                                (births, age) ->
                                    ProcessingLimitStore.holding(connection, customers)
                                        .map(limits -> states(said, births, age, limits.keySet())))
                            .flatMap(states -> states)));
  }

  private static Map<UUID, List<ConsentState>> states(
      Map<UUID, List<ConsentRule.Said>> said,
      Map<UUID, LocalDate> births,
      int age,
      Set<UUID> limited) {
    Map<UUID, List<ConsentState>> states = new HashMap<>();
    said.forEach(
        (customer, all) ->
            states.put(
                customer,
                ConsentRule.states(all, births.get(customer), age, limited.contains(customer))));
    return states;
  }

  /** A page of each customer's decisions, the last recorded first. */
  Uni<Map<UUID, List<Consent>>> history(
      Collection<UUID> customers, Instant before, UUID beforeId, int limit) {
    return tx.read(
        connection ->
            terms(
                    connection,
                    customers,
                    (births, age) ->
                        ConsentStore.history(
                            connection, customers, before, beforeId, limit, births, age))
                .flatMap(page -> page));
  }
}
