package io.tributary.privacy.erasure;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Caller;
import io.tributary.graphql.Cost;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** The list of the erased over GraphQL. */
@GraphQLApi
public class TombstoneApi {
  private static final String LIST = "erasureTombstones";
  private static final int MOST = 100;
  private final Erasures erasures;
  private final Caller caller;

  TombstoneApi(Erasures erasures, Caller caller) {
    this.erasures = erasures;
    this.caller = caller;
  }

  /**
   * A page of the erased.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of the erased.")
  public record TombstoneConnection(
      @NonNull @Description("The page.") List<@NonNull TombstoneEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One of a page.
   *
   * @param node who was erased
   * @param cursor its cursor
   */
  @Description("One of a page.")
  public record TombstoneEdge(
      @NonNull @Description("Who was erased.") Tombstone node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /**
   * Who was erased.
   *
   * @param customerId whose id it was
   * @param profileIds the profiles that the person had
   * @param erasedAt when
   */
  @Input("TombstoneInput")
  @Description("Who was erased, as erasureTombstones gave it.")
  public record TombstoneInput(
      @Id @NonNull @Description("The customer's id.") String customerId,
      @NonNull @Description("The profiles that the person had.") List<@NonNull String> profileIds,
      @NonNull @Description("When.") OffsetDateTime erasedAt) {}

  /**
   * People to erase again.
   *
   * @param tombstones who
   */
  @Input("ReplayErasuresInput")
  @Description("People to erase again.")
  public record ReplayErasuresInput(
      @NonNull @Description("Who, at most 100 at a time.")
          List<@NonNull TombstoneInput> tombstones) {}

  /**
   * What became of it.
   *
   * @param erased who was there and was erased again
   * @param unclear who is left to staff
   */
  @Description("What became of it. Who is in neither list was not there.")
  public record ReplayErasuresPayload(
      @NonNull @Description("Who was there and was erased again.") List<@NonNull String> erased,
      @NonNull
          @Description(
              "Who is there with profiles that they did not have then, or while an import is under way: look, and erase"
                  + " them by a request.")
          List<@NonNull String> unclear) {}

  /** The erased. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description(
      "Everybody who was erased, the first one first. Keep the list outside of the database, beside its backups.")
  public Uni<TombstoneConnection> erasureTombstones(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list; it stays good.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant from = paging.continues() ? paging.instant(0) : null;
    UUID fromId = paging.continues() ? paging.uuid(1) : null;
    return erasures
        .tombstones(from, fromId, paging.limit())
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    stone ->
                        new String[] {
                          Paging.part(stone.erasedAt().toInstant()), stone.customer().toString()
                        },
                    TombstoneEdge::new,
                    TombstoneConnection::new));
  }

  /** Erases people again. INVALID_INPUT. */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description(
      "Erases people again who are there again, after a backup was restored that is older than their erasure.")
  public Uni<ReplayErasuresPayload> replayErasures(
      @NonNull @Description("Who.") ReplayErasuresInput input) {
    if (input.tombstones().size() > MOST) {
      throw ApiException.invalid("input.tombstones", "At most " + MOST + " at a time.");
    }
    return erasures
        .replay(input.tombstones().stream().map(TombstoneApi::tombstone).toList(), caller.name())
        .map(
            replayed ->
                new ReplayErasuresPayload(
                    replayed.erased().stream().map(TypeId.CUSTOMER::encode).toList(),
                    replayed.unclear().stream().map(TypeId.CUSTOMER::encode).toList()));
  }

  private static Tombstone tombstone(TombstoneInput input) {
    Set<UUID> profiles = new HashSet<>();
    input.profileIds().forEach(id -> profiles.add(uuid(TypeId.PROFILE, "profileIds", id)));
    return new Tombstone(
        uuid(TypeId.CUSTOMER, "customerId", input.customerId()), profiles, input.erasedAt());
  }

  private static UUID uuid(TypeId type, String field, String id) {
    return type.decode(id)
        .orElseThrow(() -> ApiException.invalid("input.tombstones." + field, "This is no id."));
  }
}
