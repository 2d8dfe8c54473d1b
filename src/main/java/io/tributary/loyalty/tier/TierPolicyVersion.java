package io.tributary.loyalty.tier;

import io.tributary.loyalty.PublishedVersion;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;

/** A tier policy as staff published it. */
@Entity
@Table(name = "tier_policy")
class TierPolicyVersion extends PublishedVersion {
  @Column(name = "programme_id")
  UUID programmeId;
}
