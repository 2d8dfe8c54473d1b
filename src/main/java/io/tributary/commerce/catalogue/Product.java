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
 * What is sold.
 *
 * @param uuid the id
 * @param sku the article number
 * @param name what people call it
 * @param category the shop's category
 * @param brand who makes it
 * @param attributes further columns, as a JSON object
 */
@Type("Product")
@Description("What is sold.")
public record Product(
    @Ignore UUID uuid,
    @NonNull @Description("The article number by which order lines name it; unique.") String sku,
    @Description("What people call it.") String name,
    @Description("The shop's category.") String category,
    @Description("Who makes it.") String brand,
    @NonNull @Description("Further columns of its file, as a JSON object.") String attributes)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID prd_….")
  public String getId() {
    return TypeId.PRODUCT.encode(uuid);
  }
}
