package io.tributary.loyalty.referral;

import io.tributary.platform.TypeId;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What makes a referral suspicious.
 *
 * @param kind what
 * @param with whom the new customer has it in common with
 */
@Type("ReferralSuspicion")
@Description("What makes a referral suspicious.")
public record ReferralSuspicion(
    @NonNull @Description("What.") ReferralSuspicionKind kind, @Ignore UUID with) {

  /** With whom. */
  @Id
  @NonNull
  @Description(
      "With whom the new customer has it in common: the referrer, or somebody else whom they brought; a TypeID.")
  public String getCustomerId() {
    return TypeId.CUSTOMER.encode(with);
  }
}
