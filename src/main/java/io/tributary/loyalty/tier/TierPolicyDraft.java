package io.tributary.loyalty.tier;

import io.tributary.graphql.ApiException;
import io.tributary.loyalty.Programme;
import io.tributary.platform.TypeId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Makes a rule of what staff sent, or says which field is wrong and what it must be. */
final class TierPolicyDraft {
  private static final int MOST_TIERS = 20;
  private static final int LONGEST_NAME = 60;
  private static final int MOST_RECOGNISED = 50;
  private static final Period ONE_YEAR = Period.ofYears(1);

  /** Periods are compared by where they lead from here, since a month has no fixed length. */
  private static final LocalDate ANY_DAY = LocalDate.of(2000, 1, 1);

  private static final LocalDate LATEST = ANY_DAY.plusYears(50);

  private TierPolicyDraft() {}

  /** The rule that an input describes. INVALID_INPUT with the path of the field at fault. */
  static TierPolicy of(TierPolicyInput input, Programme programme, int number, Instant from) {
    TierMeasure measure = input.measure() == null ? TierMeasure.NET_SPEND : input.measure();
    List<Tier> tiers = tiers(input.tiers(), measure, programme.currency());
    return new TierPolicy(
        number,
        from,
        programme.zone(),
        programme.currency(),
        tiers,
        measure,
        window(input),
        period("validity", input.validity(), ONE_YEAR, 1),
        period("grace", input.grace(), Period.ZERO, 0),
        input.floor() == null ? TierFloor.ONE_DOWN : input.floor(),
        input.onReturn() == null ? OnReturn.IMMEDIATE : input.onReturn(),
        recognises(input.recognises(), programme, tiers));
  }

  private static Window window(TierPolicyInput input) {
    TierWindow kind = input.window() == null ? TierWindow.ROLLING : input.window();
    Period period = period("period", input.period(), ONE_YEAR, 1);
    long months = period.toTotalMonths();
    boolean whole = period.getDays() == 0;
    if (kind == TierWindow.ANNIVERSARY && !whole) {
      throw ApiException.invalid("input.period", "A member's own year is of whole months: P12M.");
    }
    if (kind == TierWindow.CALENDAR && !(whole && (12 % months == 0 || months % 12 == 0))) {
      throw ApiException.invalid(
          "input.period",
          "A calendar's window is a year, months that divide it (P1M, P3M, P6M), or several years.");
    }
    return TierPolicyJson.of(kind, period);
  }

  /** That the programme and tier that a policy recognises are there. INVALID_INPUT. */
  static void requireTier(Recognition one, int index, List<ProgrammeRules> all) {
    boolean there =
        all.stream()
            .filter(of -> of.programme().uuid().equals(one.programme()))
            .anyMatch(of -> of.latest().place(one.tier()) >= 0);
    if (!there) {
      throw ApiException.invalid(
          "input.recognises[" + index + "].tier", "The other programme has no such tier now.");
    }
  }

  private static List<Recognition> recognises(
      List<TierRecognitionInput> inputs, Programme programme, List<Tier> tiers) {
    List<Recognition> recognises = new ArrayList<>();
    List<TierRecognitionInput> given = inputs == null ? List.of() : inputs;
    if (given.size() > MOST_RECOGNISED) {
      throw ApiException.invalid("input.recognises", "Up to " + MOST_RECOGNISED + ".");
    }
    for (int i = 0; i < given.size(); i++) {
      TierRecognitionInput one = given.get(i);
      String path = "input.recognises[" + i + "]";
      UUID other =
          TypeId.PROGRAMME
              .decode(one.programme())
              .filter(id -> !id.equals(programme.uuid()))
              .orElseThrow(
                  () -> ApiException.invalid(path + ".programme", "Name another programme."));
      String as = one.as().strip();
      if (tiers.stream().skip(1).noneMatch(tier -> tier.name().equals(as))) {
        throw ApiException.invalid(path + ".as", "Name a tier of this policy above its base tier.");
      }
      recognises.add(new Recognition(other, one.tier().strip(), as));
    }
    return recognises;
  }

  private static List<Tier> tiers(List<TierInput> inputs, TierMeasure measure, String currency) {
    if (inputs.isEmpty() || inputs.size() > MOST_TIERS) {
      throw ApiException.invalid(
          "input.tiers", "A policy has 1 to " + MOST_TIERS + " tiers, the base tier first.");
    }
    List<Tier> tiers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Requirement below = Requirement.NOTHING;
    for (int i = 0; i < inputs.size(); i++) {
      String path = "input.tiers[" + i + "]";
      String name = name(path, inputs.get(i).name(), names);
      TierTakes.Taken taken = TierTakes.of(path, inputs.get(i), measure, currency);
      Requirement takes = taken.requirement();
      if (i == 0 && !takes.equals(Requirement.NOTHING)) {
        throw ApiException.invalid(
            taken.field(), "The first tier is the base tier: its minimum spend is 0.");
      }
      boolean earned = i > 0 && !takes.equals(Requirement.INVITATION);
      if (earned && (!takes.implies(below) || below.implies(takes))) {
        throw ApiException.invalid(
            taken.field(),
            "Tiers rise: this one must take more than the one before, so that whoever has it has"
                + " that one's minimum too.");
      }
      below = earned ? takes : below;
      tiers.add(new Tier(name, takes, currency));
    }
    return tiers;
  }

  private static String name(String path, String given, Set<String> names) {
    String name = given.strip();
    boolean bad =
        name.isEmpty()
            || name.length() > LONGEST_NAME
            || name.chars().anyMatch(Character::isISOControl);
    if (bad) {
      throw ApiException.invalid(
          path + ".name",
          "A tier's name has 1 to " + LONGEST_NAME + " characters and no line breaks.");
    }
    if (!names.add(name.toLowerCase(Locale.ROOT))) {
      throw ApiException.invalid(
          path + ".name", "Another tier is called " + name + ". Give each tier its own name.");
    }
    return name;
  }

  private static Period period(String field, String text, Period otherwise, int leastDays) {
    if (text == null) {
      return otherwise;
    }
    try {
      Period period = Period.parse(text.strip());
      LocalDate end = ANY_DAY.plus(period);
      boolean backwards = period.getDays() < 0 || period.toTotalMonths() < 0;
      if (!backwards && !end.isBefore(ANY_DAY.plusDays(leastDays)) && !end.isAfter(LATEST)) {
        return period;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // told below, like any other period that will not do
    }
    throw ApiException.invalid(
        "input." + field,
        "This is an ISO 8601 period such as P12M or P30D, of "
            + (leastDays == 0 ? "no day" : "a day")
            + " to 50 years.");
  }
}
