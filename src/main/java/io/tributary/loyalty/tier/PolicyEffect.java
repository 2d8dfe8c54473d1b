package io.tributary.loyalty.tier;

import io.tributary.platform.TypeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * @param moves how many move from where to where
 * @param sample some of those that move
 * @param digest of all that move, each with from where to where, in any order
 */
record PolicyEffect(
    int up,
    int down,
    int unchanged,
    int enrolled,
    int atRisk,
    Map<Way, Integer> moves,
    List<TierMove> sample,
    long digest) {
  private static final int SAMPLE_OF_EACH = 10;
  private static final Comparator<Comparison> BY_CUSTOMER =
      Comparator.comparing(one -> one.customer().toString());

  private static final Comparator<TierMoveCount> MOST_FIRST =
      Comparator.comparingInt(TierMoveCount::members)
          .reversed()
          .thenComparing(TierMoveCount::kind)
          .thenComparing(TierMoveCount::to)
          .thenComparing(of -> String.valueOf(of.from()));

  PolicyEffect() {
    this(0, 0, 0, 0, 0, Map.of(), List.of(), 0);
  }

  /**
   * From where to where a member moves.
   *
   * @param from the tier before; null when newly enrolled
   * @param to the tier after
   */
  record Way(TierMove.Kind kind, String from, String to) {}

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

    /** A number for this member's move; the sum of them does not depend on their order. */
    private long digest(Way way) {
      String move = customer + "|" + (way.from() == null ? "" : way.from()) + "|" + way.to();
      try {
        byte[] hash =
            MessageDigest.getInstance("MD5").digest(move.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has MD5", e);
      }
    }

    private Way way(TierMove.Kind kind) {
      return new Way(kind, before.map(Replay::tier).orElse(null), after.tier());
    }

    private TierMove move(Way way) {
      return new TierMove(
          way.kind(),
          TypeId.CUSTOMER.encode(customer),
          way.from(),
          way.to(),
          after.now().reasons());
    }
  }

  /** The same with more members counted, in any order. */
  PolicyEffect with(List<Comparison> more) {
    int[] count = {up, down, enrolled};
    int[] taken = new int[count.length];
    int same = unchanged;
    int risk = atRisk;
    Map<Way, Integer> ways = new HashMap<>(moves);
    List<TierMove> sampled = new ArrayList<>(sample);
    long all = digest;
    for (Comparison one : more.stream().sorted(BY_CUSTOMER).toList()) {
      Optional<TierMove.Kind> kind = one.move();
      if (kind.isEmpty()) {
        same++;
        risk += one.atRisk() ? 1 : 0;
      } else {
        Way way = one.way(kind.get());
        ways.merge(way, 1, Integer::sum);
        all += one.digest(way);
        count[way.kind().ordinal()]++;
        if (taken[way.kind().ordinal()]++ < SAMPLE_OF_EACH) {
          sampled.add(one.move(way));
        }
      }
    }
    return new PolicyEffect(count[0], count[1], same, count[2], risk, ways, first(sampled), all);
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
    List<TierMoveCount> counts =
        moves.entrySet().stream()
            .map(
                of ->
                    new TierMoveCount(
                        of.getKey().kind(), of.getKey().from(), of.getKey().to(), of.getValue()))
            .sorted(MOST_FIRST)
            .toList();
    return new TierPolicyPayload(
        policy,
        dryRun,
        up,
        down,
        unchanged,
        enrolled,
        atRisk,
        counts,
        sample,
        "%016x".formatted(digest));
  }
}
