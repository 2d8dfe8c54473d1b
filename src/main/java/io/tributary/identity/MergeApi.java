package io.tributary.identity;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.core.json.Json;
import jakarta.annotation.security.RolesAllowed;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Merges over GraphQL. */
@GraphQLApi
public class MergeApi {
  private static final String LIST = "mergeHistory";
  private final Merges merges;
  private final Customers customers;
  private final Tx tx;
  private final Gather gather;
  private final SecurityIdentity caller;

  MergeApi(Merges merges, Customers customers, Tx tx, Gather gather, SecurityIdentity caller) {
    this.merges = merges;
    this.customers = customers;
    this.tx = tx;
    this.gather = gather;
    this.caller = caller;
  }

  /**
   * Two customers to make one.
   *
   * @param survivor the one that stands for both
   * @param absorbed the one that is merged away
   * @param version of the preview, so that the merge does what was previewed; a preview needs none
   * @param reason for the record
   */
  @Input("MergeCustomersInput")
  @Description("Two customers to make one.")
  public record MergeCustomersInput(
      @Id @NonNull @Description("The customer that stands for both.") String survivor,
      @Id @NonNull @Description("The customer that is merged away; its id keeps resolving.")
          String absorbed,
      @Description(
              "The version of the preview, without which no merge happens; it fails when anything changed since. A"
                  + " preview needs none.")
          String version,
      @Description("For the record, up to 500 characters.") String reason) {}

  /**
   * A merge to undo.
   *
   * @param merge the merge
   * @param reason for the record
   */
  @Input("UnmergeCustomersInput")
  @Description("A merge to undo.")
  public record UnmergeCustomersInput(
      @Id @NonNull @Description("The merge, from mergeHistory.") String merge,
      @Description("For the record, up to 500 characters.") String reason) {}

  /**
   * What a merge would do.
   *
   * @param survivor would stand for both
   * @param absorbed would be merged away
   * @param profilesMoved how many profiles would move
   * @param attributes what each attribute is and would become
   * @param figures what points, tiers and orders are and would become
   * @param blockers why it cannot be done
   * @param warnings what keeps rules from it
   * @param version for the merge
   */
  @Description("What a merge would do.")
  public record MergePreview(
      @NonNull @Description("The customer that would stand for both.") Customer survivor,
      @NonNull @Description("The customer that would be merged away.") Customer absorbed,
      @Description("How many profiles would move.") int profilesMoved,
      @NonNull @Description("What each attribute is and would become, by name.")
          List<@NonNull MergeChange> attributes,
      @NonNull @Description("What orders, spend, points and tiers are and would become, by name.")
          List<@NonNull MergeChange> figures,
      @NonNull @Description("Why it cannot be done, by name; empty when it can.")
          List<@NonNull String> blockers,
      @NonNull
          @Description(
              "What keeps rules from it and not you, by name: VETO, which the merge lifts, DIFFERENT_PEOPLE,"
                  + " ONE_PER_PERSON.")
          List<@NonNull String> warnings,
      @NonNull
          @Description(
              "Pass it to mergeCustomers, so that it does what was previewed or answers CONFLICT.")
          String version) {}

  /**
   * One thing that a merge may change.
   *
   * @param name the attribute or figure
   * @param survivor what it is of the one
   * @param absorbed what it is of the other
   * @param after what it would become
   */
  @Description("One thing that a merge may change.")
  public record MergeChange(
      @NonNull @Description("The attribute or figure.") String name,
      @Description("What it is of the survivor; null when there is none.") String survivor,
      @Description("What it is of the absorbed; null when there is none.") String absorbed,
      @Description("What it would become; null when there would be none.") String after) {}

  /**
   * A merge that was made.
   *
   * @param merge its record
   * @param customer the customer that stands for both
   */
  @Description("A merge that was made.")
  public record MergePayload(
      @NonNull @Description("Its record.") Merge merge,
      @NonNull @Description("The customer that stands for both.") Customer customer) {}

  /**
   * A merge that was undone.
   *
   * @param merge its record
   * @param customer the customer that had absorbed the other
   * @param restored the customer that stands for itself again
   */
  @Description("A merge that was undone.")
  public record UnmergePayload(
      @NonNull @Description("Its record.") Merge merge,
      @NonNull @Description("The customer that had absorbed the other.") Customer customer,
      @NonNull @Description("The customer that stands for itself again.") Customer restored) {}

