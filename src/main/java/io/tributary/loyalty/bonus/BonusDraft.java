package io.tributary.loyalty.bonus;

import io.tributary.graphql.ApiException;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Storable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Makes a bonus of what staff sent, or says which field is wrong and what it must be. */
final class BonusDraft {
  private static final int LONGEST_NAME = 60;
  private static final int MOST_NAMES = 100;
  private static final int LONGEST_EVENT = 200;

  private BonusDraft() {}

  /** The bonus that an input describes. INVALID_INPUT with the path of the field at fault. */
  static EventBonus of(SetEventBonusInput input, UUID id, PointsCurrency currency, Instant now) {
    String name = PointsCaller.text("name", input.name(), LONGEST_NAME);
    require(name != null, "name", "Give it a name.");
    BonusOccasion occasion = input.occasion();
    List<String> events = names("eventNames", input.eventNames());
    List<String> attributes = names("attributes", input.attributes());
    boolean ofProfile = occasion == BonusOccasion.PROFILE_COMPLETED;
    require(occasion != BonusOccasion.EVENT || !events.isEmpty(), "eventNames", "Name the events.");
    require(
        !ofProfile && !occasion.isYearly() && occasion != BonusOccasion.REFERRAL
            || events.isEmpty(),
        "eventNames",
        "This is no event.");
    require(
        ofProfile != attributes.isEmpty(),
        "attributes",
        "For PROFILE_COMPLETED alone, and needed.");
    BonusWindow usual = occasion.isYearly() ? BonusWindow.YEAR : BonusWindow.EVER;
    BonusWindow per = input.per() == null ? usual : input.per();
    int times = input.times() == null ? 1 : input.times();
    require(times >= 1, "times", "At least once.");
    require(
        !ofProfile || times == 1 && per == BonusWindow.EVER, "per", "A profile is completed once.");
    require(!occasion.isYearly() || times == 1 && per == BonusWindow.YEAR, "per", "Once a year.");
    Instant since = input.since() == null ? now : input.since().toInstant();
    Instant until = input.until() == null ? null : input.until().toInstant();
    require(until == null || until.isAfter(since), "until", "It ends after it begins.");
    return new EventBonus(
        id,
        currency.programmeId(),
        currency.uuid(),
        name.strip(),
        occasion,
        events.stream().map(event -> event.toLowerCase(Locale.ROOT)).toList(),
        attributes,
        PointsCaller.points(input.points()),
        per,
        times,
        cap("capPerDay", input.capPerDay()),
        cap("capPerMember", input.capPerMember()),
        cap("budget", input.budget()),
        FactKeys.utc(since),
        FactKeys.utc(until));
  }

  private static Long cap(String field, Long points) {
    return points == null ? null : (Long) PointsCaller.points(field, points);
  }

  private static List<String> names(String field, List<String> names) {
    List<String> all = names == null ? List.of() : names;
    require(
        all.size() <= MOST_NAMES
            && all.stream()
                .allMatch(
                    n ->
                        n != null
                            && !n.isBlank()
                            && n.length() <= LONGEST_EVENT
                            && Storable.text(n)),
        field,
        "Up to " + MOST_NAMES + " names of 1 to " + LONGEST_EVENT + " characters.");
    return all.stream().map(String::strip).distinct().toList();
  }

  private static void require(boolean holds, String field, String message) {
    if (!holds) {
      throw ApiException.invalid("input." + field, message);
    }
  }
}
