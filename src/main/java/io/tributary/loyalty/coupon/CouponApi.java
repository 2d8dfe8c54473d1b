package io.tributary.loyalty.coupon;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.graphql.once.Once;
import io.tributary.identity.Customer;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Coupons and their codes over GraphQL. */
@GraphQLApi
public class CouponApi {
  private static final String LIST = "coupons";
  private static final String OF_BATCH = "couponBatchCodes";
  private static final String OF_CUSTOMER = "customerCoupons";
  private static final int LARGEST_BATCH = 1_000_000;
  private static final String CODE = "[\\p{IsAlphabetic}\\p{IsDigit}-]{3,40}";

  private final Coupons coupons;
  private final CouponStore store;
  private final CodeStore codes;
  private final PointsCurrencies currencies;
  private final PointsCaller caller;
  private final Gather gather;
  private final Tx tx;
  private final Once once;

  CouponApi(
      Coupons coupons,
      CouponStore store,
      CodeStore codes,
      PointsCurrencies currencies,
      PointsCaller caller,
      Gather gather,
      Tx tx,
      Once once) {
    this.once = once;
    this.coupons = coupons;
    this.store = store;
    this.codes = codes;
    this.currencies = currencies;
    this.caller = caller;
    this.gather = gather;
    this.tx = tx;
  }

  /** Makes a coupon. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("Makes a coupon; shareCouponCode, createCouponBatch and giveCoupon make its codes.")
  public Uni<CouponPayload> createCoupon(
      @NonNull @Description("The coupon.") CreateCouponInput input) {
    return once.answer(
        "createCoupon",
        input.idempotencyKey(),
        input,
        CouponPayload.class,
        () -> coupons.create(input).map(CouponPayload::new));
  }

  /** Stops a coupon, or lets it go on. NOT_FOUND. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("Stops a coupon: nobody can use its codes, until it is let go on.")
  public Uni<CouponPayload> stopCoupon(@NonNull @Description("Which.") StopCouponInput input) {
    UUID coupon = coupon(input.coupon());
    return once.answer(
        "stopCoupon",
        input.idempotencyKey(),
        input,
        CouponPayload.class,
        () -> coupons.stop(coupon, !Boolean.TRUE.equals(input.resume())).map(CouponPayload::new));
  }

  private static UUID coupon(String id) {
    return PointsCaller.id(TypeId.COUPON, "coupon", id);
  }

  /** Makes a code that many may use. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("Makes a code that many may use; the same again changes nothing.")
  public Uni<CouponCodePayload> shareCouponCode(
      @NonNull @Description("The code.") ShareCouponCodeInput input) {
    String code = input.code().strip();
    if (!code.matches(CODE)) {
      throw ApiException.invalid("input.code", "A code has 3 to 40 letters, digits and dashes.");
    }
    UUID coupon = coupon(input.coupon());
    return once.answer(
        "shareCouponCode",
        input.idempotencyKey(),
        input,
        CouponCodePayload.class,
        () -> coupons.share(coupon, code).map(CouponCodePayload::new));
  }

  /** Asks for a batch of codes. NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("Asks for codes that are used once each; the job make-coupon-codes makes them.")
  public Uni<CouponBatchPayload> createCouponBatch(
      @NonNull @Description("The codes.") CreateCouponBatchInput input) {
    if (input.size() < 1 || input.size() > LARGEST_BATCH) {
      throw ApiException.invalid("input.size", "A batch has 1 to " + LARGEST_BATCH + " codes.");
    }
    Command said = caller.command(input.idempotencyKey(), null, null, null);
    return coupons
        .batch(coupon(input.coupon()), input.size(), said.key(), said.actor())
        .map(CouponBatchPayload::new);
  }

  /** Gives a coupon to a member. NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER, Roles.SERVICE})
  @NonNull
  @Description(
      "Gives a coupon to one member: a new code that only they can use, and who turns out to be one with them.")
  public Uni<CouponCodePayload> giveCoupon(
      @NonNull @Description("The gift.") GiveCouponInput input) {
    UUID coupon = coupon(input.coupon());
    UUID customer = PointsCaller.id(TypeId.CUSTOMER, "customer", input.customer());
    Command said =
        caller.command(input.idempotencyKey(), null, null, null, "give coupon", coupon, customer);
    return tx.write(connection -> coupons.give(connection, coupon, customer, said))
        .map(done -> new CouponCodePayload(done.subject()));
  }

  /** A programme's coupons. NOT_FOUND, INVALID_INPUT. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER, Roles.ANALYST, Roles.SERVICE})
  @NonNull
  @Description("A programme's coupons, the oldest first.")
  public Uni<CouponConnection> coupons(
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID id = paging.continues() ? paging.uuid(1) : null;
    return currencies
        .require(programme, null)
        .chain(
            currency ->
                tx.read(c -> store.page(c, currency.programmeId(), time, id, paging.limit())))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    row ->
                        new String[] {
                          Paging.part(row.createdAt().toInstant()), row.uuid().toString()
                        },
                    CouponEdge::new,
                    CouponConnection::new));
  }

  /** The codes that answers are about. */
  @Authenticated
  @NonNull
  @Description("The code as it stands now.")
  public Uni<List<@NonNull CouponCode>> code(@Source List<CouponCodePayload> payloads) {
    List<UUID> hashes = payloads.stream().map(CouponCodePayload::hash).toList();
    return tx.read(connection -> codes.byHashes(connection, hashes))
        .map(found -> hashes.stream().map(found::get).toList());
  }

