package io.tributary.identity;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.Ids;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The sources, and who may send as one. */
@ApplicationScoped
public class Sources {
  /** How long the key before a rotation is still taken, so that senders can change over. */
  static final Duration OVERLAP = Duration.ofHours(24);

  /** How long a replica may go on with what it knew of a key: a bound on revoking, and on load. */
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private static final int MOST_REMEMBERED = 10_000;
  private static final String UNIQUE_VIOLATION = "23505";

  private final SourceStore store;
  private final Clock clock;
  private final Duration known;
  private final SecureRandom random = new SecureRandom();
  private final Map<UUID, Remembered> byKey = new ConcurrentHashMap<>();
  private final Map<UUID, Remembered> byId = new ConcurrentHashMap<>();

  /**
   * The sources of a database.
   *
   * @param known how long another replica's change of a source may go unseen where its name or
   *     settings are shown; most pages show some sources many times
   */
  Sources(
      SourceStore store,
      Clock clock,
      @ConfigProperty(name = "tributary.sources.known", defaultValue = "1s") Duration known) {
    this.store = store;
    this.clock = clock;
    this.known = known;
  }

  private record Remembered(Source source, Instant until) {}

  /** A source and the write key that was made for it; the key is shown this once. */
  record Issued(Source source, String writeKey) {}

  /**
   * The source that a write key (the current one, or the last one within its overlap) opens. A
   * revoked key is refused within five seconds on every replica.
   */
  public Uni<Optional<Source>> byWriteKey(String writeKey) {
    UUID id = Ids.hash("write-key", writeKey);
    Instant now = clock.instant();
    Remembered known = byKey.get(id);
    if (known != null && known.until().isAfter(now)) {
      return Uni.createFrom().item(Optional.of(known.source()));
    }
    return store
        .byKeyHash(Ids.secretHash(writeKey), now)
        .invoke(
            found ->
                found.ifPresentOrElse(
                    source -> remember(byKey, id, source, now.plus(REMEMBERED)),
                    () -> byKey.remove(id)));
  }

  private static void remember(Map<UUID, Remembered> where, UUID id, Source source, Instant until) {
    if (where.size() >= MOST_REMEMBERED) {
      where.clear();
    }
    where.put(id, new Remembered(source, until));
  }

  /** A source by its id. */
  public Uni<Optional<Source>> byId(UUID id) {
    return byIds(List.of(id)).map(found -> Optional.ofNullable(found.get(id)));
  }

  /**
   * Sources by their ids, in one statement, or in none when all were read a moment ago.
   *
   * @param ids which; nulls among them are nobody's
   * @return those that exist
   */
  public Uni<Map<UUID, Source>> byIds(Collection<UUID> ids) {
    Instant now = clock.instant();
    Map<UUID, Source> found = new HashMap<>();
    Set<UUID> missing = new HashSet<>();
    for (UUID id : ids) {
      Remembered remembered = id == null ? null : byId.get(id);
      if (remembered != null && remembered.until().isAfter(now)) {
        found.put(id, remembered.source());
      } else if (id != null) {
        missing.add(id);
      }
    }
    if (missing.isEmpty()) {
      return Uni.createFrom().item(found);
    }
    return store
        .byIds(missing)
        .map(
            read -> {
              read.forEach((id, source) -> remember(byId, id, source, now.plus(known)));
              found.putAll(read);
              return found;
            });
  }

  /** Makes a source and its write key; CONFLICT when the name is taken. */
  Uni<Issued> create(Consumer<SourceDefinition> fill) {
    String writeKey = newKey();
    return Panache.withTransaction(
            () -> {
              SourceDefinition source = new SourceDefinition();
              source.id = Ids.next();
              source.createdAt = clock.instant();
              source.writeKeyHash = Ids.secretHash(writeKey);
              fill.accept(source);
              return source.<SourceDefinition>persistAndFlush().map(SourceDefinition::toSource);
            })
        .map(source -> new Issued(source, writeKey))
        .onFailure(Sources::isNameTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "input.name",
                    "Another source has this name. Choose one that no source has."));
  }

  /** Changes a source; NOT_FOUND when there is none. */
  Uni<Source> change(UUID id, Consumer<SourceDefinition> change) {
    return Panache.withTransaction(
            () ->
                SourceDefinition.<SourceDefinition>findById(id)
                    .onItem()
                    .ifNotNull()
                    .invoke(change)
                    .onItem()
                    .ifNotNull()
                    .transformToUni(source -> source.<SourceDefinition>persistAndFlush())
                    .map(source -> Optional.ofNullable(source).map(SourceDefinition::toSource)))
        .invoke(
            () -> {
              byKey.clear();
              byId.clear();
            })
        .map(
            source ->
                source.orElseThrow(
                    () ->
                        ApiException.notFound(
                            "source", io.tributary.platform.TypeId.SOURCE.encode(id))))
        .onFailure(Sources::isNameTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT, "input.name", "Another source has this name."));
  }

  /** Gives a source a new write key; the old one is taken for {@link #OVERLAP} longer, or not. */
  Uni<Issued> rotate(UUID id, boolean revokeNow) {
    String writeKey = newKey();
    return change(
            id,
            source -> {
              source.previousKeyHash = revokeNow ? null : source.writeKeyHash;
              source.previousKeyUntil = revokeNow ? null : clock.instant().plus(OVERLAP);
              source.writeKeyHash = Ids.secretHash(writeKey);
            })
        .map(source -> new Issued(source, writeKey));
  }

  private static boolean isNameTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean unique =
          cause instanceof PgException pg && UNIQUE_VIOLATION.equals(pg.getSqlState())
              || cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState());
      if (unique) {
        return true;
      }
    }
    return false;
  }

  private String newKey() {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return "wk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
