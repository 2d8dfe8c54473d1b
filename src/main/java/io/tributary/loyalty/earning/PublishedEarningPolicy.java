package io.tributary.loyalty.earning;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A published version of what a programme's sales earn.
 *
 * @param uuid the id
 * @param definition what it says
 * @param number the version
 * @param effectiveFrom from which sales on it holds
 * @param publishedAt when it was published
 * @param publishedBy who published it
 */
@Type("EarningPolicy")
@Description("A published version of what a programme's sales earn. It is never changed.")
public record PublishedEarningPolicy(
    @Ignore UUID uuid,
    @Ignore EarningRules definition,
    @Description("The version, from 1.") int number,
    @NonNull @Description("From which sales on it holds, by when they were made.")
        OffsetDateTime effectiveFrom,
    @NonNull @Description("When it was published.") OffsetDateTime publishedAt,
    @NonNull @Description("Who published it: the token's name.") String publishedBy)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID epl_….")
  public String getId() {
    return TypeId.EARNING_POLICY.encode(uuid);
  }

  /** The code of what is earned. */
  @NonNull
  @Description("The code of what is earned.")
  public String getCurrency() {
    return definition.currency();
  }

  /** The rate. */
  @NonNull
  @Description("Points for one whole unit of the programme's money.")
  public String getPointsPerUnit() {
    return definition.pointsPerUnit().toPlainString();
  }

  /** When it can be used. */
  @Description("When what a sale earns can be used; null for as the currency's pendingFor says.")
  public EarningActivation getActivation() {
    return definition.activation();
  }

  /** The rules' names. */
  @NonNull
  @Description("The names of its rules, in the order in which they are applied.")
  public List<@NonNull String> getRules() {
    return definition.rules().stream().map(EarningRule::name).toList();
  }
}
