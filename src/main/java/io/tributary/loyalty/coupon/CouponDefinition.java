package io.tributary.loyalty.coupon;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A coupon as staff make it. */
@Entity
@Table(name = "coupon")
class CouponDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "coupon_id")
  UUID id;

  @Column(name = "programme_id")
  UUID programmeId;

  @Column(name = "currency_id")
  UUID currencyId;

  @Column(name = "name")
  String name;

  @Column(name = "kind")
  String kind;

  @Column(name = "percent")
  Integer percent;

  @Column(name = "amount_minor")
  Long amountMinor;

  @Column(name = "gift")
  String gift;

  @Column(name = "minimum_minor")
  long minimumMinor;

  @Column(name = "maximum_minor")
  Long maximumMinor;

  @Column(name = "combinable")
  boolean combinable;

  @Column(name = "limit_per_member")
  Integer limitPerMember;

  @Column(name = "limit_in_all")
  Long limitInAll;

  @Column(name = "begins_at")
  Instant beginsAt;

  @Column(name = "ends_at")
  Instant endsAt;

  @Column(name = "stopped")
  boolean stopped;

  @Column(name = "created_at")
  Instant createdAt;

  @Version
  @Column(name = "version")
  int version;
}