  /**
   * A page of merges.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of merges.")
  public record MergeConnection(
      @NonNull @Description("The page.") List<@NonNull MergeEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One merge of a page.
   *
   * @param node the merge
   * @param cursor its cursor
   */
  @Description("One merge of a page.")
  public record MergeEdge(
      @NonNull @Description("The merge.") Merge node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** What a merge would do. NOT_FOUND, CONFLICT when both are one already. */
  @Cost(weight = Cost.OVERVIEW)
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("What a merge would do; nothing changes.")
  public Uni<MergePreview> mergePreview(
      @NonNull @Description("The two.") MergeCustomersInput input) {
    return merges
        .preview(customer(input.survivor()), customer(input.absorbed()))
        .chain(
            preview ->
                customers
                    .byIds(List.of(preview.pair().survivor(), preview.pair().absorbed()))
                    .map(found -> shown(preview, found)));
  }

  private static MergePreview shown(Merges.Preview preview, Map<UUID, Customer> found) {
    Merges.Pair pair = preview.pair();
    MergeOutlook.Picture one = preview.before().get(pair.survivor());
    MergeOutlook.Picture other = preview.before().get(pair.absorbed());
    MergeOutlook.Picture after = preview.after();
    Set<Guard> warnings = EnumSet.copyOf(pair.guards());
    warnings.removeAll(pair.blockers());
    return new MergePreview(
        found.get(pair.survivor()),
        found.get(pair.absorbed()),
        pair.moved().size(),
        changes(one.attributes(), other.attributes(), after.attributes(), value -> plain(value[0])),
        changes(one.figures(), other.figures(), after.figures(), value -> value),
        names(pair.blockers()),
        names(warnings),
        preview.version());
  }

  private static <T> List<MergeChange> changes(
      Map<String, T> one, Map<String, T> other, Map<String, T> after, Function<T, String> text) {
    Function<T, String> shown = value -> value == null ? null : text.apply(value);
    return MergeOutlook.names(List.of(one, other, after)).stream()
        .map(
            name ->
                new MergeChange(
                    name,
                    shown.apply(one.get(name)),
                    shown.apply(other.get(name)),
                    shown.apply(after.get(name))))
        .toList();
  }

  /** A text as it is, anything else as JSON. */
  private static String plain(String json) {
    return Json.decodeValue(json) instanceof String text ? text : json;
  }

  private static List<String> names(Set<Guard> guards) {
    return guards.stream().map(Enum::name).sorted().toList();
  }

  /**
   * Merges two customers. NOT_FOUND; INVALID_INPUT without a version; CONFLICT (one already, a
   * guard, a stale version).
   */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Makes two customers one, as mergePreview showed it: bring its version. It can be undone at any time.")
  public Uni<MergePayload> mergeCustomers(
      @NonNull @Description("The two.") MergeCustomersInput input) {
    if (input.version() == null) {
      throw ApiException.invalid(
          "input.version",
          "Bring the version that mergePreview answers, so that you know what you do.");
    }
    return merges
        .merge(
            customer(input.survivor()),
            customer(input.absorbed()),
            input.version(),
            caller.getPrincipal().getName(),
            reason(input.reason()))
        .chain(id -> tx.read(connection -> MergeStore.byIds(connection, List.of(id))))
        .map(found -> found.get(0))
        .chain(
            merge ->
                customers.byId(merge.survivorId()).map(winner -> new MergePayload(merge, winner)));
  }

  /** Undoes a merge. NOT_FOUND, CONFLICT when it was undone before. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("Undoes a merge, whichever came after it: each customer has again what was its own.")
  public Uni<UnmergePayload> unmergeCustomers(
      @NonNull @Description("Which.") UnmergeCustomersInput input) {
    UUID id =
        TypeId.MERGE
            .decode(input.merge())
            .orElseThrow(() -> ApiException.notFound("merge", input.merge()));
    return merges
        .unmerge(id, caller.getPrincipal().getName(), reason(input.reason()))
        .chain(
            merge ->
                customers
                    .byIds(List.of(merge.survivorId(), merge.absorbedId()))
                    .map(
                        found ->
                            new UnmergePayload(
                                merge,
                                found.get(merge.survivorId()),
                                found.get(merge.absorbedId()))));
  }

  /** A customer's merges, newest first; undone ones too. One statement for a page of customers. */
  @NonNull
  @Description("The merges that made this customer, newest first; undone ones too.")
  public Uni<MergeConnection> mergeHistory(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 1);
    UUID before = paging.continues() ? paging.uuid(0) : null;
    return gather
        .load(
            LIST,
            paging,
            customer.current(),
            (List<UUID> ids) ->
                tx.read(connection -> MergeStore.history(connection, ids, before, paging.limit())))
        .map(
            found ->
                paging.slice(
                    LIST,
                    found == null ? List.of() : found,
                    merge -> new String[] {merge.uuid().toString()},
                    MergeEdge::new,
                    MergeConnection::new));
  }

  private static UUID customer(String id) {
    return TypeId.CUSTOMER.decode(id).orElseThrow(() -> ApiException.notFound("customer", id));
  }

  /** A reason for the record; INVALID_INPUT when it is too long. */
  public static String reason(String reason) {
    if (reason != null && (reason.length() > 500 || reason.indexOf('\0') >= 0)) {
      throw ApiException.invalid("input.reason", "A reason has up to 500 characters.");
    }
    return reason;
  }
}
