package io.tributary.insight.channel;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A channel's figures; a ratio over nothing is null.
 *
 * @param channel its name; null for all of them together
 * @param visits sessions
 * @param visitors distinct people
 * @param anonymousVisits of nobody known
 * @param pageViews views
 * @param bounceRate bounces / visits
 * @param dwellSeconds mean seconds a visit
 * @param registrationRate visits with a registration / visits
 * @param enquiryRate visits with an enquiry / visits
 * @param purchaseRate visits with a purchase / visits
 * @param newCustomers first purchases brought
 * @param sales brought
 * @param revenue of these
 * @param margin of these; null when it is not known
 * @param costedShare the part of revenue whose cost is known
 * @param paid by media costs alone
 * @param loaded by all costs
 */
@Type("ChannelFigures")
@Description("A channel's figures in a period; a ratio over nothing is null.")
public record ChannelFigures(
    @Description("Its name; null for all of them together.") String channel,
    @Description("Visits: sessions that began in the period.") int visits,
    @Description("UV: distinct visitors; a known person counts once, whatever they browse with.")
        int visitors,
    @Description("Visits of nobody known.") int anonymousVisits,
    @Description("PV: page and screen views.") int pageViews,
    @Description("Visits of one view and no other event / visits.") Double bounceRate,
    @Description("Mean seconds between a visit's first and last event.") Double dwellSeconds,
    @Description("Visits with a registration / visits.") Double registrationRate,
    @Description("Visits with an enquiry / visits.") Double enquiryRate,
    @Description("Visits with a purchase at that source until 30 minutes after / visits.")
        Double purchaseRate,
    @Description("Customers whose first purchase it brought.") int newCustomers,
    @Description(
            "Sales it brought: that of the last visit within the lookback, else the sale's own.")
        int sales,
    @NonNull @Description("Net value of these sales.") Money revenue,
    @Description(
            "What products of known cost left, and of the rest of the revenue marginShare; null when"
                + " there is a rest and that is not set.")
        Money margin,
    @Description(
            "The part of the revenue that products of known cost brought: 1 is a margin that is known,"
                + " 0 one by marginShare alone; null without revenue.")
        Double costedShare,
    @NonNull @Description("PAID: by what was paid for media alone.") ChannelReturn paid,
    @NonNull @Description("LOADED: by all costs.") ChannelReturn loaded) {}
