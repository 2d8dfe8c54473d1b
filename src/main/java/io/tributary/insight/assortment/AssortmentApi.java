package io.tributary.insight.assortment;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Selection;
import io.tributary.insight.Reporting;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Sales of products and stores, over GraphQL. */
@GraphQLApi
public class AssortmentApi {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;
  private static final int LONGEST = 3_650;
  private static final int SLOW = 60;
  private static final int NEW = 90;

  private final Tx tx;
  private final Clock clock;
  private final AssortmentStore store;

  AssortmentApi(Tx tx, Clock clock, AssortmentStore store) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
  }

  /** What sells; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("productSales")
  @NonNull
  @Description(
      "What sells, by product, category or brand: its share, its life and who buys it again.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ProductSalesReport> productSales(
      @Name("input") @NonNull @Description("Which sales.") ProductSalesInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    Instant from = Reporting.asOf("input.from", input.from(), now);
    int most = within("most", input.most(), USUAL, MOST);
    int slowAfter = within("slowAfterDays", input.slowAfterDays(), SLOW, LONGEST);
    ProductStageRule rule =
        new ProductStageRule(from, asOf, within("newForDays", input.newForDays(), NEW, LONGEST));
    check(from, asOf, input.currency());
    ProductGrouping by = input.by() == null ? ProductGrouping.PRODUCT : input.by();
    ZoneId zone =
        input.timezone() == null ? null : Reporting.zone("input.timezone", input.timezone());
    boolean life =
        Selection.has("products/buyers", "products/repeatBuyers", "products/medianDaysBetween");
    Instant slowSince = asOf.minus(Duration.ofDays(slowAfter));
    return tx.read(
            connection ->
                store.products(
                    connection,
                    rule,
                    by,
                    input.currency(),
                    Boolean.TRUE.equals(input.slowest()),
                    most,
                    zone,
                    life))
        .map(rows -> report(rows, rule, slowSince, now));
  }

  private static ProductSalesReport report(
      AssortmentStore.Rows<AssortmentStore.Article> found,
      ProductStageRule rule,
      Instant slowSince,
      Instant now) {
    List<AssortmentStore.Article> rows = found.all();
    String currency = found.currency();
    boolean none = rows.isEmpty();
    return new ProductSalesReport(
        utc(rule.from()),
        utc(rule.asOf()),
        utc(now),
        none ? 0 : rows.get(0).allCustomers(),
        none ? 0 : rows.get(0).allOrders(),
        new Money(none ? 0 : rows.get(0).allMinor(), currency),
        rows.stream().map(row -> product(row, rule, slowSince, currency)).toList(),
        found.anonymous());
  }

  private static ProductSales product(
      AssortmentStore.Article row, ProductStageRule rule, Instant slowSince, String currency) {
    return new ProductSales(
        row.key(),
        row.name(),
        row.customers(),
        row.orders(),
        row.units(),
        new Money(row.minor(), currency),
        share(row.minor(), row.allMinor()),
        row.margin() == null ? null : new Money(row.margin(), currency),
        row.margin() == null ? null : share(row.margin(), row.allMargin()),
        row.margin() == null ? ProductSales.MarginAbsence.COST_UNKNOWN : null,
        utc(row.firstSold()),
        utc(row.lastSold()),
        row.lastSold() == null || row.lastSold().isBefore(slowSince),
        rule.stage(row.firstSold(), row.minor(), row.minorBefore()),
        rule.growth(row.firstSold(), row.minor(), row.minorBefore()),
        row.buyers(),
        row.repeatBuyers(),
        row.days());
  }

  /** What stores sell; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("storeSales")
  @NonNull
  @Description("What stores sell, by store, city or region.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<StoreSalesReport> storeSales(
      @Name("input") @NonNull @Description("Which sales.") StoreSalesInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    Instant from = Reporting.asOf("input.from", input.from(), now);
    int most = within("most", input.most(), USUAL, MOST);
    check(from, asOf, input.currency());
    StoreGrouping by = input.by() == null ? StoreGrouping.STORE : input.by();
    return tx.read(connection -> store.stores(connection, from, asOf, by, input.currency(), most))
        .map(rows -> report(rows, from, asOf, now));
  }

  private static StoreSalesReport report(
      AssortmentStore.Rows<AssortmentStore.Place> found, Instant from, Instant asOf, Instant now) {
    List<AssortmentStore.Place> rows = found.all();
    String currency = found.currency();
    boolean none = rows.isEmpty();
    return new StoreSalesReport(
        utc(from),
        utc(asOf),
        utc(now),
        none ? 0 : rows.get(0).allCustomers(),
        none ? 0 : rows.get(0).allOrders(),
        new Money(none ? 0 : rows.get(0).allMinor(), currency),
        rows.stream().map(row -> store(row, currency)).toList(),
        found.anonymous());
  }

  private static StoreSales store(AssortmentStore.Place row, String currency) {
    return new StoreSales(
        row.key(),
        row.name(),
        row.stores(),
        row.customers(),
        row.newCustomers(),
        row.orders(),
        new Money(row.minor(), currency),
        share(row.minor(), row.allMinor()),
        new Money(row.mean(), currency),
        row.area(),
        row.area() == null
            ? null
            : new Money(row.minor(), currency).dividedBy(BigDecimal.valueOf(row.area())));
  }

  private static Double share(long part, long whole) {
    return whole <= 0 ? null : part / (double) whole;
  }

  private static int within(String field, Integer asked, int usual, int most) {
    int number = asked == null ? usual : asked;
    if (number < 1 || number > most) {
      throw ApiException.invalid("input." + field, field + " is a number from 1 to " + most + ".");
    }
    return number;
  }

  private static void check(Instant from, Instant asOf, String currency) {
    if (!from.isBefore(asOf)) {
      throw ApiException.invalid("input.from", "from is not before asOf. Swap them.");
    }
    if (currency != null && !Money.isCurrency(currency)) {
      throw ApiException.invalid(
          "input.currency", currency + " is no ISO 4217 code. Give one such as CNY.");
    }
  }
}
