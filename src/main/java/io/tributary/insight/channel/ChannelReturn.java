package io.tributary.insight.channel;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a channel cost and brought back, by one way to count costs.
 *
 * @param cost in the period
 * @param costPerNewCustomer cost / new customers
 * @param costPerNewCustomerAbsence why it is null
 * @param returnOnInvestment (margin − cost) / cost
 * @param returnOnInvestmentAbsence why it is null
 * @param returnOnAdSpend revenue / cost
 * @param returnOnAdSpendAbsence why it is null
 */
@Type("ChannelReturn")
@Description("What a channel cost and brought back.")
public record ChannelReturn(
    @NonNull @Description("Cost in the period.") Money cost,
    @Description("CAC: cost / new customers.") Money costPerNewCustomer,
    @Description("Why costPerNewCustomer is null.") FigureAbsence costPerNewCustomerAbsence,
    @Description("ROI: (margin − cost) / cost.") Double returnOnInvestment,
    @Description("Why returnOnInvestment is null.") FigureAbsence returnOnInvestmentAbsence,
    @Description("ROAS: revenue / cost.") Double returnOnAdSpend,
    @Description("Why returnOnAdSpend is null.") FigureAbsence returnOnAdSpendAbsence) {}
