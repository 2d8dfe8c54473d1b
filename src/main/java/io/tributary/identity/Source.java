package io.tributary.identity;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.ZoneId;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** One system that sends facts. */
@Type("Source")
@Description("One system that sends facts: a web shop, a till, a mini-program.")
public record Source(
    @Ignore UUID uuid,
    @NonNull @Description("Unique name.") String name,
    @NonNull @Description("Where it meets people.") SourceKind kind,
    @Description("0 to 100; where two sources differ on an attribute, the higher rank is believed.")
        int trustRank,
    @NonNull
        @Description("ISO 3166-1 alpha-2; phone numbers without a country code are read in it.")
        String region,
    @NonNull @Description("ISO 4217; the currency of amounts that name none.") String currency,
    @Ignore ZoneId zone,
    @Description("Whether a phone or e-mail from here counts as verified when it does not say.")
        boolean assertsIdentifiers,
    @Description(
            "The programme of membership card numbers that come without one; null: such numbers are compared with one"
                + " another only.")
        String cardProgramme)
    implements Node {

  /** A source that does not say of which programme its cards are. */
  public Source(
      UUID uuid,
      String name,
      SourceKind kind,
      int trustRank,
      String region,
      String currency,
      ZoneId zone,
      boolean assertsIdentifiers) {
    this(uuid, name, kind, trustRank, region, currency, zone, assertsIdentifiers, null);
  }

  @Override
  @Id
  @NonNull
  @Description("TypeID src_….")
  public String getId() {
    return TypeId.SOURCE.encode(uuid);
  }

  /** The time zone's IANA name. */
  @NonNull
  @Description("IANA time zone; times that name none are read in it.")
  public String getTimezone() {
    return zone.getId();
  }
}
