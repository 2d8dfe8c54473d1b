package io.tributary.privacy.request;

import io.quarkus.security.Authenticated;
import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Caller;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.platform.Roles;
import io.tributary.platform.Storable;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.tributary.privacy.ProcessingLimit;
import io.tributary.privacy.ProcessingLimitStore;
import io.tributary.privacy.export.PersonalExport;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
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

/** Requests of people about their data, over GraphQL. */
@GraphQLApi
public class PrivacyRequestApi {
  private static final String LIST = "privacyRequests";
  private static final String OF_CUSTOMER = "customer privacyRequests";
  private static final int LONGEST = 500;
  private static final int LONGEST_KEY = 200;
  private static final int LONGEST_VALUE = 1_000;
  private final PrivacyRequests requests;
  private final Tx tx;
  private final Caller caller;
  private final Gather gather;

  PrivacyRequestApi(PrivacyRequests requests, Tx tx, Caller caller, Gather gather) {
    this.requests = requests;
    this.tx = tx;
    this.caller = caller;
    this.gather = gather;
  }

  /**
   * A request to take.
   *
   * @param customer whose; members leave it out
   * @param kind what they ask for
   * @param attribute of a correction
   * @param value of a correction
   * @param idempotencyKey makes sending it again safe
   */
  @Input("OpenPrivacyRequestInput")
  @Description("A request to take.")
  public record OpenPrivacyRequestInput(
      @Id @Description("Whose; members leave it out.") String customer,
      @NonNull @Description("What they ask for.") PrivacyRequestKind kind,
      @Description("Of a correction: the attribute, such as birth_date.") String attribute,
      @Description("Of a correction: the right value, 1 to 1,000 characters.") String value,
      @NonNull
          @Description("1 to 200 characters; the same key again answers what the first one made.")
          String idempotencyKey) {}

  /**
   * How it was made sure who asks.
   *
   * @param request which
   * @param how in words
   */
  @Input("VerifyPrivacyRequestInput")
  @Description("How it was made sure who asks.")
  public record VerifyPrivacyRequestInput(
      @Id @NonNull @Description("The request.") String request,
      @NonNull @Description("How, in 1 to 500 characters, such as: code sent to the phone on file.")
          String how) {}

  /**
   * A request to fulfil or to take back.
   *
   * @param request which
   */
  @Input("PrivacyRequestInput")
  @Description("A request to fulfil or to take back.")
  public record PrivacyRequestInput(@Id @NonNull @Description("The request.") String request) {}

  /**
   * A request to refuse.
   *
   * @param request which
   * @param reason why
   */
  @Input("RefusePrivacyRequestInput")
  @Description("A request to refuse.")
  public record RefusePrivacyRequestInput(
      @Id @NonNull @Description("The request.") String request,
      @NonNull @Description("Why, in 1 to 500 characters; the person may read it.")
          String reason) {}

  /**
   * A request.
   *
   * @param request as it is now
   */
  @Description("A request after a change.")
  public record PrivacyRequestPayload(
      @NonNull @Description("As it is now.") PrivacyRequest request) {}

