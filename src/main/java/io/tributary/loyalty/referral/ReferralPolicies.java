package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.coupon.CouponGifts;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Publishes what referrals give. */
@ApplicationScoped
class ReferralPolicies implements NodeLoader {
  /** The currency of growth value that every programme has. */
  static final String GROWTH = "GROWTH";

  private static final int SECRET_BYTES = 32;

  private final ReferralPolicyStore store;
  private final PointsCurrencies currencies;
  private final CouponGifts coupons;
  private final Tx tx;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  ReferralPolicies(
      ReferralPolicyStore store,
      PointsCurrencies currencies,
      CouponGifts coupons,
      Tx tx,
      Clock clock) {
    this.store = store;
    this.currencies = currencies;
    this.coupons = coupons;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Publishes a programme's next version.
   *
   * @throws ApiException NOT_FOUND, INVALID_INPUT; CONFLICT when somebody published at the same
   *     time
   */
  Uni<PublishedReferralPolicy> publish(ReferralPolicyInput input, String actor) {
    Instant now = clock.instant();
    Instant from = input.effectiveFrom() == null ? now : input.effectiveFrom().toInstant();
    ReferralDraft.times(input, from);
    return currencies
        .require(input.programme(), input.currency())
        .chain(currency -> publish(input, actor, currency, now, from));
  }

  private Uni<PublishedReferralPolicy> publish(
      ReferralPolicyInput input, String actor, PointsCurrency currency, Instant now, Instant from) {
    ReferralTerms terms = ReferralDraft.of(input, currency);
    UUID programme = currency.programmeId();
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return growth(input, terms)
        .chain(() -> coupons(programme, terms))
        .chain(() -> tx.write(c -> store.key(c, programme, secret)))
        .chain(() -> tx.read(store::all))
        .map(
            all ->
                new PublishedReferralPolicy(
                    Ids.next(),
                    programme,
                    currency.money(),
                    currency.zone(),
                    terms,
                    1 + (int) all.stream().filter(p -> p.programmeId().equals(programme)).count(),
                    FactKeys.utc(from),
                    input.endsAt() == null ? null : FactKeys.utc(input.endsAt().toInstant()),
                    FactKeys.utc(now),
                    actor))
        .call(store::insert);
  }

  private Uni<PointsCurrency> growth(ReferralPolicyInput input, ReferralTerms terms) {
    return terms.referrer().growth() + terms.referred().growth() == 0
        ? Uni.createFrom().nullItem()
        : currencies.require(input.programme(), GROWTH);
  }

  private Uni<Void> coupons(UUID programme, ReferralTerms terms) {
    List<UUID> ids =
        Stream.of(terms.referrer().couponId(), terms.referred().couponId())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return coupons
        .missing(programme, ids)
        .invoke(
            missing ->
                missing.stream()
                    .findFirst()
                    .ifPresent(
                        id -> {
                          throw ApiException.notFound("coupon", TypeId.COUPON.encode(id));
                        }))
        .replaceWithVoid();
  }

  @Override
  public TypeId type() {
    return TypeId.REFERRAL_POLICY;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byId(connection, id))
        .map(found -> found.stream().findFirst().orElse(null));
  }
}
