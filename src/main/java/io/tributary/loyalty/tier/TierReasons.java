package io.tributary.loyalty.tier;

import io.tributary.loyalty.LocalDays;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in sentences why a member has a tier. */
final class TierReasons {
  private static final String KEPT = ", which was earned before and is kept till it ends.";
  private final TierPolicy policy;

  private TierReasons(TierPolicy policy) {
    this.policy = policy;
  }

  /**
   * The sentences.
   *
   * @param counted what the window holds
   * @param earned whether that is what the tier takes
   */
  static List<String> of(
      TierPolicy policy, Replay member, Map<TierMeasure, Long> counted, boolean earned) {
    TierReasons words = new TierReasons(policy);
    List<String> reasons = new ArrayList<>();
    if (member.place() != member.promised()) {
      reasons.add(words.locked(member));
    } else {
      reasons.add(words.counted(member.place(), counted, earned));
    }
    if (member.place() > 0 && member.validUntil() != null) {
      reasons.add(words.lasts(member));
    }
    return reasons;
  }

  private String locked(Replay member) {
    String locks =
        member.locks().stream()
            .filter(lock -> lock.holds(member.asOf()) && policy.place(lock.tier()) >= 0)
            .map(lock -> lock.kind() + " to " + lock.tier() + " (" + lock.reason() + ")")
            .collect(Collectors.joining(", "));
    return "Held by staff: " + locks + ". Earned is " + policy.name(member.promised()) + ".";
  }

  private String counted(int tier, Map<TierMeasure, Long> counted, boolean earned) {
    String name = policy.name(tier);
    Requirement takes = policy.takes(tier);
    if (takes.equals(Requirement.INVITATION)) {
      return name + " was given when the member came, and is kept till it ends.";
    }
    Condition only =
        takes.equals(Requirement.NOTHING) ? new Condition(policy.measure(), 0) : takes.only();
    if (only == null) {
      String has =
          counted.entrySet().stream()
              .map(entry -> entry.getKey().words() + " " + amount(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining(", "));
      return name
          + " needs "
          + alternatives(takes)
          + "; the window holds "
          + has
          + (earned ? "." : KEPT);
    }
    String measure = only.measure().words();
    String in =
        measure.substring(0, 1).toUpperCase(Locale.ROOT)
            + measure.substring(1)
            + " in the window is "
            + amount(only.measure(), counted.getOrDefault(only.measure(), 0L));
    String needs = amount(only.measure(), only.minimum());
    return earned
        ? in + "; " + name + " needs " + needs + "."
        : in + ", less than the " + needs + " of " + name + KEPT;
  }

  private String alternatives(Requirement takes) {
    return takes.anyOf().stream()
        .map(
            all ->
                all.stream()
                    .map(one -> one.measure().words() + " " + amount(one.measure(), one.minimum()))
                    .collect(Collectors.joining(" and ")))
        .collect(Collectors.joining(", or "));
  }

  private String lasts(Replay member) {
    Instant validUntil = member.validUntil();
    boolean inGrace = !validUntil.isAfter(member.asOf());
    return (inGrace ? "The last valid day was " : "The last valid day is ")
        + LocalDays.dateOf(validUntil.minusNanos(1), policy.zone())
        + (inGrace
            ? "; grace keeps it to "
                + LocalDays.dateOf(policy.end(validUntil), policy.zone()).minusDays(1)
                + "."
            : ".");
  }

  private String amount(TierMeasure measure, long amount) {
    String text = TierCondition.amount(measure, amount, policy.currency());
    return measure == TierMeasure.NET_SPEND ? text + " " + policy.currency() : text;
  }
}
