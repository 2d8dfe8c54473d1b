package io.tributary.loyalty.referral;

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

/** Terms of referrals as staff published them. */
@Entity
@Table(name = "referral_policy")
class ReferralPolicyVersion extends PanacheEntityBase {
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

  @Column(name = "effective_from")
  Instant effectiveFrom;

  @Column(name = "ends_at")
  Instant endsAt;

  @Column(name = "published_at")
  Instant publishedAt;

  @Column(name = "published_by")
  String publishedBy;

  @Version
  @Column(name = "version")
  int version;
}
