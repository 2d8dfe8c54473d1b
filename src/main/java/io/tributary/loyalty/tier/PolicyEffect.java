package io.tributary.loyalty.tier;

import io.tributary.platform.TypeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a policy changes, counted over all members.
 *
 * @param up members who rise
 * @param down members who fall
 * @param unchanged members who keep their tier
 * @param enrolled members who are new
 * @param atRisk of the unchanged, those who no longer have what their tier takes
 * @param sample some of those that move
 */
record PolicyEffect(
    int up, int down, int unchanged, int enrolled, int atRisk, List<TierMove> sample) {
  private static final int SAMPLE_OF_EACH = 10;
  private static final Comparator<Comparison> BY_CUSTOMER =
      Comparator.comparing(one -> one.customer().toString());

  PolicyEffect() {
    this(0, 0, 0, 0, 0, List.of());
  }

  /**
   * One member before and after.
   *
   * @param customer whose
   * @param before under the versions so far; empty when not a member
   * @param after under those and the new one
   * @param asOf the instant of both
   */
  record Comparison(UUID customer, Optional<Replay> before, Replay after, Instant asOf) {
    /** The membership to write. */
    Derived derived(UUID programme) {
      return new Derived(customer, programme, after, asOf);
    }

    /** Which way the member moves; empty when it stays. */
    Optional<TierMove.Kind> move() {
      if (before.isEmpty()) {
        return Optional.of(TierMove.Kind.ENROLLED);
      }
      Replay was = before.get();
      int kept = after.policy().placeOf(was.policy(), was.place());
      int is = after.place();
      if (is > kept) {
        return Optional.of(TierMove.Kind.UP);
      }
      boolean lost =
          !after.tier().equals(was.tier())
              && !after.policy().takes(is).implies(was.policy().takes(was.place()));
      return lost || is < kept ? Optional.of(TierMove.Kind.DOWN) : Optional.empty();
    }

    private boolean atRisk() {
      return before
          .filter(was -> move().isEmpty())
          .filter(was -> was.earned() && !after.earned())
          .isPresent();
    }

    private TierMove move(TierMove.Kind kind) {
      return new TierMove(
          kind,
          TypeId.CUSTOMER.encode(customer),
          before.map(Replay::tier).orElse(null),
          after.tier(),
          after.now().reasons());
    }
  }

  /** The same with more members counted, in any order. */
  PolicyEffect with(List<Comparison> more) {
    int[] count = {up, down, enrolled};
    int[] taken = new int[count.length];
    int same = unchanged;
    int risk = atRisk;
    List<TierMove> sampled = new ArrayList<>(sample);
    for (Comparison one : more.stream().sorted(BY_CUSTOMER).toList()) {
      Optional<TierMove.Kind> kind = one.move();
      if (kind.isEmpty()) {
        same++;
        risk += one.atRisk() ? 1 : 0;
      } else {
        count[kind.get().ordinal()]++;
        if (taken[kind.get().ordinal()]++ < SAMPLE_OF_EACH) {
          sampled.add(one.move(kind.get()));
        }
      }
    }
    return new PolicyEffect(count[0], count[1], same, count[2], risk, first(sampled));
  }

  /** Some of each kind: those with the lowest ids, so that the same effect has the same sample. */
  private static List<TierMove> first(List<TierMove> moves) {
    int[] taken = new int[TierMove.Kind.values().length];
    return moves.stream()
        .sorted(Comparator.comparing(TierMove::kind).thenComparing(TierMove::customerId))
        .filter(move -> taken[move.kind().ordinal()]++ < SAMPLE_OF_EACH)
        .toList();
  }

  /** The answer. */
  TierPolicyPayload payload(PublishedTierPolicy policy, boolean dryRun) {
    return new TierPolicyPayload(policy, dryRun, up, down, unchanged, enrolled, atRisk, sample);
  }
}
