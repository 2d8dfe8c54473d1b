package io.tributary.identity.survivorship;

import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What one profile says of an attribute, whether it survived or not.
 *
 * @param profile whose
 * @param name the attribute
 * @param value as text; JSON text where it is no text itself
 * @param verified whether the source checked it
 * @param trustRank of the source
 * @param observedAt when the profile gave it
 */
@Description("What one profile says of an attribute, whether it survived or not.")
public record AttributeValue(
    @Ignore UUID profile,
    @NonNull @Description("The attribute, such as first_name.") String name,
    @NonNull @Description("The value; JSON text where it is not a text itself.") String value,
    @Description("Whether the source checked it.") boolean verified,
    @Description("The trust rank of the source.") int trustRank,
    @NonNull @Description("When the profile gave it.") OffsetDateTime observedAt) {

  /** The profile. */
  @Id
  @NonNull
  @Description("The profile that says so.")
  public String getProfileId() {
    return TypeId.PROFILE.encode(profile);
  }
}
