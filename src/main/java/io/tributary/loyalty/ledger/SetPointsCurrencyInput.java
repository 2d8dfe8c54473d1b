package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * How a programme's currency of points is to live.
 *
 * @param programme whose, a TypeID
 * @param code which; a new one is added
 * @param spendable whether it can be spent
 * @param validity ISO 8601 period; null for ever
 * @param expiresWith to which end the last usable day is moved on
 * @param pendingFor ISO 8601 period; null not at all
 * @param grace ISO 8601 period
 * @param adjustmentLimit in points
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("SetPointsCurrencyInput")
@Description("How a programme's currency of points is to live. Periods are ISO 8601: P12M, P30D.")
public record SetPointsCurrencyInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @NonNull @Description("Which: POINTS, GROWTH or one of your own; a new one is added.")
        String code,
    @DefaultValue("true")
        @Description("Whether it can be spent; growth value cannot. Fixed for good.")
        Boolean spendable,
    @Description(
            "How long points are usable, from the local day of earning to the last usable one; left out, for ever.")
        String validity,
    @DefaultValue("DAY") @Description("To which end the last usable day is moved on.")
        ExpiresWith expiresWith,
    @Description("How long earned points are pending; left out, not at all.") String pendingFor,
    @DefaultValue("P30D")
        @Description("How long points are usable that come back after their lot has ended.")
        String grace,
    @DefaultValue("10000")
        @Description("A correction by staff of more points than this needs a second person.")
        Long adjustmentLimit,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
