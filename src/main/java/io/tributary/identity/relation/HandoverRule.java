package io.tributary.identity.relation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * When a person may be handed over, by WeCom's documented limits: within 90 natural days a customer
 * of a member in service can be handed over twice only, and must be that member's customer
 * (developer.work.weixin.qq.com, document/path/96325, "分配在职成员的客户"); customers of a member who has
 * left the corp have no such limit (document/path/96331); a hand-over takes effect by itself after
 * 24 hours unless the customer refuses, and no second one begins meanwhile.
 */
final class HandoverRule {
  /** How many hand-overs of one person between members in service one window holds. */
  static final int MOST = 2;

  /** The window, in days of the calendar, today included. */
  static final int DAYS = 90;

  /** How long the person may refuse. */
  static final Duration REFUSABLE = Duration.ofHours(24);

  /** The calendar in which natural days are counted. */
  static final ZoneId CALENDAR = ZoneId.of("Asia/Shanghai");

  private HandoverRule() {}

  /** Why a hand-over is not possible. */
  enum Obstacle {
    /** From and to are one. */
    SAME_STAFF,
    /** The person is no contact of the first. */
    NOT_THEIRS,
    /** Another one is on its way. */
    ON_ITS_WAY,
    /** Two hand-overs within 90 days. */
    TOO_MANY
  }

  /**
   * Why not, and from which day it is possible.
   *
   * @param from null where waiting does not help
   */
  record Refusal(Obstacle obstacle, LocalDate from) {}

  /**
   * Why a hand-over is not possible now; empty when it is.
   *
   * @param past the profile's earlier hand-overs in the corp
   * @param relation of the profile with the first; null when there is none
   */
  static Optional<Refusal> refusal(
      Handover wish, Collection<Handover> past, Relation relation, Instant now) {
    if (wish.fromStaffId().equals(wish.toStaffId())) {
      return Optional.of(new Refusal(Obstacle.SAME_STAFF, null));
    }
    if (relation == null || !relation.isCurrent()) {
      return Optional.of(new Refusal(Obstacle.NOT_THEIRS, null));
    }
    if (past.stream().anyMatch(one -> one.state() == Handover.State.REQUESTED)) {
      return Optional.of(new Refusal(Obstacle.ON_ITS_WAY, null));
    }
    return wish.fromResigned() ? Optional.empty() : limit(past, now);
  }

  private static Optional<Refusal> limit(Collection<Handover> past, Instant now) {
    LocalDate today = now.atZone(CALENDAR).toLocalDate();
    List<LocalDate> counted =
        past.stream()
            .filter(one -> one.state() == Handover.State.COMPLETED && !one.fromResigned())
            .map(Handover::settledAt)
            .map(HandoverRule::day)
            .filter(day -> day.plusDays(DAYS).isAfter(today))
            .sorted()
            .toList();
    return counted.size() < MOST
        ? Optional.empty()
        : Optional.of(
            new Refusal(Obstacle.TOO_MANY, counted.get(counted.size() - MOST).plusDays(DAYS)));
  }

  private static LocalDate day(OffsetDateTime time) {
    return time.atZoneSameInstant(CALENDAR).toLocalDate();
  }
}
