package io.tributary.loyalty.ledger;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A currency of points as staff edit it. */
@Entity
@Table(name = "points_currency")
class PointsCurrencyDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "currency_id")
  UUID id;

  @Column(name = "programme_id")
  UUID programmeId;

  @Column(name = "code")
  String code;

  @Column(name = "spendable")
  boolean spendable;

  @Column(name = "validity")
  String validity;

  @Column(name = "expires_with")
  String expiresWith;

  @Column(name = "pending_for")
  String pendingFor;

  @Column(name = "grace")
  String grace;

  @Column(name = "adjustment_limit")
  long adjustmentLimit;

  @Column(name = "created_at")
  Instant createdAt;

  @Version
  @Column(name = "version")
  int version;
}
