package io.tributary.loyalty;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of what staff publish version by version. A version is never changed. */
@MappedSuperclass
public abstract class PublishedVersion extends PanacheEntityBase {
  @Id
  @Column(name = "policy_id")
  private UUID id;

  @Column(name = "number")
  private int number;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "definition")
  private JsonObject definition;

  @Column(name = "published_at")
  private Instant publishedAt;

  @Column(name = "published_by")
  private String publishedBy;

  @Version
  @Column(name = "version")
  private int version;

  /**
   * Adds the version.
   *
   * @throws ApiException CONFLICT when its number is taken: somebody published at the same time
   */
  public Uni<Void> add(
      UUID newId, int newNumber, JsonObject says, OffsetDateTime at, String actor) {
    id = newId;
    number = newNumber;
    definition = says;
    publishedAt = at.toInstant();
    publishedBy = actor;
    return Panache.withTransaction(() -> persistAndFlush().replaceWithVoid())
        .onFailure(Programmes::isTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "Somebody published another version at the same time. Look at it, then try again."));
  }
}