  /** The coupons that codes stand for, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("What it stands for.")
  public Uni<List<@NonNull Coupon>> coupon(@Source List<CouponCode> page) {
    List<UUID> ids = page.stream().map(CouponCode::couponId).distinct().toList();
    return tx.read(connection -> store.byIds(connection, ids))
        .map(found -> page.stream().map(code -> found.get(code.couponId())).toList());
  }

  /** How often coupons are used. */
  @Authenticated
  @Description("How often it is used in all; null where there is no limit, since nobody counts.")
  public Uni<List<Long>> used(@Source List<Coupon> page) {
    List<UUID> ids = page.stream().map(Coupon::uuid).distinct().toList();
    return tx.read(connection -> store.used(connection, ids))
        .map(
            found ->
                page.stream()
                    .map(
                        coupon ->
                            coupon.limitInAll() == null
                                ? null
                                : found.getOrDefault(coupon.uuid(), 0L))
                    .toList());
  }

  /** The codes of a batch. INVALID_INPUT for a bad page. */
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("The codes that are made so far, in no order that means something.")
  public Uni<CouponCodeConnection> codes(
      @Source CouponBatch batch,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, OF_BATCH, 1);
    UUID hash = paging.continues() ? paging.uuid(0) : null;
    return tx.read(connection -> codes.ofBatch(connection, batch.uuid(), hash, paging.limit()))
        .map(
            rows ->
                paging.slice(
                    OF_BATCH,
                    rows,
                    row -> new String[] {row.hash().toString()},
                    CouponCodeEdge::new,
                    CouponCodeConnection::new));
  }

  /** What a customer was given. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("The coupons that were given to the customer, the latest first.")
  public Uni<CouponCodeConnection> coupons(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, OF_CUSTOMER, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID hash = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            OF_CUSTOMER,
            paging,
            customer.current(),
            (List<UUID> customers) ->
                tx.read(c -> codes.ofCustomers(c, customers, time, hash, paging.limit())))
        .map(
            rows ->
                paging.slice(
                    OF_CUSTOMER,
                    rows == null ? List.of() : rows,
                    row ->
                        new String[] {Paging.part(row.madeAt().toInstant()), row.hash().toString()},
                    CouponCodeEdge::new,
                    CouponCodeConnection::new));
  }
}
