package io.tributary.identity.policy;

import io.tributary.identity.IdentifierPolicy;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A version of the identifier table.
 *
 * @param version from 1; the highest is in force
 * @param rules what it says
 * @param publishedAt from when it holds
 * @param publishedBy who published it
 */
@Type("IdentifierPolicy")
@Description("A version of the identifier table. It is never changed.")
public record PublishedIdentifierPolicy(
    @Description("From 1; the highest is in force.") int version,
    @Ignore IdentifierPolicy rules,
    @NonNull @Description("From when it holds.") OffsetDateTime publishedAt,
    @NonNull @Description("Who published it.") String publishedBy) {

  /** The rows. */
  @NonNull
  @Description("The rule of each kind.")
  public List<@NonNull IdentifierRule> getKinds() {
    return Arrays.stream(io.tributary.identity.IdentifierKind.values())
        .map(
            kind -> {
              IdentifierPolicy.Rule rule = rules.kinds().get(kind);
              return new IdentifierRule(
                  kind, rule.ties(), rule.perCustomer(), rule.onePerPerson(), rule.ofHousehold());
            })
        .toList();
  }

  /** Values that never tie. */
  @NonNull
  @Description("Values that never tie; * stands for any text.")
  public List<@NonNull String> getBlocked() {
    return rules.blocked().stream().sorted().toList();
  }

  /** The limit of customers per fact. */
  @Description("One fact that would tie more customers ties none.")
  public int getCustomersPerFact() {
    return rules.customersPerFact();
  }

  /** The limit of profiles per customer. */
  @Description("No rule makes a customer of more profiles.")
  public int getProfilesPerCustomer() {
    return rules.profilesPerCustomer();
  }

  /** The limit of unlike people per value. */
  @Description("A value that more people carry who differ in name and birth date is shared.")
  public int getCustomersPerValue() {
    return rules.customersPerValue();
  }

  /** Attributes of which one person has one value. */
  @NonNull
  @Description("Attributes of which one person has one value.")
  public List<@NonNull String> getOnePerPerson() {
    return rules.onePerPerson().stream().sorted().toList();
  }
}
