package io.tributary.loyalty.payment;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.commerce.history.Order;
import io.tributary.commerce.history.OrderHistory;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.once.Once;
import io.tributary.identity.Sources;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.ledger.RedemptionPreview;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Points as money on an order, over GraphQL. */
@GraphQLApi
public class PaymentApi {
  private static final int LONGEST_NAME = 200;

  private final Payments payments;
  private final PaymentStore store;
  private final PointsCurrencies currencies;
  private final PointsCaller caller;
  private final Sources sources;
  private final OrderHistory orders;
  private final Tx tx;
  private final Once once;

  PaymentApi(
      Payments payments,
      PaymentStore store,
      PointsCurrencies currencies,
      PointsCaller caller,
      Sources sources,
      OrderHistory orders,
      Tx tx,
      Once once) {
    this.once = once;
    this.payments = payments;
    this.store = store;
    this.currencies = currencies;
    this.caller = caller;
    this.sources = sources;
    this.orders = orders;
    this.tx = tx;
  }

  /** Says what points are worth. NOT_FOUND, INVALID_INPUT. */
  @Mutation("setPointsPayment")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Says what points are worth as money on an order; payments that were made stay.")
  public Uni<SetPointsPaymentPayload> setPointsPayment(
      @NonNull @Description("What they are worth.") SetPointsPaymentInput input) {
    return once.answer(
        "setPointsPayment",
        input.idempotencyKey(),
        input,
        SetPointsPaymentPayload.class,
        () -> setRule(input));
  }

  private Uni<SetPointsPaymentPayload> setRule(SetPointsPaymentInput input) {
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency -> {
              PaymentRule rule = rule(input, currency);
              return store
                  .save(currency.uuid(), rule)
                  .replaceWith(
                      new SetPointsPaymentPayload(PointsPaymentRule.of(rule, currency.money())));
            });
  }

  private static PaymentRule rule(SetPointsPaymentInput input, PointsCurrency currency) {
    if (!currency.spendable()) {
      throw ApiException.invalid(
          "input.currency", currency.code() + " is never spent; name one that is.");
    }
    long minimum = input.minimumPoints() == null ? 1 : input.minimumPoints();
    int share = input.maximumShare() == null ? 100 : input.maximumShare();
    if (minimum < 1) {
      throw ApiException.invalid("input.minimumPoints", "This is at least 1.");
    }
    if (input.maximumPoints() != null && input.maximumPoints() < minimum) {
      throw ApiException.invalid("input.maximumPoints", "This is at least the minimum.");
    }
    if (share < 1 || share > 100) {
      throw ApiException.invalid("input.maximumShare", "This is 1 to 100 per cent.");
    }
    return new PaymentRule(
        PointsCaller.points(input.points()),
        PointsCaller.minor("worth", input.worth(), currency.money()),
        minimum,
        input.maximumPoints(),
        share);
  }

  /**
   * Pays for an order. INSUFFICIENT_POINTS, NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED;
   * FORBIDDEN for a till, when another store sold it.
   */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "Pays for an order with points, in whole or in part. When the order is returned or cancelled, points go back by"
          + " themselves, in proportion to what came back of it in all.")
  public Uni<PayWithPointsPayload> payWithPoints(
      @NonNull @Description("The payment.") PayWithPointsInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    UUID source = PointsCaller.id(TypeId.SOURCE, "source", input.source());
    long points = PointsCaller.points(input.points());
    String order = PointsCaller.text("order", input.order(), LONGEST_NAME);
    if (order == null) {
      throw ApiException.invalid("input.order", "Name the order.");
    }
    Command said =
        caller.command(
            input.idempotencyKey(),
            order,
            null,
            null,
            "pay",
            input.programme(),
            input.currency(),
            points,
            source,
            input.total());
    return sources
        .byId(source)
        .invoke(
            found -> {
              if (found.isEmpty()) {
                throw ApiException.notFound("source", input.source());
              }
            })
        .chain(() -> orders.requireOwnStore(source, order))
        .chain(() -> currencies.require(input.programme(), input.currency()))
        .chain(
            currency -> {
              Long total =
                  input.total() == null
                      ? null
                      : (Long) PointsCaller.minor("total", input.total(), currency.money());
              return tx.write(
                  c -> payments.pay(c, currency, customer, source, order, points, total, said));
            })
        .map(done -> new PayWithPointsPayload(done.subject(), done.points()));
  }

  /** The payments that answers are about. */
  @Authenticated
  @NonNull
  @Description("The payment as it stands now.")
  public Uni<List<@NonNull PointsPayment>> payment(@Source List<PayWithPointsPayload> payloads) {
    List<UUID> ids = payloads.stream().map(PayWithPointsPayload::paymentId).toList();
    return tx.read(connection -> store.byIds(connection, ids))
        .map(found -> ids.stream().map(found::get).toList());
  }

  /** What orders were paid with, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("What of the order was paid with points of the ledger, and how many went back.")
  public Uni<List<@NonNull List<@NonNull PointsPayment>>> pointsPayments(
      @Source List<Order> orders) {
    List<PaymentStore.OrderName> names =
        orders.stream()
            .map(order -> new PaymentStore.OrderName(order.sourceId(), order.externalId()))
            .toList();
    return tx.read(connection -> store.ofOrders(connection, names.stream().distinct().toList()))
        .map(found -> names.stream().map(n -> found.getOrDefault(n, List.of())).toList());
  }

  /** What currencies are worth as money. */
  @Authenticated
  @Description("What its points are worth as money on an order; null when they pay for nothing.")
  public Uni<List<PointsPaymentRule>> paymentRule(@Source List<PointsCurrency> currencies) {
    return rules(currencies)
        .map(
            found ->
                currencies.stream()
                    .map(
                        currency -> {
                          PaymentRule rule = found.get(currency.uuid());
                          return rule == null ? null : PointsPaymentRule.of(rule, currency.money());
                        })
                    .toList());
  }

  /** What previewed redemptions would be worth as money. */
  @Authenticated
  @Description("What so many points would pay of an order; null when they pay for nothing.")
  public Uni<List<Money>> worth(@Source List<RedemptionPreview> previews) {
    List<PointsCurrency> of = previews.stream().map(RedemptionPreview::currency).toList();
    return rules(of)
        .map(
            found ->
                previews.stream()
                    .map(
                        preview -> {
                          PaymentRule rule = found.get(preview.currency().uuid());
                          return rule == null
                              ? null
                              : new Money(rule.worth(preview.points()), preview.currency().money());
                        })
                    .toList());
  }

  private Uni<Map<UUID, PaymentRule>> rules(List<PointsCurrency> currencies) {
    List<UUID> ids = currencies.stream().map(PointsCurrency::uuid).distinct().toList();
    return tx.read(connection -> store.rules(connection, ids));
  }
}
