package io.tributary.loyalty;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A membership programme.
 *
 * @param uuid the id
 * @param name unique
 * @param currency ISO 4217; purchases in another currency do not count
 * @param zone days, windows and expiry are reckoned in it
 * @param createdAt when it was made
 */
@Type("Programme")
@Description("A membership programme. Every customer is a member of every programme.")
public record Programme(
    @Ignore UUID uuid,
    @NonNull @Description("Unique name.") String name,
    @NonNull @Description("ISO 4217; purchases in another currency do not count.") String currency,
    @Ignore ZoneId zone,
    @NonNull @Description("When it was made.") OffsetDateTime createdAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID prg_….")
  public String getId() {
    return TypeId.PROGRAMME.encode(uuid);
  }

  /** The time zone's IANA name. */
  @NonNull
  @Description("IANA time zone; days, windows and expiry are reckoned in it.")
  public String getTimezone() {
    return zone.getId();
  }
}
