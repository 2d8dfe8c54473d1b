package io.tributary.identity;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Match reviews over GraphQL. */
@GraphQLApi
public class ReviewApi {
  private static final String LIST = "matchReviews";
  private final Merges merges;
  private final Customers customers;
  private final Pool pool;
  private final SecurityIdentity caller;

  ReviewApi(Merges merges, Customers customers, Pool pool, SecurityIdentity caller) {
    this.merges = merges;
    this.customers = customers;
    this.pool = pool;
    this.caller = caller;
  }

  /**
   * A decision.
   *
   * @param review what it is on
   * @param decision SAME merges, DIFFERENT leaves a veto, UNDECIDED closes the review only
   * @param reason for the record
   */
  @Input("DecideMatchReviewInput")
  @Description("A decision on a review.")
  public record DecideMatchReviewInput(
      @Id @NonNull @Description("The review.") String review,
      @NonNull
          @Description(
              "SAME merges the two, the older surviving; DIFFERENT keeps rules from ever merging them; UNDECIDED only closes the review.")
          MatchReview.State decision,
      @Description("For the record, up to 500 characters.") String reason) {}

  /**
   * A decided review.
   *
   * @param review as it is now
   */
  @Description("A decided review.")
  public record MatchReviewPayload(@NonNull @Description("As it is now.") MatchReview review) {}

  /**
   * A page of reviews.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of reviews.")
  public record MatchReviewConnection(
      @NonNull @Description("The page.") List<@NonNull MatchReviewEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One review of a page.
   *
   * @param node the review
   * @param cursor its cursor
   */
  @Description("One review of a page.")
  public record MatchReviewEdge(
      @NonNull @Description("The review.") MatchReview node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** The open reviews, oldest first. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("The open reviews, oldest first.")
  public Uni<MatchReviewConnection> matchReviews(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    return ReviewStore.open(
            pool,
            paging.continues() ? paging.instant(0) : null,
            paging.continues() ? paging.uuid(1) : null,
            paging.limit())
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    review ->
                        new String[] {
                          Paging.part(review.openedAt().toInstant()), review.uuid().toString()
                        },
                    MatchReviewEdge::new,
                    MatchReviewConnection::new));
  }

  /** Decides a review. NOT_FOUND, INVALID_INPUT for OPEN, CONFLICT when it is decided already. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("Decides a review.")
  public Uni<MatchReviewPayload> decideMatchReview(
      @NonNull @Description("The decision.") DecideMatchReviewInput input) {
    UUID id =
        TypeId.REVIEW
            .decode(input.review())
            .orElseThrow(() -> ApiException.notFound("review", input.review()));
    if (input.decision() == MatchReview.State.OPEN) {
      throw ApiException.invalid("input.decision", "Decide SAME, DIFFERENT or UNDECIDED.");
    }
    return merges
        .decide(
            id, input.decision(), caller.getPrincipal().getName(), MergeApi.reason(input.reason()))
        .chain(() -> ReviewStore.byId(pool, id))
        .map(MatchReviewPayload::new);
  }

  /** The two customers of each review, in one statement for the page. */
  @NonNull
  @Description("The two customers, as they stand now.")
  public Uni<List<@NonNull List<@NonNull Customer>>> customers(@Source List<MatchReview> page) {
    List<UUID> ids = new ArrayList<>();
    page.forEach(review -> ids.addAll(List.of(review.customerId(), review.otherId())));
    return customers
        .byIds(ids.stream().distinct().toList())
        .map(
            found ->
                page.stream()
                    .map(
                        review ->
                            List.of(found.get(review.customerId()), found.get(review.otherId())))
                    .toList());
  }
}
