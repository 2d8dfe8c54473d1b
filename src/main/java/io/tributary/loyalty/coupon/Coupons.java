package io.tributary.loyalty.coupon;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.job.Jobs;
import io.tributary.loyalty.Programmes;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.Done;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.Purses;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Makes coupons and codes. */
@ApplicationScoped
class Coupons implements NodeLoader {
  private final CouponStore store;
  private final CodeStore codes;
  private final PointsCurrencies currencies;
  private final Purses purses;
  private final Jobs jobs;
  private final Tx tx;
  private final Clock clock;
  private final Random random = new SecureRandom();

  Coupons(
      CouponStore store,
      CodeStore codes,
      PointsCurrencies currencies,
      Purses purses,
      Jobs jobs,
      Tx tx,
      Clock clock) {
    this.store = store;
    this.codes = codes;
    this.currencies = currencies;
    this.purses = purses;
    this.jobs = jobs;
    this.tx = tx;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Makes a coupon. NOT_FOUND, INVALID_INPUT, CONFLICT when its name is taken. */
  Uni<Coupon> create(CreateCouponInput input) {
    return currencies
        .require(input.programme(), null)
        .chain(
            currency -> {
              Coupon coupon = CouponDraft.of(input, Ids.next(), currency.money(), now());
              return store
                  .insert(currency.programmeId(), currency.uuid(), coupon)
                  .replaceWith(coupon);
            })
        .onFailure(Programmes::isTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "input.name",
                    "Another coupon has this name. Choose another."));
  }

  /** Stops a coupon or lets it go on. NOT_FOUND. */
  Uni<Coupon> stop(UUID id, boolean stopped) {
    return store.stop(id, stopped).chain(() -> require(id));
  }

  /** A coupon. NOT_FOUND. */
  Uni<Coupon> require(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id)))
        .map(
            found -> {
              if (!found.containsKey(id)) {
                throw unknown(id);
              }
              return found.get(id);
            });
  }

  private static ApiException unknown(UUID id) {
    return ApiException.notFound("coupon", TypeId.COUPON.encode(id));
  }

  /**
   * Makes a code that many may use; the same again for the same coupon.
   *
   * @throws ApiException NOT_FOUND, CONFLICT when it stands for another coupon
   */
  Uni<UUID> share(UUID coupon, String code) {
    UUID hash = CodeText.hash(code);
    return require(coupon)
        .chain(
            () ->
                tx.write(
                    connection ->
                        codes
                            .add(connection, code(hash, coupon, null, code, true))
                            .chain(() -> codes.byHashes(connection, List.of(hash)))))
        .map(
            found -> {
              CouponCode there = found.get(hash);
              if (!there.shared() || !there.couponId().equals(coupon)) {
                throw new ApiException(
                    ErrorKind.CONFLICT,
                    "input.code",
                    "This code stands for something else. Choose another.");
              }
              return hash;
            });
  }

  private CouponCode code(UUID hash, UUID coupon, UUID customer, String code, boolean shared) {
    return new CouponCode(hash, coupon, customer, code, shared, false, FactKeys.utc(now()));
  }

  /**
   * Gives a coupon to a member: a new code that nobody else can use.
   *
   * @throws ApiException NOT_FOUND, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Done> give(SqlConnection connection, UUID coupon, UUID customer, Command said) {
    return store
        .currency(connection, coupon)
        .onItem()
        .ifNull()
        .failWith(() -> unknown(coupon))
        .chain(currency -> currencies.require(connection, currency))
        .chain(
            currency ->
                purses.once(
                    connection,
                    currency,
                    customer,
                    said,
                    purse -> {
                      String text = CodeText.next(random);
                      UUID hash = CodeText.hash(text);
                      return codes
                          .add(connection, code(hash, coupon, customer, text, false))
                          .replaceWith(hash);
                    }));
  }

  /**
   * Asks for a batch of codes, which the job makes.
   *
   * @throws ApiException NOT_FOUND, IDEMPOTENCY_KEY_REUSED when the key came with another size
   */
  Uni<CouponBatch> batch(UUID coupon, int size, String key, String by) {
    UUID id = Ids.hash("coupon batch", coupon.toString(), key);
    return require(coupon)
        .chain(
            () ->
                tx.write(
                    connection ->
                        codes
                            .addBatch(connection, id, coupon, size, by, now())
                            .chain(() -> jobs.queue(connection, MakeCouponCodes.NAME, null, by))
                            .chain(() -> codes.batch(connection, id))))
        .invoke(
            batch -> {
              if (batch.size() != size) {
                throw new ApiException(
                    ErrorKind.IDEMPOTENCY_KEY_REUSED,
                    "input.idempotencyKey",
                    "This key came before with another size. Give each batch a key of its own.");
              }
              jobs.wake(MakeCouponCodes.NAME);
            });
  }

  @Override
  public TypeId type() {
    return TypeId.COUPON;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id))).map(found -> found.get(id));
  }
}
