package io.tributary.loyalty.coupon;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Storable;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Codes on orders, over GraphQL. */
@GraphQLApi
public class RedemptionApi {
  private static final int MOST_CODES = 10;
  private static final int LONGEST_CODE = 60;
  private static final int LONGEST_ORDER = 200;

  private final Redemptions redemptions;
  private final RedemptionStore store;
  private final CouponStore coupons;
  private final PointsCurrencies currencies;
  private final PointsCaller caller;
  private final Clock clock;
  private final Tx tx;

  RedemptionApi(
      Redemptions redemptions,
      RedemptionStore store,
      CouponStore coupons,
      PointsCurrencies currencies,
      PointsCaller caller,
      Clock clock,
      Tx tx) {
    this.redemptions = redemptions;
    this.store = store;
    this.coupons = coupons;
    this.currencies = currencies;
    this.caller = caller;
    this.clock = clock;
    this.tx = tx;
  }

  /** What codes would give. NOT_FOUND, INVALID_INPUT. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description(
      "What codes would give on an order, and why some cannot be used; nothing is written.")
  public Uni<CouponOffer> validateCoupons(
      @Id
          @Description(
              "Who uses them, a customer's id; a member may leave it out and can only name themselves.")
          String customer,
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
      @NonNull @Description("1 to 10 codes, as they were typed.") List<@NonNull String> codes,
      @NonNull @Description("What the goods come to before any discount, in the programme's money.")
          String goods,
      @Description("What the shipping comes to; left out, nothing.") String shipping) {
    UUID whose = caller.customer("customer", customer);
    return currencies
        .require(programme, null)
        .chain(
            currency ->
                redemptions
                    .validate(
                        currency,
                        whose,
                        basket(codes, goods, shipping, currency.money()),
                        clock.instant())
                    .map(given -> offer(given, currency.money())));
  }

  private static CouponOffer offer(List<CouponRule.Given> given, String money) {
    return new CouponOffer(
        given.stream().allMatch(code -> code.refusal() == null),
        new Money(given.stream().mapToLong(CouponRule.Given::goods).sum(), money),
        new Money(given.stream().mapToLong(CouponRule.Given::shipping).sum(), money),
        given.stream()
            .map(
                code ->
                    new CouponCheck(
                        code.code(),
                        code.refusal(),
                        new Money(code.goods(), money),
                        new Money(code.shipping(), money),
                        code.gift()))
            .toList());
  }

  private static Redemptions.Basket basket(
      List<String> codes, String goods, String shipping, String money) {
    boolean bad =
        codes.isEmpty()
            || codes.size() > MOST_CODES
            || codes.stream()
                .anyMatch(
                    c ->
                        c == null || c.isBlank() || c.length() > LONGEST_CODE || !Storable.text(c));
    if (bad || codes.stream().map(CodeText::hash).distinct().count() < codes.size()) {
      throw ApiException.invalid(
          "input.codes", "1 to " + MOST_CODES + " codes, each of them once.");
    }
    return new Redemptions.Basket(
        List.copyOf(codes),
        CouponDraft.minor("goods", goods, money),
        shipping == null ? 0 : CouponDraft.minor("shipping", shipping, money));
  }

  /** Uses codes on an order. NOT_ELIGIBLE, OUT_OF_STOCK, NOT_FOUND, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description("Uses codes on an order, all of them or none; a code that is used once is used up.")
  public Uni<CouponRedemptionPayload> redeemCoupons(
      @NonNull @Description("The codes.") RedeemCouponsInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    String order = PointsCaller.text("order", input.order(), LONGEST_ORDER);
    if (order == null) {
      throw ApiException.invalid("input.order", "Name the order.");
    }
    Command said =
        caller.command(
            input.idempotencyKey(),
            order,
            null,
            null,
            "redeem coupons",
            input.programme(),
            Objects.toString(input.codes()),
            input.goods(),
            input.shipping());
    return currencies
        .require(input.programme(), null)
        .chain(
            currency -> {
              Redemptions.Basket basket =
                  basket(input.codes(), input.goods(), input.shipping(), currency.money());
              return tx.write(c -> redemptions.redeem(c, currency, customer, order, basket, said));
            })
        .map(done -> new CouponRedemptionPayload(done.subject()));
  }

  /** Rolls a redemption back. NOT_FOUND, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description("Rolls a redemption back: its codes can be used again, and do not count for limits.")
  public Uni<CouponRedemptionPayload> rollBackCoupons(
      @NonNull @Description("Which.") RollBackCouponsInput input) {
    UUID id = PointsCaller.id(TypeId.COUPON_REDEMPTION, "redemption", input.redemption());
    Command said = caller.command(input.idempotencyKey(), null, null, null, "roll back", id);
    return tx.write(connection -> redemptions.rollBack(connection, id, said))
        .map(done -> new CouponRedemptionPayload(done.subject()));
  }

  /** The redemptions that answers are about. */
  @Authenticated
  @NonNull
  @Description("The redemption as it stands now.")
  public Uni<List<@NonNull CouponRedemption>> redemption(
      @Source List<CouponRedemptionPayload> payloads) {
    List<UUID> ids = payloads.stream().map(CouponRedemptionPayload::redemptionId).toList();
    return tx.read(connection -> store.byIds(connection, ids))
        .map(found -> ids.stream().map(id -> found.get(id).redemption()).toList());
  }

  /** What the codes of redemptions gave, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("The codes that were used, and what each gave.")
  public Uni<List<@NonNull List<@NonNull CouponUse>>> uses(@Source List<CouponRedemption> page) {
    List<UUID> ids = page.stream().map(CouponRedemption::uuid).distinct().toList();
    return tx.read(connection -> store.uses(connection, ids))
        .map(found -> page.stream().map(r -> found.getOrDefault(r.uuid(), List.of())).toList());
  }

  /** The coupons that were used. */
  @Authenticated
  @NonNull
  @Description("What the code stands for.")
  public Uni<List<@NonNull Coupon>> coupon(@Source List<CouponUse> page) {
    List<UUID> ids = page.stream().map(CouponUse::couponId).distinct().toList();
    return tx.read(connection -> coupons.byIds(connection, ids))
        .map(found -> page.stream().map(use -> found.get(use.couponId())).toList());
  }
}
