package io.tributary.loyalty.mission;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.Programme;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** The missions of programmes over GraphQL. */
@GraphQLApi
public class MissionListApi {
  private final Missions missions;

  MissionListApi(Missions missions) {
    this.missions = missions;
  }

  /** The missions of a page of programmes. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @NonNull
  @Description("Its missions as they are now, the oldest first.")
  public Uni<List<@NonNull List<@NonNull PublishedMission>>> missions(
      @Source List<Programme> programmes) {
    return missions
        .ofProgrammes()
        .map(
            found ->
                programmes.stream()
                    .map(programme -> found.getOrDefault(programme.uuid(), List.of()))
                    .toList());
  }
}
