package io.tributary.identity.survivorship;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A value that a steward chose over every rule.
 *
 * @param uuid its id
 * @param customer who was asked for when it was pinned, or stood for them then
 * @param profile the profile whose value was chosen; null for one that was typed
 * @param name the attribute
 * @param value as text; JSON text where it is no text itself
 * @param reason why
 * @param pinnedBy who
 * @param pinnedAt when
 * @param liftedAt when it was lifted; null while it holds
 * @param liftedBy who lifted it; null while it holds
 */
@Type("AttributePin")
@Description("A value that a steward chose over every rule, until it is lifted.")
public record AttributePin(
    @Ignore UUID uuid,
    @Ignore UUID customer,
    @Ignore UUID profile,
    @NonNull @Description("The attribute, such as first_name.") String name,
    @NonNull @Description("The value; JSON text where it is not a text itself.") String value,
    @NonNull @Description("Why.") String reason,
    @NonNull @Description("Who pinned it.") String pinnedBy,
    @NonNull @Description("When it was pinned.") OffsetDateTime pinnedAt,
    @Description("When it was lifted; null while it holds.") OffsetDateTime liftedAt,
    @Description("Who lifted it; null while it holds.") String liftedBy)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID pin_….")
  public String getId() {
    return TypeId.ATTRIBUTE_PIN.encode(uuid);
  }

  /** The profile whose value was chosen. */
  @Id
  @Description(
      "The profile whose value was chosen: the pin goes where the profile goes. Null for a value that was typed.")
  public String getProfileId() {
    return profile == null ? null : TypeId.PROFILE.encode(profile);
  }
}
