package io.tributary.commerce.catalogue;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A place of sale.
 *
 * @param uuid the id
 * @param code the channels' code of it
 * @param name what people call it
 * @param city where it is
 * @param region province or state
 * @param country ISO 3166-1 alpha-2
 * @param timezone IANA name
 * @param attributes further columns, as a JSON object
 * @param version raised with every change
 */
@Type("Store")
@Description("A place of sale.")
public record Store(
    @Ignore UUID uuid,
    @NonNull @Description("The code by which orders name it; unique.") String code,
    @Description("What people call it; null while only orders named it.") String name,
    @Description("The city it is in.") String city,
    @Description("Province or state.") String region,
    @Description("ISO 3166-1 alpha-2.") String country,
    @Description("IANA time zone.") String timezone,
    @NonNull @Description("Further columns of its file, as a JSON object.") String attributes,
    @Description("Raised with every change; an edit must bring the version it was made from.")
        int version)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID sto_….")
  public String getId() {
    return TypeId.STORE.encode(uuid);
  }
}
