package io.tributary.loyalty.mission;

import io.tributary.graphql.ApiException;
import io.tributary.loyalty.bonus.BonusWindow;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.Storable;
import io.tributary.platform.TypeId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Makes a mission of what staff sent, or says which field is wrong and what it must be. */
final class MissionDraft {
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_VALUE = 200;
  private static final int MOST_STEPS = 10;
  private static final int MOST_VALUES = 1_000;
  private static final int MOST_TIMES = 100;
  private static final int MOST_COUNT = 10_000;

  private MissionDraft() {}

  /** The mission's name. */
  static String name(MissionInput input) {
    return name("name", input.name());
  }

  private static String name(String field, String text) {
    String name = PointsCaller.text(field, text, LONGEST_NAME);
    require(name != null, field, "Give it a name.");
    return name.strip();
  }

  /** The terms that an input describes. INVALID_INPUT with the path of the field at fault. */
  static MissionTerms of(MissionInput input, PointsCurrency currency, Instant now) {
    Instant since = micros(input.since() == null ? now : input.since().toInstant());
    Instant until = input.until() == null ? null : micros(input.until().toInstant());
    require(until == null || until.isAfter(since), "until", "It ends after it begins.");
    int times = input.times() == null ? 1 : input.times();
    require(times >= 1 && times <= MOST_TIMES, "times", "1 to " + MOST_TIMES + " times.");
    long points =
        input.points() == null || input.points() == 0 ? 0 : PointsCaller.points(input.points());
    UUID coupon = id(TypeId.COUPON, "coupon", input.coupon());
    UUID reward = id(TypeId.REWARD, "reward", input.reward());
    require(points > 0 || coupon != null || reward != null, "points", "A mission gives something.");
    return new MissionTerms(
        since,
        until,
        texts("tiers", input.tiers()),
        Boolean.TRUE.equals(input.joined()),
        Boolean.TRUE.equals(input.ordered()),
        steps(input.steps(), currency.money()),
        input.per() == null ? BonusWindow.EVER : input.per(),
        times,
        currency.code(),
        points,
        coupon,
        reward);
  }

  private static Instant micros(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  private static UUID id(TypeId type, String what, String id) {
    return id == null ? null : PointsCaller.id(type, what, id);
  }

  private static List<MissionStep> steps(List<MissionStepInput> inputs, String money) {
    require(
        !inputs.isEmpty() && inputs.size() <= MOST_STEPS,
        "steps",
        "One to " + MOST_STEPS + " steps.");
    List<MissionStep> steps = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      String path = "steps[" + i + "]";
      MissionStep step = step(path, inputs.get(i), money);
      require(names.add(step.name()), path + ".name", "Another step has this name.");
      steps.add(step);
    }
    return List.copyOf(steps);
  }

  private static MissionStep step(String path, MissionStepInput input, String money) {
    require(input != null, path, "A step is not null.");
    MissionStepKind kind = input.kind();
    boolean isSpend = kind == MissionStepKind.SPEND;
    require(isSpend == (input.amount() != null), path + ".amount", "For SPEND alone, and needed.");
    require(!isSpend || input.count() == null, path + ".count", "Not for SPEND.");
    int count = input.count() == null ? 1 : input.count();
    require(count >= 1 && count <= MOST_COUNT, path + ".count", "1 to " + MOST_COUNT + ".");
    require(
        kind.isOfOrders() || input.minimumSpend() == null,
        path + ".minimumSpend",
        "For steps of orders alone.");
    List<String> skus = texts(path + ".skus", input.skus());
    List<String> categories = texts(path + ".categories", input.categories());
    boolean isPurchase = kind == MissionStepKind.PURCHASE;
    require(
        isPurchase == (!skus.isEmpty() || !categories.isEmpty()),
        path + ".skus",
        "Products or categories, for PURCHASE alone, and needed.");
    List<String> events = texts(path + ".eventNames", input.eventNames());
    require(
        (kind == MissionStepKind.EVENT) != events.isEmpty(),
        path + ".eventNames",
        "For EVENT alone, and needed.");
    return new MissionStep(
        name(path + ".name", input.name()),
        kind,
        isSpend ? PointsCaller.minor(path + ".amount", input.amount(), money) : count,
        money,
        input.minimumSpend() == null
            ? 0
            : PointsCaller.minor(path + ".minimumSpend", input.minimumSpend(), money),
        skus,
        categories,
        events.stream().map(event -> event.toLowerCase(Locale.ROOT)).distinct().toList());
  }

  private static List<String> texts(String field, List<String> texts) {
    List<String> all = texts == null ? List.of() : texts;
    require(
        all.size() <= MOST_VALUES
            && all.stream()
                .allMatch(
                    t ->
                        t != null
                            && !t.isBlank()
                            && t.length() <= LONGEST_VALUE
                            && Storable.text(t)),
        field,
        "Up to " + MOST_VALUES + " values of 1 to " + LONGEST_VALUE + " characters.");
    return all.stream().distinct().toList();
  }

  private static void require(boolean holds, String field, String message) {
    if (!holds) {
      throw ApiException.invalid("input." + field, message);
    }
  }
}
