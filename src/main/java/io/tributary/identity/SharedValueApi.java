package io.tributary.identity;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Values that several people have, over GraphQL. */
@GraphQLApi
public class SharedValueApi {
  private static final String LIST = "sharedValues";
  private final SharedValueDecisions decisions;
  private final Customers customers;
  private final Tx tx;
  private final SecurityIdentity caller;

  SharedValueApi(
      SharedValueDecisions decisions, Customers customers, Tx tx, SecurityIdentity caller) {
    this.decisions = decisions;
    this.customers = customers;
    this.tx = tx;
    this.caller = caller;
  }

  /**
   * A value to mark or unmark.
   *
   * @param identifier the value; the scope must be given for kinds that have one
   * @param reason for the record
   */
  @Input("SharedValueInput")
  @Description("A value to take for shared, or for one person's.")
  public record SharedValueInput(
      @NonNull
          @Description(
              "The value, as anyone would write it; with its scope where the kind has one.")
          IdentifierInput identifier,
      @NonNull @Description("For the record, up to 500 characters.") String reason) {}

  /**
   * What became of it.
   *
   * @param value as it is now
   * @param merged how many merges came of it
   */
  @Description("A value that was marked or unmarked.")
  public record SharedValuePayload(
      @NonNull @Description("As it is now.") SharedValue value,
      @Description("How many merges came of the evidence that had waited.") int merged) {}

  /**
   * A page of values.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of shared values.")
  public record SharedValueConnection(
      @NonNull @Description("The page.") List<@NonNull SharedValueEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One value of a page.
   *
   * @param node the value
   * @param cursor its cursor
   */
  @Description("One shared value of a page.")
  public record SharedValueEdge(
      @NonNull @Description("The value.") SharedValue node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** The shared values, newest first. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("The values that tie nobody since several people have them, newest first.")
  public Uni<SharedValueConnection> sharedValues(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    return tx.read(
            connection ->
                SharedValueStore.page(
                    connection,
                    paging.continues() ? paging.instant(0) : null,
                    paging.continues() ? paging.uuid(1) : null,
                    paging.limit()))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    value ->
                        new String[] {
                          Paging.part(value.since().toInstant()), value.hash().toString()
                        },
                    SharedValueEdge::new,
                    SharedValueConnection::new));
  }

  /** Who carries each value of a page, in two statements. */
  @NonNull
  @Description("The cases that show it: customers who carry the value, up to 20.")
  public Uni<List<@NonNull List<@NonNull Customer>>> cases(@Source List<SharedValue> page) {
    return tx.read(
            connection ->
                SharedValueStore.carriers(
                    connection, page.stream().map(SharedValue::hash).distinct().toList()))
        .chain(
            found ->
                customers
                    .byIds(
                        found.values().stream()
                            .flatMap(carriers -> some(carriers).stream())
                            .distinct()
                            .toList())
                    .map(
                        byId ->
                            page.stream()
                                .map(
                                    value ->
                                        some(found.getOrDefault(value.hash(), List.of())).stream()
                                            .map(byId::get)
                                            .toList())
                                .toList()));
  }

  private static List<UUID> some(List<SharedValues.Carrier> carriers) {
    return carriers.stream()
        .map(SharedValues.Carrier::customer)
        .filter(java.util.Objects::nonNull)
        .distinct()
        .limit(20)
        .toList();
  }

  /** Takes a value for shared. NOT_FOUND when it ties nobody anyway. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("Takes a value for shared: from now on it ties nobody. What it tied stays.")
  public Uni<SharedValuePayload> markSharedValue(
      @NonNull @Description("Which.") SharedValueInput input) {
    return decisions
        .mark(hash(input), caller.getPrincipal().getName(), MergeApi.reason(input.reason()))
        .map(value -> new SharedValuePayload(value, 0));
  }

  /** Takes a value for one person's. NOT_FOUND when it is not shared. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Takes a value for one person's after all: it ties again, no rule takes it for shared again, and those who carry"
          + " it are looked at at once.")
  public Uni<SharedValuePayload> unmarkSharedValue(
      @NonNull @Description("Which.") SharedValueInput input) {
    MergeApi.reason(input.reason());
    return decisions
        .unmark(hash(input), caller.getPrincipal().getName())
        .map(kept -> new SharedValuePayload(kept.value(), kept.merges().size()));
  }

  private UUID hash(SharedValueInput input) {
    IdentifierInput identifier = input.identifier();
    if (identifier.value().isBlank() || identifier.value().indexOf('\0') >= 0) {
      throw ApiException.invalid("input.identifier.value", "Give the identifier's value.");
    }
    String scope = identifier.scope() == null ? "" : identifier.scope();
    return Identifier.hash(identifier.kind(), scope, customers.normal(identifier));
  }
}
