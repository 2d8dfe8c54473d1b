package io.tributary.loyalty.reward;

import java.util.Optional;

/** Whether a member can have a reward. Pure. */
final class RewardRule {
  private RewardRule() {}

  /** Why not; empty when they can. */
  static Optional<RewardRefusal> refuses(Reward reward, MemberView member) {
    if (reward.state() != RewardState.PUBLISHED) {
      return Optional.of(RewardRefusal.NOT_PUBLISHED);
    }
    if (reward.beginsAt() != null && member.at().isBefore(reward.beginsAt().toInstant())) {
      return Optional.of(RewardRefusal.NOT_BEGUN);
    }
    if (reward.endsAt() != null && !member.at().isBefore(reward.endsAt().toInstant())) {
      return Optional.of(RewardRefusal.ENDED);
    }
    boolean ofTier = member.tier() != null && reward.tiers().contains(member.tier());
    if (!reward.tiers().isEmpty() && !ofTier) {
      return Optional.of(RewardRefusal.OTHER_TIER);
    }
    if (reward.limitPerMember() != null && member.claims() >= reward.limitPerMember()) {
      return Optional.of(RewardRefusal.LIMIT_REACHED);
    }
    if (reward.stock() != null && member.taken() >= reward.stock()) {
      return Optional.of(RewardRefusal.OUT_OF_STOCK);
    }
    return member.available() < reward.price()
        ? Optional.of(RewardRefusal.INSUFFICIENT_POINTS)
        : Optional.empty();
  }
}
