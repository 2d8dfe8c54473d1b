package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.job.ChangeQueue;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.Purse;
import io.tributary.loyalty.ledger.Purses;
import io.tributary.loyalty.referral.ReferralCodeStore.Owner;
import io.tributary.loyalty.referral.ReferralFactStore.CodeUse;
import io.tributary.loyalty.referral.ReferralFactStore.New;
import io.tributary.loyalty.referral.ReferralStore.Undecided;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Takes the use of codes over the API, and what staff decide of what is held. */
@ApplicationScoped
class Referrals implements NodeLoader {
  private final ReferralPolicyStore policies;
  private final ReferralCodeStore codes;
  private final ReferralFactStore facts;
  private final ReferralStore store;
  private final PointsCurrencies currencies;
  private final Purses purses;
  private final Tx tx;
  private final Clock clock;

  Referrals(
      ReferralPolicyStore policies,
      ReferralCodeStore codes,
      ReferralFactStore facts,
      ReferralStore store,
      PointsCurrencies currencies,
      Purses purses,
      Tx tx,
      Clock clock) {
    this.policies = policies;
    this.codes = codes;
    this.facts = facts;
    this.store = store;
    this.currencies = currencies;
    this.purses = purses;
    this.tx = tx;
    this.clock = clock;
  }

  /** A use with the terms that were in force then. */
  static New under(CodeUse use, List<PublishedReferralPolicy> all) {
    return PublishedReferralPolicy.at(all, use.programme(), use.at())
        .map(
            policy ->
                new New(use, policy.uuid(), policy.terms().qualifyUntil(use.at(), policy.zone())))
        .orElse(new New(use, null, null));
  }

  /**
   * A new customer uses a code; the referral's id.
   *
   * @throws ApiException NOT_FOUND; NOT_ELIGIBLE for one's own code, a customer who has bought, or
   *     while no terms are in force; CONFLICT when they used another; IDEMPOTENCY_KEY_REUSED
   */
  Uni<UUID> use(SqlConnection connection, UUID customer, String code, Command said) {
    UUID hash = ReferralCodeText.hash(code);
    return codes
        .owner(connection, hash)
        .onItem()
        .ifNull()
        .failWith(
            () ->
                new ApiException(
                    ErrorKind.NOT_FOUND,
                    "input.code",
                    "There is no such code. Check how it is written."))
        .chain(
            owner ->
                currencies
                    .require(connection, owner.programme(), null)
                    .chain(
                        currency ->
                            purses.once(
                                connection,
                                currency,
                                customer,
                                said,
                                purse -> use(connection, purse, owner, hash, said))))
        .map(done -> done.subject());
  }

  private Uni<UUID> use(
      SqlConnection connection, Purse purse, Owner owner, UUID hash, Command said) {
    UUID customer = purse.customer();
    CodeUse use =
        new CodeUse(customer, owner.programme(), hash, owner.customer(), said.occurredAt());
    return policies
        .all(connection)
        .map(all -> under(use, all))
        .invoke(
            one ->
                require(
                    one.policy() != null,
                    ErrorKind.NOT_ELIGIBLE,
                    "Codes cannot be used just now: no terms of referrals are in force."))
        .call(
            () ->
                store
                    .mayUse(connection, customer, owner.customer(), owner.programme())
                    .invoke(Referrals::requireMayUse))
        .chain(one -> facts.add(connection, List.of(one)))
        .chain(() -> facts.standingFor(connection, List.of(customer)))
        .chain(who -> ChangeQueue.note(connection, who))
        .replaceWith(use.referral());
  }

  private static void requireMayUse(ReferralStore.MayUse may) {
    require(!may.own(), ErrorKind.NOT_ELIGIBLE, "This is the customer's own code.");
    require(!may.used(), ErrorKind.CONFLICT, "The customer has used a code before.");
    require(
        !may.bought(),
        ErrorKind.NOT_ELIGIBLE,
        "Codes are for new customers, and this one has bought before.");
  }

  private static void require(boolean holds, ErrorKind kind, String message) {
    if (!holds) {
      throw new ApiException(kind, "input.code", message);
    }
  }

  /**
   * Keeps what staff decide; what it calls for follows by the change queue.
   *
   * @throws ApiException NOT_FOUND; CONFLICT when it was decided so before, or counts for nothing;
   *     IDEMPOTENCY_KEY_REUSED
   */
  Uni<UUID> decide(SqlConnection connection, UUID id, boolean approve, Command said) {
    return store
        .lock(connection, id)
        .onItem()
        .ifNull()
        .failWith(() -> ApiException.notFound("referral", TypeId.REFERRAL.encode(id)))
        .chain(
            referral ->
                currencies
                    .require(connection, referral.programme(), null)
                    .chain(
                        currency ->
                            purses.once(
                                connection,
                                currency,
                                referral.referred(),
                                said,
                                purse -> decide(connection, referral, approve, said))))
        .map(done -> done.subject());
  }

  private Uni<UUID> decide(
      SqlConnection connection, Undecided referral, boolean approve, Command said) {
    boolean settled =
        approve
            ? referral.state() == ReferralState.REWARDED
            : referral.state() == ReferralState.REFUSED;
    boolean same = referral.approved() != null && referral.approved() == approve;
    if (settled || same || referral.state() == ReferralState.VOID) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "input.referral",
          "There is nothing to decide: the referral is " + referral.state() + ".");
    }
    Instant now = clock.instant();
    return store
        .decide(connection, referral, approve, said.actor(), now, said.reason())
        .chain(() -> facts.standingFor(connection, List.of(referral.referrer())))
        .chain(who -> ChangeQueue.note(connection, who))
        .replaceWith(referral.id());
  }

  @Override
  public TypeId type() {
    return TypeId.REFERRAL;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id), clock.instant()))
        .map(found -> found.get(id));
  }
}
