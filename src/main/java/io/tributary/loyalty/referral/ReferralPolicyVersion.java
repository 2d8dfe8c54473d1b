package io.tributary.loyalty.referral;

import io.tributary.loyalty.PublishedVersion;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Terms of referrals as staff published them. */
@Entity
@Table(name = "referral_policy")
class ReferralPolicyVersion extends PublishedVersion {
  @Column(name = "programme_id")
  UUID programmeId;

  @Column(name = "effective_from")
  Instant effectiveFrom;

  @Column(name = "ends_at")
  Instant endsAt;
}
