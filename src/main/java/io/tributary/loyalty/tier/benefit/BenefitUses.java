package io.tributary.loyalty.tier.benefit;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.job.ChangeQueue;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.tier.Membership;
import io.tributary.loyalty.tier.Tiers;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Storable;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Uses benefits and takes uses back. A use holds the member first, so that of many at once no more
 * get through than are left.
 */
@ApplicationScoped
class BenefitUses implements NodeLoader {
  private static final int LONGEST = 200;

  private final BenefitStore store;
  private final Tiers tiers;
  private final Tx tx;
  private final Clock clock;

  BenefitUses(BenefitStore store, Tiers tiers, Tx tx, Clock clock) {
    this.store = store;
    this.tiers = tiers;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Uses a benefit once, now.
   *
   * @param by who says so
   * @throws ApiException NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED; NOT_ELIGIBLE when the
   *     tier does not have it or all of the year are used
   */
  Uni<TierBenefitUse> use(UseTierBenefitInput input, String by) {
    UUID customer = PointsCaller.id(TypeId.CUSTOMER, "customer", input.customer());
    UUID benefit = PointsCaller.id(TypeId.TIER_BENEFIT, "benefit", input.benefit());
    String key = input.idempotencyKey().strip();
    if (key.isEmpty() || key.length() > LONGEST || !Storable.text(key)) {
      throw ApiException.invalid(
          "input.idempotencyKey", "A key has 1 to " + LONGEST + " characters.");
    }
    String reference = PointsCaller.text("reference", input.reference(), LONGEST);
    UUID id = Ids.hash("tier-benefit-use", customer.toString(), key);
    UUID hash = Ids.hash(benefit.toString(), Objects.toString(reference));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return tx.write(
        connection ->
            hold(connection, customer)
                .chain(
                    member ->
                        store
                            .use(connection, id)
                            .chain(
                                known ->
                                    known.isPresent()
                                        ? Uni.createFrom().item(same(known.get(), hash))
                                        : eligible(connection, member, benefit, now)
                                            .map(
                                                of ->
                                                    new TierBenefitUse(
                                                        id,
                                                        customer,
                                                        benefit,
                                                        hash,
                                                        of.year(),
                                                        of.tier(),
                                                        reference,
                                                        FactKeys.utc(now),
                                                        null))
                                            .call(use -> store.add(connection, use, by)))));
  }

  /** Holds the customer that stands for one; whoever was merged meanwhile is held anew. */
  private Uni<UUID> hold(SqlConnection connection, UUID customer) {
    return standsFor(connection, customer)
        .call(member -> ChangeQueue.hold(connection, List.of(member)))
        .chain(
            member ->
                standsFor(connection, member)
                    .chain(
                        now ->
                            now.equals(member)
                                ? Uni.createFrom().item(member)
                                : hold(connection, now)));
  }

  private Uni<UUID> standsFor(SqlConnection connection, UUID customer) {
    return store
        .standsFor(connection, customer)
        .map(
            found ->
                found.orElseThrow(
                    () -> ApiException.notFound("customer", TypeId.CUSTOMER.encode(customer))));
  }

  private static TierBenefitUse same(TierBenefitUse known, UUID hash) {
    if (!known.requestHash().equals(hash)) {
      throw new ApiException(
          ErrorKind.IDEMPOTENCY_KEY_REUSED,
          "input.idempotencyKey",
          "This key came before with another request. Give each request a key of its own.");
    }
    return known;
  }

  /** What a use is counted as. */
  private record Eligible(String tier, int year) {}

  private Uni<Eligible> eligible(SqlConnection connection, UUID member, UUID id, Instant now) {
    return store
        .byIds(connection, List.of(id))
        .map(
            found ->
                Optional.ofNullable(found.get(id))
                    .orElseThrow(
                        () -> ApiException.notFound("benefit", TypeId.TIER_BENEFIT.encode(id))))
        .chain(
            benefit ->
                tiers
                    .memberships(connection, benefit.programmeId(), List.of(member))
                    .chain(
                        memberships ->
                            store
                                .used(connection, List.of(member))
                                .map(
                                    used ->
                                        eligible(benefit, memberships.get(member), used, now))));
  }

  private static Eligible eligible(
      TierBenefit benefit, Membership member, BenefitStore.Used used, Instant now) {
    Optional<TierBenefitShare> share =
        Optional.ofNullable(member).flatMap(of -> benefit.of(of.getTier()));
    if (share.isEmpty()) {
      throw refuse("The member's tier does not have this benefit.");
    }
    int year = Benefits.year(member.programme(), now);
    Integer most = share.get().perYear();
    if (most != null && used.times(member.customer(), benefit.uuid(), year) >= most) {
      throw refuse("All " + most + " of " + year + " are used.");
    }
    return new Eligible(member.getTier(), year);
  }

  private static ApiException refuse(String why) {
    return new ApiException(ErrorKind.NOT_ELIGIBLE, "input.benefit", why);
  }

  /**
   * Takes a use back; one that was taken back stays so.
   *
   * @throws ApiException NOT_FOUND
   */
  Uni<TierBenefitUse> rollBack(RollBackTierBenefitInput input, String by) {
    UUID id = PointsCaller.id(TypeId.TIER_BENEFIT_USE, "use", input.use());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return tx.write(
        connection ->
            store
                .rollBack(connection, id, now, by)
                .chain(() -> store.use(connection, id))
                .map(found -> found.orElseThrow(() -> ApiException.notFound("use", input.use()))));
  }

  @Override
  public TypeId type() {
    return TypeId.TIER_BENEFIT_USE;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.use(connection, id)).map(found -> found.orElse(null));
  }
}
