package io.tributary.loyalty.referral;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.graphql.once.Once;
import io.tributary.identity.Customer;
import io.tributary.loyalty.Programme;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.tier.Membership;
import io.tributary.platform.Roles;
import io.tributary.platform.Storable;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Referrals over GraphQL. */
@GraphQLApi
public class ReferralApi {
  private static final String LIST = "referrals";
  private static final String OF_CUSTOMER = "customerReferrals";
  private static final String CODE = "referralCode";

  private final ReferralPolicies policies;
  private final ReferralPolicyStore policyStore;
  private final ReferralCodes codes;
  private final Referrals referrals;
  private final ReferralStore store;
  private final PointsCurrencies currencies;
  private final PointsCaller caller;
  private final Gather gather;
  private final Tx tx;
  private final Clock clock;
  private final Once once;

  ReferralApi(
      ReferralPolicies policies,
      ReferralPolicyStore policyStore,
      ReferralCodes codes,
      Referrals referrals,
      ReferralStore store,
      PointsCurrencies currencies,
      PointsCaller caller,
      Gather gather,
      Tx tx,
      Clock clock,
      Once once) {
    this.policies = policies;
    this.policyStore = policyStore;
    this.codes = codes;
    this.referrals = referrals;
    this.store = store;
    this.currencies = currencies;
    this.caller = caller;
    this.gather = gather;
    this.tx = tx;
    this.clock = clock;
    this.once = once;
  }

  /** Publishes what referrals give. NOT_FOUND, INVALID_INPUT, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description(
      "Publishes what a programme's referrals give, for codes that are used from an instant on; what was used before"
          + " keeps its version.")
  public Uni<PublishReferralPolicyPayload> publishReferralPolicy(
      @NonNull @Description("The terms.") ReferralPolicyInput input) {
    return once.answer(
        "publishReferralPolicy",
        input.idempotencyKey(),
        input,
        PublishReferralPolicyPayload.class,
        () -> policies.publish(input, caller.name()).map(PublishReferralPolicyPayload::new));
  }

  /** Uses a code. NOT_FOUND, NOT_ELIGIBLE, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description(
      "A new customer uses a member's code. Both are rewarded by themselves once the terms are met.")
  public Uni<ReferralPayload> useReferralCode(
      @NonNull @Description("The use.") UseReferralCodeInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    String code = input.code();
    if (code.isBlank() || code.length() > ReferralCodeText.LONGEST || !Storable.text(code)) {
      throw ApiException.invalid(
          "input.code", "A code has 1 to " + ReferralCodeText.LONGEST + " characters.");
    }
    Command said =
        caller.command(
            input.idempotencyKey(), null, null, null, "referral", ReferralCodeText.hash(code));
    return tx.write(connection -> referrals.use(connection, customer, code, said))
        .map(ReferralPayload::new);
  }

  /** Decides a referral. NOT_FOUND, CONFLICT, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description(
      "Approves or refuses a referral, whether it is held or not; what was given for one that is refused is taken back.")
  public Uni<ReferralPayload> decideReferral(
      @NonNull @Description("The decision.") DecideReferralInput input) {
    UUID id = PointsCaller.id(TypeId.REFERRAL, "referral", input.referral());
    Command said =
        caller.command(
            input.idempotencyKey(), null, input.reason(), null, "decide", id, input.approve());
    if (said.reason() == null) {
      throw ApiException.invalid("input.reason", "Say why.");
    }
    return tx.write(connection -> referrals.decide(connection, id, input.approve(), said))
        .map(ReferralPayload::new);
  }

  /** A programme's referrals. NOT_FOUND, INVALID_INPUT. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER})
  @NonNull
  @Description("A programme's referrals, the latest use of a code first.")
  public Uni<ReferralConnection> referrals(
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
      @Description("Only those in this state; left out, all.") ReferralState state,
      @Description("Only those that are or were suspicious, whatever became of them.")
          Boolean suspicious,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID id = paging.continues() ? paging.uuid(1) : null;
    return currencies
        .require(programme, null)
        .chain(
            currency ->
                tx.read(
                    c ->
                        store.page(
                            c,
                            currency.programmeId(),
                            state,
                            Boolean.TRUE.equals(suspicious),
                            clock.instant(),
                            time,
                            id,
                            paging.limit())))
        .map(rows -> page(paging, LIST, rows));
  }

  private static ReferralConnection page(Paging paging, String list, List<Referral> rows) {
    return paging.slice(
        list,
        rows == null ? List.of() : rows,
        row -> new String[] {Paging.part(row.usedAt().toInstant()), row.uuid().toString()},
        ReferralEdge::new,
        ReferralConnection::new);
  }

  /** The referrals that answers are about. */
  @Authenticated
  @NonNull
  @Description("The referral as it stands now.")
  public Uni<List<@NonNull Referral>> referral(@Source List<ReferralPayload> payloads) {
    List<UUID> ids = payloads.stream().map(ReferralPayload::referralId).toList();
    return tx.read(connection -> store.byIds(connection, ids, clock.instant()))
        .map(found -> ids.stream().map(found::get).toList());
  }

