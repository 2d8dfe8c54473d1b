package io.tributary.loyalty.mission;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What a step of a mission is to be.
 *
 * @param name unique within the mission
 * @param kind what it counts
 * @param count how many; null for 1
 * @param amount how much, for SPEND
 * @param minimumSpend what an order must be worth to count; null for any
 * @param skus for PURCHASE
 * @param categories for PURCHASE
 * @param eventNames for EVENT
 */
@Input("MissionStepInput")
@Description("What a step of a mission is to be.")
public record MissionStepInput(
    @NonNull @Description("1 to 60 characters, unique within the mission.") String name,
    @NonNull @Description("What it counts.") MissionStepKind kind,
    @Description("How many are needed, 1 to 10000; left out, one. Not for SPEND.") Integer count,
    @Description("How much is needed, in whole units of the programme's money, for SPEND alone.")
        String amount,
    @Description(
            "What an order must be worth after its returns to count, in whole units; left out, any does.")
        String minimumSpend,
    @Description("For PURCHASE: any of these products.") List<String> skus,
    @Description("For PURCHASE: any of these categories.") List<String> categories,
    @Description("For EVENT: any of these names, whatever their case.") List<String> eventNames) {}
