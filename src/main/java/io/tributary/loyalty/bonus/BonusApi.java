package io.tributary.loyalty.bonus;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.graphql.once.Once;
import io.tributary.identity.Customer;
import io.tributary.loyalty.Programme;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Bonuses for events, over GraphQL. */
@GraphQLApi
public class BonusApi {
  private static final String LIST = "eventBonuses";

  private final Bonuses bonuses;
  private final BonusStore store;
  private final BonusGiftStore gifts;
  private final Gather gather;
  private final Tx tx;
  private final Once once;

  BonusApi(
      Bonuses bonuses, BonusStore store, BonusGiftStore gifts, Gather gather, Tx tx, Once once) {
    this.once = once;
    this.bonuses = bonuses;
    this.store = store;
    this.gifts = gifts;
    this.gather = gather;
    this.tx = tx;
  }

  /** Sets a bonus. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  @Mutation("setEventBonus")
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description(
      "Adds a bonus for something that members do, or changes the one of its name for what happens from now on.")
  public Uni<EventBonusPayload> setEventBonus(
      @NonNull @Description("The bonus.") SetEventBonusInput input) {
    return once.answer(
        "setEventBonus",
        input.idempotencyKey(),
        input,
        EventBonusPayload.class,
        () -> bonuses.set(input).map(EventBonusPayload::new));
  }

  /** The bonuses of programmes, in one statement for a page of them. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @NonNull
  @Description("Its bonuses for what members do that is no sale, the oldest first.")
  public Uni<List<@NonNull List<@NonNull EventBonus>>> eventBonuses(
      @Source List<Programme> programmes) {
    List<UUID> ids = programmes.stream().map(Programme::uuid).distinct().toList();
    return tx.read(connection -> store.ofProgrammes(connection, ids))
        .map(
            found ->
                programmes.stream()
                    .map(
                        programme ->
                            found.stream()
                                .filter(b -> b.programmeId().equals(programme.uuid()))
                                .toList())
                    .toList());
  }

  /** The bonuses behind gifts, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("Which bonus gave it, as it is now.")
  public Uni<List<@NonNull EventBonus>> bonus(@Source List<GivenBonus> page) {
    List<UUID> ids = page.stream().map(GivenBonus::bonusId).distinct().toList();
    return tx.read(connection -> store.byIds(connection, ids))
        .map(found -> page.stream().map(given -> found.get(given.bonusId())).toList());
  }

  /** What bonuses gave to a customer. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("What bonuses gave the customer, and what cut it, the latest first.")
  public Uni<GivenBonusConnection> eventBonuses(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 3);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID fact = paging.continues() ? paging.uuid(1) : null;
    UUID bonus = paging.continues() ? paging.uuid(2) : null;
    return gather
        .load(
            LIST,
            paging,
            customer.current(),
            (List<UUID> customers) ->
                tx.read(c -> gifts.ofCustomers(c, customers, time, fact, bonus, paging.limit())))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows == null ? List.of() : rows,
                    row ->
                        new String[] {
                          Paging.part(row.occurredAt().toInstant()),
                          row.fact().toString(),
                          row.bonusId().toString()
                        },
                    GivenBonusEdge::new,
                    GivenBonusConnection::new));
  }
}
