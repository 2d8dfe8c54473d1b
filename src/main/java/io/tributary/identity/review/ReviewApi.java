package io.tributary.identity.review;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.identity.MergeApi;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.OffsetDateTime;
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
  private static final ReviewStore.Filter ALL =
      new ReviewStore.Filter(MatchReview.State.OPEN, null, null, null, null, null);

  private final Reviews reviews;
  private final Customers customers;
  private final Consequences consequences;
  private final Tx tx;
  private final SecurityIdentity caller;

  ReviewApi(
      Reviews reviews,
      Customers customers,
      Consequences consequences,
      Tx tx,
      SecurityIdentity caller) {
    this.consequences = consequences;
    this.reviews = reviews;
    this.customers = customers;
    this.tx = tx;
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
              "SAME merges the two, the older surviving; DIFFERENT keeps rules from ever merging them, and undoes a merge that a model doubts; UNDECIDED only closes the review.")
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

  /**
   * Which reviews.
   *
   * @param state decided how; null for OPEN
   * @param guard what holds the two apart
   * @param scoreFrom scored this or higher
   * @param scoreBelow scored lower
   * @param openedBefore opened before
   * @param customer of this customer
   */
  @Input("MatchReviewFilter")
  @Description("Which reviews; what is left out takes all.")
  public record MatchReviewFilter(
      @Description("Decided how; left out, OPEN.") MatchReview.State state,
      @Description("What holds the two apart, such as DIFFERENT_PEOPLE.") String guard,
      @Description("Scored this or higher, 0 to 1.") Double scoreFrom,
      @Description("Scored lower, 0 to 1.") Double scoreBelow,
      @Description("Opened before.") OffsetDateTime openedBefore,
      @Id @Description("Of this customer, or of any that was merged into it.") String customer) {

    private ReviewStore.Filter asked() {
      return new ReviewStore.Filter(
          state == null ? MatchReview.State.OPEN : state,
          guard,
          scoreFrom,
          scoreBelow,
          openedBefore == null ? null : openedBefore.toInstant(),
          customer == null
              ? null
              : TypeId.CUSTOMER
                  .decode(customer)
                  .orElseThrow(() -> ApiException.notFound("customer", customer)));
    }
  }

  /**
   * A decision on many reviews.
   *
   * @param filter which; state must be OPEN
   * @param decision as for one
   * @param reason for the record of each
   * @param dryRun whether only to answer which
   */
  @Input("DecideMatchReviewsInput")
  @Description("A decision on all open reviews that a filter takes.")
  public record DecideMatchReviewsInput(
      @NonNull
          @Description(
              "Which; it must name a guard, a score or a customer. A score alone takes those that a score opened.")
          MatchReviewFilter filter,
      @NonNull @Description("As for one review.") MatchReview.State decision,
      @NonNull @Description("For the record of each, up to 500 characters.") String reason,
      @Description("Whether only to answer how many; default false.") Boolean dryRun) {}

  /**
   * What a rule decided.
   *
   * @param decided how many reviews
   * @param refused those that could not be decided
   * @param dryRun whether nothing was decided
   * @param sample some of them
   */
  @Description("What a bulk decision decided.")
  public record MatchReviewsPayload(
      @Description("How many reviews it decided, or would after a dry run.") int decided,
      @NonNull @Description("Those that could not be decided, with the reason.")
          List<@NonNull BulkRefusal> refused,
      @Description("Whether nothing was decided.") boolean dryRun,
      @NonNull @Description("After a dry run up to ten of them.")
          List<@NonNull MatchReview> sample) {}

  /** Reviews by priority. INVALID_INPUT for a bad page, NOT_FOUND for a bad customer id. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("The reviews, those first that have the most to gain; the open ones by default.")
  public Uni<MatchReviewConnection> matchReviews(
      @Description("Which; left out, all open ones.") MatchReviewFilter filter,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    ReviewStore.Filter asked = filter == null ? ALL : filter.asked();
    return tx.read(connection -> ReviewStore.page(connection, asked, after(paging), paging.limit()))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    review ->
                        new String[] {
                          Long.toString(Double.doubleToLongBits(review.priority())),
                          review.uuid().toString()
                        },
                    MatchReviewEdge::new,
                    MatchReviewConnection::new));
  }

  private static ReviewStore.After after(Paging paging) {
    return paging.continues()
        ? new ReviewStore.After(Double.longBitsToDouble(paging.number(0)), paging.uuid(1))
        : null;
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
    return reviews
        .decide(id, decision(input.decision(), input.reason()))
        .chain(() -> tx.read(connection -> ReviewStore.byIds(connection, List.of(id))))
        .map(found -> new MatchReviewPayload(found.get(0)));
  }

  /** Decides many reviews. INVALID_INPUT for OPEN and for a filter that takes everything. */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Decides the open reviews that a filter takes, the highest priority first: up to 100 as SAME, 500 otherwise; call"
          + " it again for the rest.")
  public Uni<MatchReviewsPayload> decideMatchReviews(
      @NonNull @Description("The rule and the decision.") DecideMatchReviewsInput input) {
    ReviewStore.Filter filter = input.filter().asked();
    boolean narrows =
        filter.guard() != null
            || filter.scoreFrom() != null
            || filter.scoreBelow() != null
            || filter.customer() != null;
    if (!narrows || filter.state() != MatchReview.State.OPEN) {
      throw ApiException.invalid(
          "input.filter", "Name a guard, a score or a customer, and leave the state out.");
    }
    Reviews.Decision decision = decision(input.decision(), input.reason());
    return Boolean.TRUE.equals(input.dryRun())
        ? reviews
            .next(filter, input.decision())
            .map(
                found ->
                    new MatchReviewsPayload(
                        found.size(), List.of(), true, found.stream().limit(10).toList()))
        : reviews
            .decideAll(filter, decision)
            .map(bulk -> new MatchReviewsPayload(bulk.decided(), bulk.refused(), false, List.of()));
  }

  private Reviews.Decision decision(MatchReview.State state, String reason) {
    if (state == MatchReview.State.OPEN || state == MatchReview.State.OBSOLETE) {
      throw ApiException.invalid("input.decision", "Decide SAME, DIFFERENT or UNDECIDED.");
    }
    return new Reviews.Decision(state, caller.getPrincipal().getName(), MergeApi.reason(reason));
  }

  /** How stewards decide, by score. */
  @Cost(weight = Cost.OVERVIEW)
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.ANALYST})
  @Description(
      "How stewards decide, by tenths of the score, and how often they say what the score suggests; what rules settled"
          + " is left out.")
  public Uni<@NonNull List<@NonNull ReviewBand>> matchReviewStatistics() {
    return tx.read(connection -> ReviewStore.statistics(connection));
  }

  /** The attributes of each review's two customers, in one statement for the page. */
  @NonNull
  @Description("The attributes of the two customers, side by side.")
  public Uni<List<@NonNull List<@NonNull ReviewedAttribute>>> sideBySide(
      @Source List<MatchReview> page) {
    return tx.read(
            connection ->
                ReviewStore.sideBySide(
                    connection, page.stream().map(MatchReview::uuid).distinct().toList()))
        .map(found -> page.stream().map(r -> found.getOrDefault(r.uuid(), List.of())).toList());
  }

  /** What the answer SAME would change, in as many statements for the page as for one review. */
  @NonNull
  @Description(
      "Orders, net spend, points, growth value and tiers of the two, and what they would be if the answer is SAME.")
  public Uni<List<@NonNull List<@NonNull ReviewedFigure>>> consequences(
      @Source List<MatchReview> page) {
    return consequences.of(page);
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
