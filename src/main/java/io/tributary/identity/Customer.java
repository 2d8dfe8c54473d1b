package io.tributary.identity;

import io.tributary.graphql.Node;
import io.tributary.graphql.audit.AboutPerson;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One person: a set of profiles.
 *
 * @param uuid the id that was asked for
 * @param current the customer whose facts these are: the same id, or the one it was merged into.
 *     Fields read this one, so that an old id shows what its person has now
 * @param displayName the name to show
 * @param createdAt when it was first known
 * @param version raised with every change
 */
@Type("Customer")
@Description("One person: everything that all sources know of them.")
public record Customer(
    @Ignore UUID uuid,
    @Ignore UUID current,
    @Description("The name to show: the surviving name, or null while nobody gave one.")
        String displayName,
    @NonNull @Description("When this customer was first known.") OffsetDateTime createdAt,
    @Ignore long version)
    implements Node, AboutPerson {

  @Override
  @Id
  @NonNull
  @Description("TypeID cus_….")
  public String getId() {
    return TypeId.CUSTOMER.encode(uuid);
  }

  @Override
  @Ignore
  public String personId() {
    return TypeId.CUSTOMER.encode(current);
  }
}
