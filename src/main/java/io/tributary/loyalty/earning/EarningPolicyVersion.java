package io.tributary.loyalty.earning;

import io.tributary.loyalty.PublishedVersion;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Rules of what sales earn as staff published them. */
@Entity
@Table(name = "earning_policy")
class EarningPolicyVersion extends PublishedVersion {
  @Column(name = "programme_id")
  UUID programmeId;

  @Column(name = "effective_from")
  Instant effectiveFrom;
}
