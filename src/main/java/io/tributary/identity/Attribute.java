package io.tributary.identity;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/** The value of a customer's attribute that survived among the profiles. */
@Description("The value of a customer's attribute that survived among the profiles.")
public record Attribute(
    @NonNull @Description("The attribute, such as first_name or city.") String name,
    @NonNull @Description("Its value; JSON text where it is not a text itself.") String value,
    @Id @Description("The profile it came from; null for a value that a steward typed.")
        String profileId,
    @Ignore UUID sourceId,
    @NonNull @Description("When the profile gave it; of a pinned value, when it was pinned.")
        OffsetDateTime observedAt,
    @NonNull
        @Description(
            "What decided: a rule of the survivorship policy (VERIFIED, TRUST_RANK, LATEST, MOST_FREQUENT, LONGEST,"
                + " KEEP_ALL), PIN, ONLY_VALUE when nobody says otherwise, or TIE when no rule told the values apart.")
        String rule) {}
