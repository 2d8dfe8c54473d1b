package io.tributary.identity;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** What one source knows of one person. */
@Type("Profile")
@Description("What one source knows of one person.")
public record Profile(
    @Ignore UUID uuid,
    @Ignore UUID sourceId,
    @NonNull @Description("USER_ID for a key that the source gave, ANONYMOUS_ID for a visitor.")
        IdentifierKind keyKind,
    @NonNull @Description("The id its source gave it: customer_ref, userId, anonymousId, open id.")
        String key,
    @NonNull @Description("When its first fact happened.") OffsetDateTime firstSeenAt,
    @NonNull @Description("When its latest fact happened.") OffsetDateTime lastSeenAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID prf_….")
  public String getId() {
    return TypeId.PROFILE.encode(uuid);
  }
}
