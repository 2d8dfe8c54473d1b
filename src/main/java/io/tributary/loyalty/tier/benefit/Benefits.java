package io.tributary.loyalty.tier.benefit;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.Programme;
import io.tributary.loyalty.Programmes;
import io.tributary.loyalty.tier.Membership;
import io.tributary.loyalty.tier.Tiers;
import io.tributary.platform.Ids;
import io.tributary.platform.Storable;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Keeps what tiers come with, and answers what members have of it. */
@ApplicationScoped
class Benefits implements NodeLoader {
  private static final int LONGEST_NAME = 100;
  private static final int MOST_PER_YEAR = 1_000;
  private static final int MOST = 100;

  private final BenefitStore store;
  private final Programmes programmes;
  private final Tiers tiers;
  private final Tx tx;
  private final Clock clock;

  Benefits(BenefitStore store, Programmes programmes, Tiers tiers, Tx tx, Clock clock) {
    this.store = store;
    this.programmes = programmes;
    this.tiers = tiers;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Adds a benefit or changes the one of its name.
   *
   * @throws ApiException NOT_FOUND for the programme, INVALID_INPUT with the field
   */
  Uni<TierBenefit> set(SetTierBenefitInput input) {
    String name = input.name().strip();
    if (name.isEmpty() || name.length() > LONGEST_NAME || !Storable.text(name)) {
      throw ApiException.invalid("input.name", "1 to " + LONGEST_NAME + " characters.");
    }
    Instant now = clock.instant();
    return programmes
        .require(input.programme())
        .chain(
            programme ->
                tx.write(
                    connection ->
                        tiers
                            .names(connection, programme.uuid())
                            .map(names -> shares(input, names))
                            .map(
                                shares ->
                                    new TierBenefit(
                                        Ids.next(), programme.uuid(), name, input.kind(), shares))
                            .chain(draft -> store.save(connection, draft, now, MOST))
                            .map(
                                saved ->
                                    saved.orElseThrow(
                                        () ->
                                            ApiException.invalid(
                                                "input.name",
                                                "A programme has up to " + MOST + " benefits.")))));
  }

  private static List<TierBenefitShare> shares(SetTierBenefitInput input, List<String> names) {
    List<TierBenefitShare> shares = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < input.tiers().size(); i++) {
      TierBenefitShareInput share = input.tiers().get(i);
      String path = "input.tiers[" + i + "]";
      if (!names.contains(share.tier()) || !seen.add(share.tier())) {
        throw ApiException.invalid(
            path + ".tier", "Name each tier of the programme's policy in force once: " + names);
      }
      Integer perYear = share.perYear();
      if (perYear != null && (perYear < 1 || perYear > MOST_PER_YEAR)) {
        throw ApiException.invalid(path + ".perYear", "1 to " + MOST_PER_YEAR + ".");
      }
      shares.add(new TierBenefitShare(share.tier(), perYear));
    }
    return shares;
  }

  /** The benefits of programmes, in their order. */
  Uni<List<List<TierBenefit>>> ofProgrammes(List<Programme> page) {
    List<UUID> ids = page.stream().map(Programme::uuid).distinct().toList();
    return tx.read(connection -> store.ofProgrammes(connection, ids))
        .map(all -> page.stream().map(programme -> of(all, programme)).toList());
  }

  private static List<TierBenefit> of(List<TierBenefit> all, Programme programme) {
    return all.stream().filter(benefit -> benefit.programmeId().equals(programme.uuid())).toList();
  }

  /** What members have this year by their tier, in their order. */
  Uni<List<List<MemberBenefit>>> ofMembers(List<Membership> page) {
    Instant now = clock.instant();
    List<UUID> ids = page.stream().map(m -> m.programme().uuid()).distinct().toList();
    List<UUID> customers = page.stream().map(Membership::customer).distinct().toList();
    return tx.read(
        connection ->
            store
                .ofProgrammes(connection, ids)
                .chain(
                    all ->
                        store
                            .used(connection, customers)
                            .map(
                                used ->
                                    page.stream()
                                        .map(member -> has(member, all, used, now))
                                        .toList())));
  }

  private static List<MemberBenefit> has(
      Membership member, List<TierBenefit> all, BenefitStore.Used used, Instant now) {
    int year = year(member.programme(), now);
    List<MemberBenefit> has = new ArrayList<>();
    for (TierBenefit benefit : of(all, member.programme())) {
      benefit
          .of(member.getTier())
          .ifPresent(
              share ->
                  has.add(
                      new MemberBenefit(
                          benefit,
                          share.perYear(),
                          used.times(member.customer(), benefit.uuid(), year))));
    }
    return has;
  }

  /** The calendar year of a programme at an instant. */
  static int year(Programme programme, Instant at) {
    return LocalDate.ofInstant(at, programme.zone()).getYear();
  }

  /** The benefits behind uses, in their order. */
  Uni<List<TierBenefit>> ofUses(List<TierBenefitUse> page) {
    List<UUID> ids = page.stream().map(TierBenefitUse::benefitId).distinct().toList();
    return tx.read(connection -> store.byIds(connection, ids))
        .map(found -> page.stream().map(use -> found.get(use.benefitId())).toList());
  }

  @Override
  public TypeId type() {
    return TypeId.TIER_BENEFIT;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id))).map(found -> found.get(id));
  }
}
