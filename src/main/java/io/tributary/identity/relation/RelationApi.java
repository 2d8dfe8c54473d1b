package io.tributary.identity.relation;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Gather;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Profile;
import io.tributary.platform.Partitions;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Relations over GraphQL. */
@GraphQLApi
public class RelationApi {
  private static final String LIST = "relations";
  private final Handovers handovers;
  private final Tx tx;
  private final Gather gather;

  RelationApi(Handovers handovers, Tx tx, Gather gather) {
    this.handovers = handovers;
    this.tx = tx;
    this.gather = gather;
  }

  /**
   * A relation to note.
   *
   * @param profile whose
   * @param kind to whom
   * @param corpId within which corp
   * @param partyId the staff member's user id or the group's chat id
   * @param joinedAt when it began
   * @param leftAt when it ended
   */
  @Input("RecordRelationInput")
  @Description("A relation to note; give joinedAt, leftAt or both.")
  public record RecordRelationInput(
      @Id @NonNull @Description("The profile.") String profile,
      @NonNull @Description("To whom.") RelationKind kind,
      @NonNull @Description("The corp; case matters.") String corpId,
      @NonNull @Description("The staff member's user id or the group's chat id; case matters.")
          String partyId,
      @Description("When it began, not before 1970.") OffsetDateTime joinedAt,
      @Description("When it ended, not before 1970.") OffsetDateTime leftAt) {}

  /**
   * A relation that was noted.
   *
   * @param relation all that is known of it now
   */
  @Description("A relation that was noted.")
  public record RelationPayload(
      @NonNull @Description("All that is known of it now.") Relation relation) {}

  /**
   * A page of relations.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of relations.")
  public record RelationConnection(
      @NonNull @Description("The page.") List<@NonNull RelationEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One relation of a page.
   *
   * @param node the relation
   * @param cursor its cursor
   */
  @Description("One relation of a page.")
  public record RelationEdge(
      @NonNull @Description("The relation.") Relation node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** Notes a relation. INVALID_INPUT for a bad id or time, NOT_FOUND. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @NonNull
  @Description(
      "Notes that a profile joined or left a member of staff or a group. It only widens what is known, so it may come"
          + " late, twice and in any order.")
  public Uni<RelationPayload> recordRelation(
      @NonNull @Description("The relation.") RecordRelationInput input) {
    UUID profile =
        TypeId.PROFILE
            .decode(input.profile())
            .orElseThrow(() -> ApiException.notFound("profile", input.profile()));
    RelationFact fact =
        new RelationFact(
            profile,
            input.kind(),
            input.corpId().strip(),
            input.partyId().strip(),
            instant("input.joinedAt", input.joinedAt()),
            instant("input.leftAt", input.leftAt()));
    fact.refusal()
        .ifPresent(
            why -> {
              throw ApiException.invalid("input", "The " + why + ".");
            });
    return handovers.record(fact).map(RelationPayload::new);
  }

  /** A time that a table can hold; INVALID_INPUT for one before 1970. */
  static Instant instant(String field, OffsetDateTime time) {
    if (time != null && time.toInstant().isBefore(Partitions.EARLIEST)) {
      throw ApiException.invalid(field, "Give a time from 1970 on.");
    }
    return time == null ? null : time.toInstant();
  }

  /** A profile's relations. One statement for a page of profiles. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("The staff and groups that the profile is or was with.")
  public Uni<RelationConnection> relations(
      @Source Profile profile,
      @Description("Only of this kind.") RelationKind kind,
      @DefaultValue("false") @Description("Whether only those that hold.") boolean onlyCurrent,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 4);
    RelationStore.Choice choice = choice(kind, onlyCurrent, paging);
    Uni<List<Relation>> found =
        gather.load(
            "profile relations",
            choice,
            profile.uuid(),
            (List<UUID> ids) ->
                tx.read(connection -> RelationStore.ofProfiles(connection, ids, choice)));
    return found.map(rows -> page(paging, rows));
  }

  /**
   * A customer's relations. One statement for a page of customers. INVALID_INPUT for a bad page.
   */
  @Authenticated
  @NonNull
  @Description("The staff and groups that the customer's profiles are or were with.")
  public Uni<RelationConnection> relations(
      @Source Customer customer,
      @Description("Only of this kind.") RelationKind kind,
      @DefaultValue("false") @Description("Whether only those that hold.") boolean onlyCurrent,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 4);
    RelationStore.Choice choice = choice(kind, onlyCurrent, paging);
    Uni<List<Relation>> found =
        gather.load(
            "customer relations",
            choice,
            customer.current(),
            (List<UUID> ids) ->
                tx.read(connection -> RelationStore.ofCustomers(connection, ids, choice)));
    return found.map(rows -> page(paging, rows));
  }

  private static RelationStore.Choice choice(
      RelationKind kind, boolean onlyCurrent, Paging paging) {
    return new RelationStore.Choice(kind, onlyCurrent, after(paging), paging.limit());
  }

  private static Relation after(Paging paging) {
    if (!paging.continues()) {
      return null;
    }
    RelationKind kind =
        Map.of("STAFF", RelationKind.STAFF, "GROUP", RelationKind.GROUP).get(paging.text(1));
    if (kind == null) {
      throw ApiException.invalid("after", "after is not a cursor of this list.");
    }
    return new Relation(paging.uuid(0), kind, paging.text(2), paging.text(3), null, null, null);
  }

  private static RelationConnection page(Paging paging, List<Relation> rows) {
    return paging.slice(
        LIST,
        rows == null ? List.<Relation>of() : rows,
        relation ->
            new String[] {
              relation.profile().toString(),
              relation.kind().name(),
              relation.corpId(),
              relation.partyId()
            },
        RelationEdge::new,
        RelationConnection::new);
  }
}
