package io.tributary.privacy.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What stands of all that a person has said: within a profile the latest, across profiles the
 * stricter.
 */
final class ConsentRule {
  /** The later it was said the more it counts; of two at one instant the stricter does. */
  private static final Comparator<Said> LATER =
      Comparator.comparing(Said::at)
          .thenComparing(Said::decision)
          .thenComparing(Said::occurredAt, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Said::textVersion, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(said -> said.profile().toString());

  /** The stricter; of two alike the later. */
  private static final Comparator<Said> STRICTER =
      Comparator.comparing(Said::decision).thenComparing(LATER);

  private ConsentRule() {}

  /**
   * A decision on one profile.
   *
   * @param occurredAt null when nobody knows
   * @param recordedAt when it came here
   * @param ownWord whether it was decided for this person; a grant by somebody else is none
   * @param guardian whether a guardian agreed
   */
  record Said(
      UUID profile,
      String purpose,
      ConsentChannel channel,
      ConsentDecision decision,
      Instant occurredAt,
      Instant recordedAt,
      String textVersion,
      boolean ownWord,
      boolean guardian) {
    /**
     * When it counts from. One without a time happened at some time before it was recorded: a
     * refusal is taken to be as late as it can be, a grant as early.
     */
    Instant at() {
      if (occurredAt != null) {
        return occurredAt;
      }
      return decision.permits() ? Instant.MIN : recordedAt;
    }

    /** Whether it is taken into account, of a person who is born then; null when unknown. */
    boolean counts(LocalDate birth, int guardianAge) {
      return !decision.permits()
          || ownWord && (guardian || !isMinor(birth, guardianAge, occurredOrRecorded()));
    }

    private Instant occurredOrRecorded() {
      return occurredAt == null ? recordedAt : occurredAt;
    }
  }

  /** Whether somebody was too young at an instant; who is born when nobody knows was not. */
  static boolean isMinor(LocalDate birth, int guardianAge, Instant at) {
    return birth != null
        && Period.between(birth, at.atZone(ZoneOffset.UTC).toLocalDate()).getYears() < guardianAge;
  }

  /**
   * What stands for each purpose and channel that anything was said of, in their order.
   *
   * @param limited whether the person restricted processing or objects: then nothing is permitted
   */
  static List<ConsentState> states(
      Collection<Said> all, LocalDate birth, int guardianAge, boolean limited) {
    Map<String, Map<ConsentChannel, List<Said>>> said = new TreeMap<>();
    all.stream()
        .filter(one -> one.counts(birth, guardianAge))
        .forEach(
            one ->
                said.computeIfAbsent(one.purpose(), p -> new TreeMap<>())
                    .computeIfAbsent(one.channel(), c -> new ArrayList<>())
                    .add(one));
    List<ConsentState> states = new ArrayList<>();
    said.forEach(
        (purpose, channels) -> {
          for (ConsentChannel channel : channels.keySet()) {
            states.add(state(purpose, channel, standing(channels, channel), limited));
          }
        });
    return states;
  }

  private static ConsentState state(
      String purpose, ConsentChannel channel, Said stands, boolean limited) {
    return new ConsentState(
        purpose,
        channel,
        stands.decision().permits() && !limited,
        stands.decision(),
        stands.occurredAt() == null ? null : stands.occurredAt().atOffset(ZoneOffset.UTC),
        stands.textVersion());
  }

  private static Said standing(Map<ConsentChannel, List<Said>> channels, ConsentChannel channel) {
    Map<UUID, List<Said>> own = byProfile(channels.getOrDefault(channel, List.of()));
    Map<UUID, List<Said>> any = byProfile(channels.getOrDefault(ConsentChannel.ANY, List.of()));
    any.keySet().forEach(profile -> own.computeIfAbsent(profile, p -> new ArrayList<>()));
    return own.entrySet().stream()
        .map(entry -> ofProfile(entry.getValue(), any.getOrDefault(entry.getKey(), List.of())))
        .flatMap(Optional::stream)
        .max(STRICTER)
        .orElseThrow();
  }

  /**
   * A refusal of ANY covers every channel; a grant of ANY only those of which nothing else is said.
   */
  private static Optional<Said> ofProfile(List<Said> own, List<Said> any) {
    if (own.isEmpty()) {
      return any.stream().max(LATER);
    }
    List<Said> both = new ArrayList<>(own);
    any.stream().filter(one -> !one.decision().permits()).forEach(both::add);
    return both.stream().max(LATER);
  }

  private static Map<UUID, List<Said>> byProfile(List<Said> said) {
    Map<UUID, List<Said>> found = new LinkedHashMap<>();
    said.forEach(one -> found.computeIfAbsent(one.profile(), p -> new ArrayList<>()).add(one));
    return found;
  }
}
