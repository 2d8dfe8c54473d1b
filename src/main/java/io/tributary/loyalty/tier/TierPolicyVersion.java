package io.tributary.loyalty.tier;

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

/** A tier policy as staff published it. */
@Entity
@Table(name = "tier_policy")
class TierPolicyVersion extends PanacheEntityBase {
  @Id
  @Column(name = "policy_id")
  UUID id;

  @Column(name = "programme_id")
  UUID programmeId;

  @Column(name = "number")
  int number;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "definition")
  JsonObject definition;

  @Column(name = "published_at")
  Instant publishedAt;

  @Column(name = "published_by")
  String publishedBy;

  @Version
  @Column(name = "version")
  int version;
}
