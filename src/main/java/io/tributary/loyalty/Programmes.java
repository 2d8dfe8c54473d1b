package io.tributary.loyalty;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Money;
import io.tributary.platform.TypeId;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes programmes and finds them. */
@ApplicationScoped
public class Programmes implements NodeLoader {
  private static final int LONGEST_NAME = 100;
  private static final String UNIQUE_VIOLATION = "23505";

  private final ProgrammeStore store;
  private final Clock clock;

  Programmes(ProgrammeStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Makes a programme. INVALID_INPUT for a bad field, CONFLICT when the name is taken. */
  Uni<Programme> create(CreateProgrammeInput input) {
    Programme programme =
        new Programme(
            Ids.next(),
            name(input.name()),
            currency(input.currency()),
            zone(input.timezone()),
            FactKeys.utc(clock.instant().truncatedTo(ChronoUnit.MICROS)));
    return store
        .insert(programme)
        .onFailure(Programmes::isTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "input.name",
                    "Another programme has this name. Choose one that no programme has."));
  }

  /** A page, oldest first. */
  Uni<List<Programme>> page(Instant createdAfter, UUID idAfter, int limit) {
    return store.page(createdAfter, idAfter, limit);
  }

  /** A programme by its TypeID; NOT_FOUND when there is none. */
  public Uni<Programme> require(String id) {
    return TypeId.PROGRAMME
        .decode(id)
        .map(store::byId)
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .map(found -> found.orElseThrow(() -> ApiException.notFound("programme", id)));
  }

  @Override
  public TypeId type() {
    return TypeId.PROGRAMME;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return store.byId(id).map(found -> found.orElse(null));
  }

  /** Whether a failure is a unique constraint's, whichever client reports it. */
  public static boolean isTaken(Throwable failure) {
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

  private static String name(String given) {
    String name = given.strip();
    boolean bad =
        name.isEmpty()
            || name.length() > LONGEST_NAME
            || name.chars().anyMatch(Character::isISOControl);
    if (bad) {
      throw ApiException.invalid(
          "input.name", "A name has 1 to " + LONGEST_NAME + " characters and no line breaks.");
    }
    return name;
  }

  private static String currency(String currency) {
    if (!Money.isCurrency(currency)) {
      throw ApiException.invalid("input.currency", "A currency is an ISO 4217 code, such as CNY.");
    }
    return currency;
  }

  private static ZoneId zone(String timezone) {
    if (!ZoneId.getAvailableZoneIds().contains(timezone)) {
      throw ApiException.invalid(
          "input.timezone", "A time zone is an IANA name, such as Asia/Shanghai.");
    }
    return ZoneId.of(timezone);
  }
}
