package io.tributary.loyalty.reward;

import io.tributary.graphql.ApiException;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.platform.Storable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What staff sent of a reward, checked.
 *
 * @param name without blanks around it
 * @param description null for none
 * @param price in points
 * @param stock null for no limit
 * @param limitPerMember null for no limit
 * @param tiers empty for everybody
 * @param beginsAt null from its publication
 * @param endsAt null for no end
 */
record RewardDraft(
    String name,
    String description,
    long price,
    Long stock,
    Integer limitPerMember,
    List<String> tiers,
    Instant beginsAt,
    Instant endsAt) {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_DESCRIPTION = 2_000;
  private static final int MOST_TIERS = 100;

  /** Checks what was sent. INVALID_INPUT with the path of the field at fault. */
  static RewardDraft of(RewardTermsInput terms) {
    String name = PointsCaller.text("terms.name", terms.name(), LONGEST_NAME);
    if (name == null) {
      throw ApiException.invalid("input.terms.name", "Give it a name.");
    }
    if (terms.stock() != null && terms.stock() < 0) {
      throw ApiException.invalid("input.terms.stock", "A stock is 0 or more.");
    }
    if (terms.limitPerMember() != null && terms.limitPerMember() < 1) {
      throw ApiException.invalid("input.terms.limitPerMember", "A limit is at least 1.");
    }
    List<String> tiers = terms.tiers() == null ? List.of() : terms.tiers();
    if (tiers.size() > MOST_TIERS
        || tiers.stream().anyMatch(t -> t == null || t.isBlank() || !Storable.text(t))) {
      throw ApiException.invalid("input.terms.tiers", "Up to " + MOST_TIERS + " names of tiers.");
    }
    Instant begins = instant(terms.beginsAt());
    Instant ends = instant(terms.endsAt());
    if (begins != null && ends != null && !ends.isAfter(begins)) {
      throw ApiException.invalid("input.terms.endsAt", "It ends after it begins.");
    }
    return new RewardDraft(
        name.strip(),
        PointsCaller.text("terms.description", terms.description(), LONGEST_DESCRIPTION),
        PointsCaller.points("terms.price", terms.price()),
        terms.stock(),
        terms.limitPerMember(),
        tiers.stream().distinct().toList(),
        begins,
        ends);
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
