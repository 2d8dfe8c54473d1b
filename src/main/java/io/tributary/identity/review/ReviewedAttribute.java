package io.tributary.identity.review;

import java.util.Objects;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * An attribute of the two customers of a review, side by side.
 *
 * @param name which
 * @param first the first customer's value
 * @param second the second one's
 */
@Description("An attribute of the two customers of a review, side by side.")
public record ReviewedAttribute(
    @NonNull @Description("The attribute.") String name,
    @Description("The first customer's surviving value; null when there is none.") String first,
    @Description("The second customer's; null when there is none.") String second) {

  /** Whether both are the same. */
  @Description("Whether both have the same value.")
  public boolean isSame() {
    return Objects.equals(first, second);
  }
}
