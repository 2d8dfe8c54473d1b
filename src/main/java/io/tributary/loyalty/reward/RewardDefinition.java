package io.tributary.loyalty.reward;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A reward as staff edit it. */
@Entity
@Table(name = "reward")
class RewardDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "reward_id")
  UUID id;

  @Column(name = "programme_id")
  UUID programmeId;

  @Column(name = "currency_id")
  UUID currencyId;

  @Column(name = "name")
  String name;

  @Column(name = "description")
  String description;

  @Column(name = "price")
  long price;

  @Column(name = "stock")
  Long stock;

  @Column(name = "limit_per_member")
  Integer limitPerMember;

  @Column(name = "tiers")
  String[] tiers;

  @Column(name = "begins_at")
  Instant beginsAt;

  @Column(name = "ends_at")
  Instant endsAt;

  @Column(name = "state")
  String state;

  @Column(name = "created_at")
  Instant createdAt;

  @Version
  @Column(name = "version")
  int version;
}
