package io.tributary.privacy.consent;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Caller;
import io.tributary.graphql.Gather;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.platform.Partitions;
import io.tributary.platform.Roles;
import io.tributary.platform.Storable;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Consent over GraphQL. */
@GraphQLApi
public class ConsentApi {
  private static final String LIST = "consentHistory";
  private final Consents consents;
  private final Customers customers;
  private final Caller caller;
  private final Gather gather;

  ConsentApi(Consents consents, Customers customers, Caller caller, Gather gather) {
    this.consents = consents;
    this.customers = customers;
    this.caller = caller;
    this.gather = gather;
  }

  /**
   * A decision to record.
   *
   * @param customer whose; members leave it out
   * @param purpose for what
   * @param channel by which way; null for ANY
   * @param decision what they decided
   * @param textVersion the version of the text that they were shown
   * @param occurredAt when; null for now
   * @param dateUnknown nobody knows when
   * @param guardian who agrees for a minor
   * @param through where
   * @param idempotencyKey makes sending it again safe
   */
  @Input("RecordConsentInput")
  @Description("A decision to record.")
  public record RecordConsentInput(
      @Id @Description("Whose; members leave it out.") String customer,
      @NonNull @Description("For what, such as marketing: 1 to 64 letters and digits.")
          String purpose,
      @Description("By which way; left out for ANY.") ConsentChannel channel,
      @NonNull @Description("What they decided.") ConsentDecision decision,
      @Description("The version of the text that they were shown.") String textVersion,
      @Description("When they decided; left out for now.") OffsetDateTime occurredAt,
      @DefaultValue("false") @Description("True when nobody knows when, as of an old list.")
          boolean dateUnknown,
      @Description("Who agrees for a minor.") String guardian,
      @Description("Where: a form, a conversation; left out for the API.") String through,
      @NonNull @Description("1 to 200 characters; the same key again changes nothing.")
          String idempotencyKey) {}

  /**
   * A consent to withdraw.
   *
   * @param customer whose; members leave it out
   * @param purpose for what
   * @param channel by which way; null for ANY
   * @param through where
   * @param idempotencyKey makes sending it again safe
   */
  @Input("WithdrawConsentInput")
  @Description("A consent to withdraw.")
  public record WithdrawConsentInput(
      @Id @Description("Whose; members leave it out.") String customer,
      @NonNull @Description("For what.") String purpose,
      @Description("By which way; left out for ANY, which covers all.") ConsentChannel channel,
      @Description("Where: a form, a conversation; left out for the API.") String through,
      @NonNull @Description("1 to 200 characters; the same key again changes nothing.")
          String idempotencyKey) {}

  /**
   * A customer after a decision.
   *
   * @param customer whose consents say what stands now
   */
  @Description("A customer after a decision.")
  public record ConsentPayload(
      @NonNull @Description("Whose consents say what stands now.") Customer customer) {}

  /**
   * A page of decisions.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of decisions.")
  public record ConsentConnection(
      @NonNull @Description("The page.") List<@NonNull ConsentEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One decision of a page.
   *
   * @param node the decision
   * @param cursor its cursor
   */
  @Description("One decision of a page.")
  public record ConsentEdge(
      @NonNull @Description("The decision.") Consent node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** Records a decision. INVALID_INPUT, NOT_FOUND, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description(
      "Records what a person decided on a purpose and a channel, about all that is known of them. Nothing is ever"
          + " changed or taken out of the history.")
  public Uni<ConsentPayload> recordConsent(
      @NonNull @Description("The decision.") RecordConsentInput input) {
    return record(
        new Consents.Decision(
            customer(input.customer()),
            purpose(input.purpose()),
            input.channel() == null ? ConsentChannel.ANY : input.channel(),
            input.decision(),
            text("textVersion", input.textVersion()),
            text("guardian", input.guardian()),
            through(input.through()),
            at(input.occurredAt(), input.dateUnknown())),
        input.idempotencyKey());
  }

  /** Withdraws a consent. INVALID_INPUT, NOT_FOUND, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description("Withdraws a consent, from now on; it takes no reason.")
  public Uni<ConsentPayload> withdrawConsent(
      @NonNull @Description("What to withdraw.") WithdrawConsentInput input) {
    return record(
        new Consents.Decision(
            customer(input.customer()),
            purpose(input.purpose()),
            input.channel() == null ? ConsentChannel.ANY : input.channel(),
            ConsentDecision.WITHDRAWN,
            null,
            null,
            through(input.through()),
            consents.now()),
        input.idempotencyKey());
  }

  private Uni<ConsentPayload> record(Consents.Decision decision, String key) {
    if (key.isBlank() || key.length() > Purpose.LONGEST_TEXT || !Storable.text(key)) {
      throw ApiException.invalid("input.idempotencyKey", "A key has 1 to 200 characters.");
    }
    return consents
        .record(decision, key, caller.name())
        .chain(() -> customers.byId(decision.customer()))
        .map(ConsentPayload::new);
  }

  private UUID customer(String id) {
    return caller.customer("input.customer", id, Roles.ADMIN, Roles.SERVICE, Roles.TILL);
  }

  private static String purpose(String written) {
    return Purpose.of(written)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "input.purpose",
                    "A purpose has 1 to 64 letters and digits, such as marketing."));
  }

  private static String through(String text) {
    String through = text("through", text);
    return through == null ? "API" : through;
  }

  private static String text(String field, String text) {
    if (text != null && (text.length() > Purpose.LONGEST_TEXT || !Storable.text(text))) {
      throw ApiException.invalid("input." + field, "Up to 200 characters.");
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  private Instant at(OffsetDateTime occurredAt, boolean dateUnknown) {
    Instant now = consents.now();
    if (dateUnknown && occurredAt != null) {
      throw ApiException.invalid("input.occurredAt", "Either give a time or say it is unknown.");
    }
    if (occurredAt != null
        && (occurredAt.toInstant().isAfter(now)
            || occurredAt.toInstant().isBefore(Partitions.EARLIEST))) {
      throw ApiException.invalid("input.occurredAt", "Give a time from 1970 to now.");
    }
    if (dateUnknown) {
      return null;
    }
    return occurredAt == null ? now : occurredAt.toInstant();
  }

  /** What stands for a page of customers, in a fixed number of statements. */
  @Authenticated
  @NonNull
  @Description(
      "What stands for each purpose and channel of which anything was said. What is not listed nobody agreed to.")
  public Uni<List<@NonNull List<@NonNull ConsentState>>> consents(@Source List<Customer> page) {
    return consents
        .states(page.stream().map(Customer::current).distinct().toList())
        .map(found -> page.stream().map(c -> found.getOrDefault(c.current(), List.of())).toList());
  }

  /** A customer's decisions. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("Every decision, the last recorded first.")
  public Uni<ConsentConnection> consentHistory(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant before = paging.continues() ? paging.instant(0) : null;
    UUID beforeId = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            LIST,
            paging,
            customer.current(),
            (List<UUID> ids) -> consents.history(ids, before, beforeId, paging.limit()))
        .map(
            found ->
                paging.slice(
                    LIST,
                    found == null ? List.of() : found,
                    one ->
                        new String[] {
                          Paging.part(one.recordedAt().toInstant()), one.uuid().toString()
                        },
                    ConsentEdge::new,
                    ConsentConnection::new));
  }
}
