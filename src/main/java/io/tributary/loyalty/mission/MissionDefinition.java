package io.tributary.loyalty.mission;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A version of a mission as staff published it. */
@Entity
@Table(name = "mission_version")
class MissionDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "version_id")
  UUID id;

  @Column(name = "mission_id")
  UUID missionId;

  @Column(name = "number")
  int number;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "definition")
  JsonObject definition;

  @Column(name = "effective_from")
  Instant effectiveFrom;

  @Column(name = "published_at")
  Instant publishedAt;

  @Column(name = "published_by")
  String publishedBy;

  @Version
  @Column(name = "version")
  int version;
}
