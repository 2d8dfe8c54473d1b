package io.tributary.commerce.cost;

import io.smallrye.mutiny.Uni;
import io.tributary.commerce.ProductRow;
import io.tributary.commerce.Products;
import io.tributary.graphql.ApiException;
import io.tributary.platform.Outcome;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** What products cost, over GraphQL. */
@GraphQLApi
public class ProductCostApi {
  private static final int MOST = 500;

  /** The attribute that figures read; files of products bring it as a column of that name. */
  private static final String ATTRIBUTE = "cost";

  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}([.][0-9]{1,6})?");

  private final Tx tx;
  private final Products products;

  ProductCostApi(Tx tx, Products products) {
    this.tx = tx;
    this.products = products;
  }

  /**
   * What a unit of a product costs.
   *
   * @param sku the article number
   * @param cost decimal
   */
  @Input("ProductCostInput")
  @Description("What a unit of a product costs.")
  public record ProductCostInput(
      @NonNull @Description("The article number, as order lines name it.") String sku,
      @NonNull
          @Description(
              "A decimal amount in whole units, 12.50 for example; in the currency that figures are"
                  + " asked for.")
          String cost) {}

  /**
   * Costs to state.
   *
   * @param costs 1 to 500
   */
  @Input("RecordProductCostsInput")
  @Description("Costs to state; a cost takes the place of the one known of its product.")
  public record RecordProductCostsInput(
      @NonNull @Description("1 to 500 of them.") List<@NonNull ProductCostInput> costs) {}

  /**
   * What became of stated costs.
   *
   * @param changed how many were new or another amount
   */
  @Type("ProductCostsPayload")
  @Description("What became of stated costs.")
  public record ProductCostsPayload(
      @Description("How many were new or another amount than before.") int changed) {}

  /** States costs; INVALID_INPUT for a bad one, and then none is taken. */
  @Mutation("recordProductCosts")
  @NonNull
  @Description(
      "States what a unit of each product costs, on which margins rest. The same again changes"
          + " nothing, so that no idempotency key is needed. A product that nobody has described is"
          + " added.")
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  public Uni<ProductCostsPayload> recordProductCosts(
      @Name("input") @NonNull @Description("The costs.") RecordProductCostsInput input) {
    if (input.costs().isEmpty() || input.costs().size() > MOST) {
      throw ApiException.invalid("input.costs", "Give 1 to " + MOST + " costs.");
    }
    List<ProductRow> rows = new ArrayList<>(input.costs().size());
    for (int i = 0; i < input.costs().size(); i++) {
      ProductCostInput cost = input.costs().get(i);
      if (!AMOUNT.matcher(cost.cost()).matches()) {
        throw ApiException.invalid(
            "input.costs[" + i + "].cost", cost.cost() + " is no amount. Write it like 12.50.");
      }
      rows.add(new ProductRow(cost.sku(), null, null, null, Map.of(ATTRIBUTE, cost.cost())));
    }
    return tx.write(connection -> products.upsert(connection, rows).map(ProductCostApi::payload));
  }

  /** A bad row fails the transaction, so that none is taken. */
  private static ProductCostsPayload payload(List<Outcome> outcomes) {
    int changed = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      if (outcome.kind() == Outcome.Kind.REFUSED) {
        throw ApiException.invalid("input.costs[" + i + "]." + outcome.column(), outcome.reason());
      }
      changed += outcome.kind() == Outcome.Kind.ACCEPTED ? 1 : 0;
    }
    return new ProductCostsPayload(changed);
  }
}
