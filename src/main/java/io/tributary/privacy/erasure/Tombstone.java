package io.tributary.privacy.erasure;

import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Who was erased, by ids alone.
 *
 * @param customer whose id it was
 * @param profiles the profiles that the person had
 * @param erasedAt when
 */
@Type("Tombstone")
@Description("Who was erased, by ids alone: enough to do it again after a backup was restored.")
public record Tombstone(
    @Ignore UUID customer,
    @Ignore Set<UUID> profiles,
    @NonNull @Description("When.") OffsetDateTime erasedAt) {
  /** The customer's id, which means nothing any more. */
  @Id
  @NonNull
  @Description("TypeID cus_… of a customer who is no more.")
  public String getCustomerId() {
    return TypeId.CUSTOMER.encode(customer);
  }

  /** The ids of the profiles. */
  @NonNull
  @Description("TypeIDs prf_… of the profiles that the person had.")
  public List<@NonNull String> getProfileIds() {
    return profiles.stream().sorted().map(TypeId.PROFILE::encode).toList();
  }
}
