package io.tributary.loyalty.bonus;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A bonus as staff edit it. */
@Entity
@Table(name = "event_bonus")
class EventBonusDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "bonus_id")
  UUID id;

  @Column(name = "programme_id")
  UUID programmeId;

  @Column(name = "currency_id")
  UUID currencyId;

  @Column(name = "name")
  String name;

  @Column(name = "occasion")
  String occasion;

  @Column(name = "event_names")
  String[] eventNames;

  @Column(name = "attributes")
  String[] attributes;

  @Column(name = "points")
  long points;

  @Column(name = "per")
  String per;

  @Column(name = "times")
  int times;

  @Column(name = "cap_per_day")
  Long capPerDay;

  @Column(name = "cap_per_member")
  Long capPerMember;

  @Column(name = "budget")
  Long budget;

  @Column(name = "since")
  Instant since;

  @Column(name = "until")
  Instant until;

  @Column(name = "created_at")
  Instant createdAt;

  @Version
  @Column(name = "version")
  int version;
}
