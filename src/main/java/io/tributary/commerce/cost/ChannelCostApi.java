package io.tributary.commerce.cost;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.platform.Money;
import io.tributary.platform.Outcome;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** What channels cost, over GraphQL. */
@GraphQLApi
public class ChannelCostApi {
  private static final int MOST = 500;

  private final Tx tx;
  private final ChannelCosts costs;

  ChannelCostApi(Tx tx, ChannelCosts costs) {
    this.tx = tx;
    this.costs = costs;
  }

  /**
   * What a channel cost on a day.
   *
   * @param channel as touches and orders name it
   * @param day local day
   * @param kind what for
   * @param amount decimal
   * @param currency ISO 4217
   */
  @Input("ChannelCostInput")
  @Description("What a channel cost on a day.")
  public record ChannelCostInput(
      @NonNull @Description("The channel, as touches and orders name it.") String channel,
      @NonNull @Description("The local day, in the reporting time zone.") LocalDate day,
      @NonNull @Description("What for.") CostKind kind,
      @NonNull @Description("A decimal amount, 1234.50 for example.") String amount,
      @NonNull @Description("ISO 4217.") String currency) {}

  /**
   * Costs to state.
   *
   * @param costs 1 to 500
   */
  @Input("RecordChannelCostsInput")
  @Description("Costs to state; an amount takes the place of the one known for its day and kind.")
  public record RecordChannelCostsInput(
      @NonNull @Description("1 to 500 of them.") List<@NonNull ChannelCostInput> costs) {}

  /**
   * What became of stated costs.
   *
   * @param changed how many were new or another amount
   */
  @Type("ChannelCostsPayload")
  @Description("What became of stated costs.")
  public record ChannelCostsPayload(
      @Description("How many were new or another amount than before.") int changed) {}

  /** States costs; INVALID_INPUT for a bad one, and then none is taken. */
  @Mutation("recordChannelCosts")
  @NonNull
  @Description(
      "States what channels cost on days. The same again changes nothing, so that no idempotency"
          + " key is needed.")
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  public Uni<ChannelCostsPayload> recordChannelCosts(
      @Name("input") @NonNull @Description("The costs.") RecordChannelCostsInput input) {
    if (input.costs().isEmpty() || input.costs().size() > MOST) {
      throw ApiException.invalid("input.costs", "Give 1 to " + MOST + " costs.");
    }
    List<ChannelCost> stated = new ArrayList<>(input.costs().size());
    for (int i = 0; i < input.costs().size(); i++) {
      stated.add(cost("input.costs[" + i + "].", input.costs().get(i)));
    }
    return tx.write(connection -> costs.state(connection, stated))
        .map(
            outcomes ->
                new ChannelCostsPayload(
                    (int)
                        outcomes.stream()
                            .filter(outcome -> outcome.kind() == Outcome.Kind.ACCEPTED)
                            .count()));
  }

  private static ChannelCost cost(String field, ChannelCostInput input) {
    if (!Money.isCurrency(input.currency())) {
      throw ApiException.invalid(
          field + "currency", input.currency() + " is no ISO 4217 code. Give one such as CNY.");
    }
    long amount =
        Money.minorUnits(input.amount(), input.currency())
            .orElseThrow(
                () ->
                    ApiException.invalid(
                        field + "amount",
                        input.amount() + " is not an exact amount. Write it like 1234.50."));
    ChannelCost cost =
        new ChannelCost(input.channel(), input.day(), input.kind(), input.currency(), amount);
    ChannelCosts.fault(cost)
        .ifPresent(
            fault -> {
              throw ApiException.invalid(field + fault.column(), fault.reason());
            });
    return cost;
  }
}
