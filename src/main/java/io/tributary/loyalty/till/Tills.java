package io.tributary.loyalty.till;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.Done;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.TillPoints;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Grants allowances, and takes in what tills spent against them. */
@ApplicationScoped
class Tills {
  private static final int LONGEST = 100;
  private static final int USUAL_HOURS = 24;
  private static final int MOST_HOURS = 168;
  private static final int MOST_KEYS = 200;

  /** How long the points are held after the last moment at which a till may spend them. */
  private static final Duration TO_UPLOAD = Duration.ofDays(7);

  private final TillKeys keys;
  private final TillKeyStore store;
  private final TillNumberStore numbers;
  private final TillPoints points;
  private final PointsCurrencies currencies;
  private final PointsCaller caller;
  private final Tx tx;
  private final Clock clock;

  Tills(
      TillKeys keys,
      TillKeyStore store,
      TillNumberStore numbers,
      TillPoints points,
      PointsCurrencies currencies,
      PointsCaller caller,
      Tx tx,
      Clock clock) {
    this.keys = keys;
    this.store = store;
    this.numbers = numbers;
    this.points = points;
    this.currencies = currencies;
    this.caller = caller;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Holds points for a till and signs that it may spend them.
   *
   * @throws ApiException NOT_FOUND, INVALID_INPUT, INSUFFICIENT_POINTS; IDEMPOTENCY_KEY_REUSED when
   *     the till used the number for another allowance, whoever's it was
   */
  Uni<TillAllowancePayload> grant(GrantTillAllowanceInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    long most = PointsCaller.points(input.points());
    int hours = input.hours() == null ? USUAL_HOURS : input.hours();
    if (hours < 1 || hours > MOST_HOURS) {
      throw ApiException.invalid("input.hours", "1 to " + MOST_HOURS + ".");
    }
    String device = PointsCaller.text("device", input.device().strip(), LONGEST);
    if (device == null || input.sequence() < 0) {
      throw ApiException.invalid(
          "input.device", "A till has a name, and numbers its allowances from 0.");
    }
    Command said =
        caller.command(
            "till-allowance/" + device + "/" + input.sequence(),
            device + " " + input.sequence(),
            null,
            null,
            "till-allowance",
            input.programme(),
            input.currency(),
            most,
            hours);
    Instant until = said.occurredAt().plus(Duration.ofHours(hours)).plus(TO_UPLOAD);
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency ->
                tx.write(
                    connection ->
                        numbers
                            .take(connection, device, input.sequence())
                            .chain(
                                before ->
                                    points
                                        .hold(connection, currency, customer, most, until, said)
                                        .call(done -> number(connection, input, before, done)))
                            .chain(
                                done -> {
                                  // a repeated request has the first one's instant
                                  Instant from = done.points().getAsOf().toInstant();
                                  Allowance of =
                                      new Allowance(
                                          done.subject(),
                                          customer,
                                          currency.uuid(),
                                          most,
                                          device,
                                          input.sequence(),
                                          from,
                                          from.plus(Duration.ofHours(hours)));
                                  return sign(connection, of, done);
                                })));
  }

  /** Ties a till's number to what it holds; refused when it is tied to something else. */
  private Uni<Void> number(
      SqlConnection connection, GrantTillAllowanceInput input, Optional<UUID> before, Done done) {
    if (before.isEmpty()) {
      return numbers.tie(connection, input.device().strip(), input.sequence(), done.subject());
    }
    if (!before.get().equals(done.subject())) {
      throw new ApiException(
          ErrorKind.IDEMPOTENCY_KEY_REUSED,
          "input.sequence",
          "The till used this number for another member. Give each allowance a number of its own.");
    }
    return Uni.createFrom().voidItem();
  }

  private Uni<TillAllowancePayload> sign(SqlConnection connection, Allowance of, Done done) {
    return keys.signer(connection, clock.instant().truncatedTo(ChronoUnit.MICROS))
        .map(
            key ->
                new TillAllowancePayload(
                    new TillAllowance(
                        AllowanceText.sign(of, key),
                        of.points(),
                        FactKeys.utc(of.validUntil()),
                        FactKeys.utc(of.validUntil().plus(TO_UPLOAD))),
                    done.points()));
  }

  /**
   * Takes in what a till spent against an allowance; the rest of it goes back.
   *
   * @throws ApiException INVALID_INPUT for an allowance that was not granted here and for what it
   *     does not allow; IDEMPOTENCY_KEY_REUSED when something else came of it before
   */
  Uni<TillSpendPayload> upload(UploadTillSpendInput input) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    UUID key = AllowanceText.key(input.allowance()).orElseThrow(Tills::unknown);
    Instant at = input.spentAt().toInstant().truncatedTo(ChronoUnit.MICROS);
    return tx.write(
        connection ->
            store
                .byId(connection, key, now)
                .map(
                    found ->
                        found
                            .flatMap(known -> AllowanceText.verify(input.allowance(), known.jwk()))
                            .orElseThrow(Tills::unknown))
                .chain(
                    of ->
                        points.spent(
                            connection, of.reservation(), of.customer(), spent(of, input, at, now)))
                .map(done -> new TillSpendPayload(done.points())));
  }

  private TillPoints.Spent spent(
      Allowance of, UploadTillSpendInput input, Instant at, Instant now) {
    String refused = of.refuses(input.points(), at);
    if (refused != null) {
      boolean much = input.points() < 0 || input.points() > of.points();
      throw ApiException.invalid(much ? "input.points" : "input.spentAt", refused);
    }
    Command said =
        caller.command(
            of.key("till"), input.reference(), null, null, of.reservation(), input.points(), at);
    return new TillPoints.Spent(
        input.points(),
        new Command(
            said.key(),
            said.hash(),
            said.actor(),
            said.reference(),
            of.device() + " " + of.sequence(),
            at.isAfter(now) ? now : at));
  }

  private static ApiException unknown() {
    return ApiException.invalid("input.allowance", "This was not signed here.");
  }

  /** The keys by which tills tell real allowances. */
  Uni<List<TillKey>> published() {
    // what was signed last by a key may be valid for some time after it has stopped
    Instant since = clock.instant().minus(Duration.ofHours(MOST_HOURS));
    return tx.read(connection -> store.signing(connection, since, MOST_KEYS));
  }
}
