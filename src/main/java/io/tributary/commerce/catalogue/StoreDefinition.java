package io.tributary.commerce.catalogue;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A store as staff edit it; its further attributes come from files alone. */
@Entity
@Table(name = "store")
class StoreDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "store_id")
  UUID id;

  @Column(name = "code")
  String code;

  @Column(name = "name")
  String name;

  @Column(name = "city")
  String city;

  @Column(name = "region")
  String region;

  @Column(name = "country")
  String country;

  @Column(name = "timezone")
  String timezone;

  @Column(name = "created_at")
  Instant createdAt;

  @Version
  @Column(name = "version")
  int version;
}
