package io.tributary.insight.watch;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A figure left its band.
 *
 * @param uuid its id
 * @param figure which
 * @param day the first day outside
 * @param untilDay the last one
 * @param high whether above
 * @param value on the first day
 * @param usual the weekday's median
 * @param low the band's end
 * @param upper its other end
 * @param currency of money
 * @param channel that explains most
 * @param channelValue on the day
 * @param channelUsual its weekday's median
 * @param dimension in which the part that explains most lies
 * @param part that explains most
 * @param partValue on the day
 * @param partUsual its weekday's median
 * @param raisedAt when
 * @param withdrawnAt when later facts brought the figure back; null while it holds
 */
@Type("FigureAlert")
@Description("A figure left its usual band; one for as long as it stays outside on one side.")
public record FigureAlert(
    @Ignore UUID uuid,
    @NonNull @Description("The figure.") WatchedFigure figure,
    @NonNull @Description("The first local day outside.") LocalDate day,
    @NonNull @Description("The last day on which it was still outside.") LocalDate untilDay,
    @Description("Above the band, else below.") boolean high,
    @Description("The value on the first day. Money in minor units, rates from 0 to 1.")
        double value,
    @Description("The median of the same weekday; null while fewer than 4 weeks are known.")
        Double usual,
    @Description("The band's lower end; null without a band.") Double low,
    @Description("The band's upper end; null without a band.") Double upper,
    @Description("ISO 4217, of money; null for counts.") String currency,
    @Description("The channel whose own difference explains most; null when none goes that way.")
        String channel,
    @Description("That channel's value on the day; null without a channel.") Double channelValue,
    @Description("The median of that channel's weekday; null without a channel.")
        Double channelUsual,
    @Description(
            "In which dimension the part that explains most lies; null when none goes that way.")
        AlertDimension dimension,
    @Description(
            "The part that explains most: that differs most from its usual value beyond what it would"
                + " if all parts had moved alike.")
        String part,
    @Description("That part's value on the day; null without one.") Double partValue,
    @Description("The median of that part's weekday; null without one.") Double partUsual,
    @NonNull @Description("When it was raised.") OffsetDateTime raisedAt,
    @Description("When later facts brought the figure back into its band; null while it holds.")
        OffsetDateTime withdrawnAt) {}