  /** The terms that referrals are under, in one statement for a page of them. */
  @Authenticated
  @Description("The terms it is under; null when none were in force.")
  public Uni<List<PublishedReferralPolicy>> policy(@Source List<Referral> page) {
    return tx.read(policyStore::all)
        .map(
            all -> {
              Map<UUID, PublishedReferralPolicy> byId =
                  all.stream()
                      .collect(
                          Collectors.toMap(PublishedReferralPolicy::uuid, Function.identity()));
              return page.stream().map(referral -> byId.get(referral.policyId())).toList();
            });
  }

  /** The versions of a page of programmes. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @NonNull
  @Description("What its referrals give: every version that was published, the oldest first.")
  public Uni<List<@NonNull List<@NonNull PublishedReferralPolicy>>> referralPolicies(
      @Source List<Programme> programmes) {
    return tx.read(policyStore::all)
        .map(
            all ->
                programmes.stream()
                    .map(
                        programme ->
                            all.stream()
                                .filter(p -> p.programmeId().equals(programme.uuid()))
                                .toList())
                    .toList());
  }

  /** A member's code. NOT_FOUND for an unknown programme. */
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @Description(
      "The code by which the customer brings new ones: eight letters and digits, made when it is first asked for, and"
          + " theirs from then on; null in a programme without terms of referrals.")
  public Uni<String> referralCode(
      @Source Customer customer,
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme) {
    return gather
        .load(
            CODE + "Programme",
            Objects.toString(programme),
            Objects.toString(programme),
            (List<String> names) ->
                currencies
                    .require(programme, null)
                    .map(found -> Map.of(Objects.toString(programme), found)))
        .map(PointsCurrency::programmeId)
        .chain(
            id ->
                gather.load(
                    CODE,
                    id,
                    customer.current(),
                    (List<UUID> customers) -> codes.of(id, customers)));
  }

  /** The codes of members, for each programme of a page together. */
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @Description(
      "The code by which the member brings new customers; null in a programme without terms of referrals.")
  public Uni<List<String>> referralCode(@Source List<Membership> memberships) {
    Map<UUID, List<UUID>> members = new TreeMap<>();
    memberships.forEach(
        one ->
            members
                .computeIfAbsent(one.programme().uuid(), id -> new ArrayList<>())
                .add(one.customer()));
    Uni<Map<UUID, Map<UUID, String>>> all = Uni.createFrom().item(new HashMap<>());
    for (Map.Entry<UUID, List<UUID>> each : members.entrySet()) {
      all =
          all.call(
              found ->
                  codes
                      .of(each.getKey(), each.getValue().stream().distinct().toList())
                      .invoke(ofThese -> found.put(each.getKey(), ofThese)));
    }
    return all.map(
        found ->
            memberships.stream()
                .map(one -> found.get(one.programme().uuid()).get(one.customer()))
                .toList());
  }

  /** Whom a customer brought. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("New customers who used the customer's code, the latest first.")
  public Uni<ReferralConnection> referrals(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, OF_CUSTOMER, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID id = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            OF_CUSTOMER,
            paging,
            customer.current(),
            (List<UUID> customers) ->
                tx.read(
                    c -> store.brought(c, customers, clock.instant(), time, id, paging.limit())))
        .map(rows -> page(paging, OF_CUSTOMER, rows));
  }

  /** The codes that customers used, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description(
      "The codes that the customer has used, the earliest first; one of a programme counts.")
  public Uni<List<@NonNull List<@NonNull Referral>>> usedReferralCodes(
      @Source List<Customer> customers) {
    List<UUID> ids = customers.stream().map(Customer::current).distinct().toList();
    return tx.read(connection -> store.came(connection, ids, clock.instant()))
        .map(
            found ->
                customers.stream()
                    .map(customer -> found.getOrDefault(customer.current(), List.of()))
                    .toList());
  }
}
