package io.tributary.loyalty;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A programme as staff edit it. */
@Entity
@Table(name = "programme")
class ProgrammeDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "programme_id")
  UUID id;

  @Column(name = "name")
  String name;

  @Column(name = "currency")
  String currency;

  @Column(name = "timezone")
  String timezone;

  @Column(name = "created_at")
  Instant createdAt;

  @Version
  @Column(name = "version")
  int version;
}
