package io.tributary.loyalty.mission;

import io.tributary.loyalty.PublishedVersion;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A version of a mission as staff published it. */
@Entity
@Table(name = "mission_version")
@AttributeOverride(name = "id", column = @Column(name = "version_id"))
class MissionDefinition extends PublishedVersion {
  @Column(name = "mission_id")
  UUID missionId;

  @Column(name = "effective_from")
  Instant effectiveFrom;
}
