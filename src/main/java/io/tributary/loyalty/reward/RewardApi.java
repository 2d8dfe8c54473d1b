package io.tributary.loyalty.reward;

import io.quarkus.security.Authenticated;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.graphql.once.Once;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.ledger.Purses;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Rewards over GraphQL. */
@GraphQLApi
public class RewardApi {
  private static final String LIST = "rewards";

  private final Rewards rewards;
  private final RewardStore store;
  private final PointsCurrencies currencies;
  private final Purses purses;
  private final PointsCaller caller;
  private final SecurityIdentity identity;
  private final Gather gather;
  private final Tx tx;
  private final Once once;

  RewardApi(
      Rewards rewards,
      RewardStore store,
      PointsCurrencies currencies,
      Purses purses,
      PointsCaller caller,
      SecurityIdentity identity,
      Gather gather,
      Tx tx,
      Once once) {
    this.once = once;
    this.rewards = rewards;
    this.store = store;
    this.currencies = currencies;
    this.purses = purses;
    this.caller = caller;
    this.identity = identity;
    this.gather = gather;
    this.tx = tx;
  }

  /** Makes a reward. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("Makes a reward; members see it when it is published.")
  public Uni<RewardPayload> createReward(
      @NonNull @Description("The reward.") CreateRewardInput input) {
    return once.answer(
        "createReward",
        input.idempotencyKey(),
        input,
        RewardPayload.class,
        () -> rewards.create(input).map(RewardPayload::new));
  }

  /** Changes a reward. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("Changes a reward; claims that were made stay as they are.")
  public Uni<RewardPayload> updateReward(
      @NonNull @Description("The change.") UpdateRewardInput input) {
    UUID reward = PointsCaller.id(TypeId.REWARD, "reward", input.reward());
    return once.answer(
        "updateReward",
        input.idempotencyKey(),
        input,
        RewardPayload.class,
        () -> rewards.change(reward, input.terms()).map(RewardPayload::new));
  }

  /** Publishes a reward, or retires it. NOT_FOUND. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("Publishes a reward, also one that was retired, or retires it.")
  public Uni<RewardPayload> publishReward(
      @NonNull @Description("Which.") PublishRewardInput input) {
    UUID reward = PointsCaller.id(TypeId.REWARD, "reward", input.reward());
    RewardState state =
        Boolean.TRUE.equals(input.retire()) ? RewardState.RETIRED : RewardState.PUBLISHED;
    return once.answer(
        "publishReward",
        input.idempotencyKey(),
        input,
        RewardPayload.class,
        () -> rewards.move(reward, state).map(RewardPayload::new));
  }

  /** A programme's rewards. NOT_FOUND, INVALID_INPUT, FORBIDDEN for a member who asks for all. */
  @Query
  @RolesAllowed({
    Roles.ADMIN,
    Roles.SERVICE,
    Roles.MARKETER,
    Roles.ANALYST,
    Roles.TILL,
    Roles.MEMBER
  })
  @NonNull
  @Description("The rewards that are published and not over, the oldest first.")
  public Uni<RewardConnection> rewards(
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
      @DefaultValue("false")
          @Description("Drafts, retired ones and those that are over as well; for staff.")
          boolean all,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    boolean staff =
        Stream.of(Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST)
            .anyMatch(identity::hasRole);
    if (all && !staff) {
      throw new ForbiddenException();
    }
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID id = paging.continues() ? paging.uuid(1) : null;
    return currencies
        .require(programme, null)
        .chain(
            currency ->
                tx.read(
                    connection ->
                        store.page(
                            connection,
                            currency.programmeId(),
                            all,
                            rewards.now(),
                            time,
                            id,
                            paging.limit())))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    row ->
                        new String[] {
                          Paging.part(row.createdAt().toInstant()), row.uuid().toString()
                        },
                    RewardEdge::new,
                    RewardConnection::new));
  }

  /** Whether a customer can have a reward. NOT_FOUND, INVALID_INPUT when nobody is named. */
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description("Whether a member can have it now, and why not.")
  public Uni<RewardEligibility> eligibility(
      @Source Reward reward,
      @Id
          @Description(
              "Who, a customer's id; a member may leave it out and can only name themselves.")
          String customer) {
    UUID whose = caller.customer("customer", customer);
    return gather.load(
        "rewardEligibility", whose, reward, (List<Reward> page) -> eligibility(whose, page));
  }

  private Uni<Map<Reward, RewardEligibility>> eligibility(UUID customer, List<Reward> page) {
    List<UUID> ids = page.stream().map(Reward::uuid).toList();
    List<UUID> of = page.stream().map(Reward::currencyId).distinct().toList();
    return purses
        .available(of, customer)
        .chain(
            available ->
                tx.read(connection -> store.standings(connection, customer, ids))
                    .map(
                        found -> {
                          Map<Reward, RewardEligibility> answer = new HashMap<>();
                          for (Reward reward : page) {
                            RewardStore.Standing is = found.get(reward.uuid());
                            answer.put(
                                reward,
                                RewardEligibility.of(
                                    reward,
                                    new MemberView(
                                        rewards.now(),
                                        is.tier(),
                                        is.claims(),
                                        is.taken(),
                                        available.getOrDefault(reward.currencyId(), 0L))));
                          }
                          return answer;
                        }));
  }

  /** How many of rewards are left, in one statement for a page of them. */
  @Authenticated
  @Description("How many are left; null when there is no limit.")
  public Uni<List<Long>> left(@Source List<Reward> page) {
    List<UUID> ids = page.stream().map(Reward::uuid).distinct().toList();
    return tx.read(connection -> store.taken(connection, ids))
        .map(
            taken ->
                page.stream()
                    .map(
                        reward ->
                            reward.stock() == null
                                ? null
                                : (Long)
                                    Math.max(
                                        0, reward.stock() - taken.getOrDefault(reward.uuid(), 0L)))
                    .toList());
  }

  /** Of which points rewards' prices are. */
  @Authenticated
  @NonNull
  @Description("Of which points its price is.")
  public Uni<List<@NonNull PointsCurrency>> currency(@Source List<Reward> page) {
    return currencies
        .byIds(page.stream().map(Reward::currencyId).distinct().toList())
        .map(found -> page.stream().map(reward -> found.get(reward.currencyId())).toList());
  }
}
