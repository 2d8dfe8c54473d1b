package io.tributary.insight;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** How figures are kept, over GraphQL. */
@GraphQLApi
public class InsightSettingsApi {
  private final Reporting reporting;
  private final SecurityIdentity caller;

  InsightSettingsApi(Reporting reporting, SecurityIdentity caller) {
    this.reporting = reporting;
    this.caller = caller;
  }

  /** The settings. */
  @Query("insightSettings")
  @NonNull
  @Description("The time zone and currency in which figures are kept.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<InsightSettings> insightSettings() {
    return reporting.settings();
  }

  /** Changes the settings; INVALID_INPUT for an unknown time zone or currency. */
  @Mutation("setInsightSettings")
  @NonNull
  @Description(
      "Sets the time zone and currency in which figures are kept. A new time zone begins a"
          + " recomputation of every customer's purchase days.")
  @RolesAllowed(Roles.ADMIN)
  public Uni<SetInsightSettingsPayload> setInsightSettings(
      @Name("input") @NonNull @Description("What to set.") SetInsightSettingsInput input) {
    return reporting.set(input, caller.getPrincipal().getName());
  }
}
