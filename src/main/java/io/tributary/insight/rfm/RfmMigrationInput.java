package io.tributary.insight.rfm;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Between which instants.
 *
 * @param from the earlier
 * @param asOf the later; now when null
 * @param currency as in RfmInput
 * @param months as in RfmInput
 * @param moneyStepMinorUnits as in RfmInput
 * @param timezone as in RfmInput
 */
@Input("RfmMigrationInput")
@Description("Between which instants customers are compared; the rest as in RfmInput.")
public record RfmMigrationInput(
    @NonNull @Description("The earlier instant.") OffsetDateTime from,
    @Description("The later instant; now when left out, never later.") OffsetDateTime asOf,
    @Description("ISO 4217; as in RfmInput.") String currency,
    @Description("Months of the window; as in RfmInput.") Integer months,
    @Description("Minor units; as in RfmInput.") Integer moneyStepMinorUnits,
    @Description("IANA time zone of the days; as in RfmInput.") String timezone) {}
