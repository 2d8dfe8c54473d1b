package io.tributary.loyalty.ledger;

import io.quarkus.security.ForbiddenException;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Caller;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Storable;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads what is common to requests about points, and says which field is wrong. */
@ApplicationScoped
public class PointsCaller {
  private static final long MOST_POINTS = 1_000_000_000_000L;
  private static final int LONGEST_KEY = 200;
  private static final int LONGEST_REASON = 500;

  private final Caller callers;
  private final Accounts accounts;

  PointsCaller(Caller callers, Accounts accounts) {
    this.callers = callers;
    this.accounts = accounts;
  }

  /** Who asks: the token's name. */
  public String name() {
    return callers.name();
  }

  /**
   * The customer that a field names, or the token's own.
   *
   * @throws ForbiddenException when a member names somebody else
   * @throws ApiException NOT_FOUND, INVALID_INPUT when nobody is named
   */
  public UUID customer(String field, String id) {
    return callers.customer(field, id, Roles.ADMIN, Roles.SERVICE, Roles.TILL);
  }

  /**
   * What the caller says with a command; the request's parts tell a repetition from another
   * request.
   */
  public Command command(
      String key, String reference, String reason, OffsetDateTime occurredAt, Object... request) {
    if (key.isBlank() || key.length() > LONGEST_KEY || !Storable.text(key)) {
      throw ApiException.invalid(
          "input.idempotencyKey", "A key has 1 to " + LONGEST_KEY + " characters.");
    }
    Instant now = accounts.now();
    Instant at = occurredAt == null ? now : occurredAt.toInstant().truncatedTo(ChronoUnit.MICROS);
    if (at.isAfter(now)) {
      throw ApiException.invalid("input.occurredAt", "This is in the future.");
    }
    String[] parts =
        Stream.concat(
                Stream.of(request),
                Stream.of(
                    Objects.toString(reference),
                    Objects.toString(reason),
                    Objects.toString(FactKeys.utc(occurredAt == null ? null : at))))
            .map(Objects::toString)
            .toArray(String[]::new);
    return new Command(
        key,
        Ids.hash(parts),
        name(),
        text("reference", reference, LONGEST_KEY),
        text("reason", reason, LONGEST_REASON),
        at);
  }

  /** A text of limited length; null stays null. */
  public static String text(String field, String text, int longest) {
    if (text != null && (text.length() > longest || !Storable.text(text))) {
      throw ApiException.invalid("input." + field, "Up to " + longest + " characters.");
    }
    return text == null || text.isBlank() ? null : text;
  }

  /** A number of points, at least 1. */
  public static long points(long points) {
    return points("points", points);
  }

  /** A number of points of a field, at least 1. */
  public static long points(String field, long points) {
    if (points < 1 || points > MOST_POINTS) {
      throw ApiException.invalid(
          "input." + field, "Points are a number from 1 to " + MOST_POINTS + ".");
    }
    return points;
  }

  /** An amount above 0 in minor units. */
  public static long minor(String field, String amount, String currency) {
    return Money.minorUnits(amount, currency)
        .filter(minor -> minor > 0)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "input." + field,
                    "This is an amount above 0 in whole units of "
                        + currency
                        + ", such as 88.00."));
  }

  /** The id behind a text. */
  public static UUID id(TypeId type, String what, String id) {
    return type.decode(id).orElseThrow(() -> ApiException.notFound(what, id));
  }
}
