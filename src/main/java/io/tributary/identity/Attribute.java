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
    @Id @NonNull @Description("The profile it came from.") String profileId,
    @Ignore UUID sourceId,
    @NonNull @Description("When the profile gave it.") OffsetDateTime observedAt,
    @NonNull @Description("The rule by which it was chosen.") String rule) {}