  /**
   * A page of requests.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of requests.")
  public record PrivacyRequestConnection(
      @NonNull @Description("The page.") List<@NonNull PrivacyRequestEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One request of a page.
   *
   * @param node the request
   * @param cursor its cursor
   */
  @Description("One request of a page.")
  public record PrivacyRequestEdge(
      @NonNull @Description("The request.") PrivacyRequest node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** Takes a request. NOT_FOUND, GONE, CONFLICT, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MEMBER})
  @NonNull
  @Description(
      "Takes what a person asks for about their data. Of a member it is VERIFIED at once, since they are signed in;"
          + " for anyone else staff make sure who asks. While an erasure is open nothing merges the customer.")
  public Uni<PrivacyRequestPayload> openPrivacyRequest(
      @NonNull @Description("The request.") OpenPrivacyRequestInput input) {
    UUID customer = caller.customer("input.customer", input.customer(), Roles.ADMIN, Roles.SERVICE);
    boolean isStaff = caller.isOne(Roles.ADMIN, Roles.SERVICE);
    return requests
        .open(
            customer,
            input.kind(),
            correction(input),
            !isStaff,
            text("idempotencyKey", input.idempotencyKey(), LONGEST_KEY),
            caller.name())
        .map(PrivacyRequestPayload::new);
  }

  private static JsonObject correction(OpenPrivacyRequestInput input) {
    boolean isCorrection = input.kind() == PrivacyRequestKind.CORRECTION;
    if (isCorrection != (input.attribute() != null) || isCorrection != (input.value() != null)) {
      throw ApiException.invalid(
          "input.attribute", "A correction has attribute and value; other kinds have neither.");
    }
    return isCorrection
        ? new JsonObject()
            .put("attribute", text("attribute", input.attribute(), LONGEST_KEY))
            .put("value", text("value", input.value(), LONGEST_VALUE))
        : null;
  }

  /** Notes who asks. NOT_FOUND, GONE, CONFLICT, INVALID_INPUT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Notes how staff made sure that it is this person who asks.")
  public Uni<PrivacyRequestPayload> verifyPrivacyRequest(
      @NonNull @Description("How.") VerifyPrivacyRequestInput input) {
    return requests
        .verify(id(input.request()), text("how", input.how(), LONGEST), caller.name())
        .map(PrivacyRequestPayload::new);
  }

  /** Does what was asked for. NOT_FOUND, GONE, CONFLICT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description(
      "Does what was asked for; it must be VERIFIED. The job erase-people does erasures by itself, hourly.")
  public Uni<PrivacyRequestPayload> fulfilPrivacyRequest(
      @NonNull @Description("Which.") PrivacyRequestInput input) {
    return requests.fulfil(id(input.request()), caller.name()).map(PrivacyRequestPayload::new);
  }

  /** Refuses a request. NOT_FOUND, GONE, CONFLICT, INVALID_INPUT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Refuses an open request, with a reason.")
  public Uni<PrivacyRequestPayload> refusePrivacyRequest(
      @NonNull @Description("Which, and why.") RefusePrivacyRequestInput input) {
    return requests
        .end(
            id(input.request()),
            PrivacyRequestState.REFUSED,
            text("reason", input.reason(), LONGEST),
            caller.name())
        .map(PrivacyRequestPayload::new);
  }

  /** Takes a request back. NOT_FOUND, GONE, CONFLICT; FORBIDDEN for somebody else's. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MEMBER})
  @NonNull
  @Description("Takes an open request back, for who asked. Members take back their own.")
  public Uni<PrivacyRequestPayload> cancelPrivacyRequest(
      @NonNull @Description("Which.") PrivacyRequestInput input) {
    UUID id = id(input.request());
    return own(id)
        .chain(() -> requests.end(id, PrivacyRequestState.CANCELLED, null, caller.name()))
        .map(PrivacyRequestPayload::new);
  }

  /** Lifts a limit. NOT_FOUND, GONE, CONFLICT; FORBIDDEN for somebody else's. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MEMBER})
  @NonNull
  @Description("Lifts the restriction or objection that came of a request. Members lift their own.")
  public Uni<PrivacyRequestPayload> liftProcessingLimit(
      @NonNull @Description("Which.") PrivacyRequestInput input) {
    UUID id = id(input.request());
    return own(id).chain(() -> requests.lift(id, caller.name())).map(PrivacyRequestPayload::new);
  }

  /** An export. NOT_FOUND, GONE, CONFLICT; FORBIDDEN for somebody else's. */
  @Cost(weight = Cost.SWEEP)
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MEMBER})
  @NonNull
  @Description(
      "Everything that is kept on a person, of an EXPORT that is DONE. It is made when it is asked for and not kept."
          + " Members get their own.")
  public Uni<PersonalExport> personalExport(
      @Id @NonNull @Description("The request.") String request) {
    UUID id = id(request);
    return own(id).chain(() -> requests.export(id));
  }

  /** The limits of a page of customers, in one statement. */
  @Authenticated
  @NonNull
  @Description("The restrictions and objections of the person that hold.")
  public Uni<List<@NonNull List<@NonNull ProcessingLimit>>> processingLimits(
      @Source List<Customer> page) {
    return tx.read(
            connection ->
                ProcessingLimitStore.holding(
                    connection, page.stream().map(Customer::current).distinct().toList()))
        .map(found -> page.stream().map(c -> found.getOrDefault(c.current(), List.of())).toList());
  }

  /**
   * A request that the caller may touch; to members an unknown one is as forbidden as another's.
   */
  private Uni<PrivacyRequest> own(UUID id) {
    if (caller.isOne(Roles.ADMIN, Roles.SERVICE)) {
      return requests.find(id);
    }
    UUID own = caller.ownCustomer();
    return (own == null ? Uni.createFrom().<PrivacyRequest>nullItem() : requests.findOf(own, id))
        .onItem()
        .ifNull()
        .failWith(ForbiddenException::new);
  }

  /** Requests. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("What people ask for, those first that are to be settled first.")
  public Uni<PrivacyRequestConnection> privacyRequests(
      @Description("Only in this state.") PrivacyRequestState state,
      @Description("Only of this kind.") PrivacyRequestKind kind,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant from = paging.continues() ? paging.instant(0) : null;
    UUID fromId = paging.continues() ? paging.uuid(1) : null;
    return tx.read(
            connection ->
                PrivacyRequestStore.page(connection, state, kind, from, fromId, paging.limit()))
        .map(rows -> page(paging, LIST, rows, true));
  }

  /** A customer's requests. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("What the person asked for about their data, the latest first.")
  public Uni<PrivacyRequestConnection> privacyRequests(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, OF_CUSTOMER, 2);
    Instant before = paging.continues() ? paging.instant(0) : null;
    UUID beforeId = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            OF_CUSTOMER,
            paging,
            customer.current(),
            (List<UUID> ids) ->
                tx.read(
                    connection ->
                        PrivacyRequestStore.ofCustomers(
                            connection, ids, before, beforeId, paging.limit())))
        .map(found -> page(paging, OF_CUSTOMER, found == null ? List.of() : found, false));
  }

  private static PrivacyRequestConnection page(
      Paging paging, String list, List<PrivacyRequest> rows, boolean byDue) {
    return paging.slice(
        list,
        rows,
        row ->
            new String[] {
              Paging.part((byDue ? row.dueAt() : row.requestedAt()).toInstant()),
              row.uuid().toString()
            },
        PrivacyRequestEdge::new,
        PrivacyRequestConnection::new);
  }

  private static UUID id(String id) {
    return TypeId.PRIVACY_REQUEST
        .decode(id)
        .orElseThrow(() -> ApiException.notFound("request", id));
  }

  private static String text(String field, String text, int longest) {
    if (text.isBlank() || text.length() > longest || !Storable.text(text)) {
      throw ApiException.invalid("input." + field, "Give 1 to " + longest + " characters.");
    }
    return text.strip();
  }
}
