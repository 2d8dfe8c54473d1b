package io.tributary.identity;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

/** A source as staff edit it. */
@Entity
@Table(name = "source")
class SourceDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "source_id")
  UUID id;

  @Column(name = "name")
  String name;

  @Enumerated(EnumType.STRING)
  @Column(name = "kind")
  SourceKind kind;

  @Column(name = "trust_rank")
  int trustRank;

  @Column(name = "region")
  String region;

  @Column(name = "currency")
  String currency;

  @Column(name = "timezone")
  String timezone;

  @Column(name = "asserts_identifiers")
  boolean assertsIdentifiers;

  @Column(name = "card_programme")
  String cardProgramme;

  @Column(name = "write_key_hash")
  byte[] writeKeyHash;

  @Column(name = "previous_key_hash")
  byte[] previousKeyHash;

  @Column(name = "previous_key_until")
  Instant previousKeyUntil;

  @Column(name = "archived_at")
  Instant archivedAt;

  @Column(name = "created_at")
  Instant createdAt;

  @Version
  @Column(name = "version")
  int version;

  Source toSource() {
    return new Source(
        id,
        name,
        kind,
        trustRank,
        region,
        currency,
        ZoneId.of(timezone),
        assertsIdentifiers,
        cardProgramme);
  }
}
