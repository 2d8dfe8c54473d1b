package io.tributary.insight;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.job.JobRun;
import io.tributary.job.Jobs;
import io.tributary.platform.Money;
import io.tributary.platform.Partitions;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** In which time zone and currency figures are kept. */
@ApplicationScoped
public class Reporting {
  private final Tx tx;
  private final Jobs jobs;
  private final SettingStore store = new SettingStore();

  Reporting(Tx tx, Jobs jobs) {
    this.tx = tx;
    this.jobs = jobs;
  }

  /** The settings. */
  public Uni<InsightSettings> settings() {
    return tx.read(store::read);
  }

  /**
   * The settings, with the currency that figures are in where nobody says which: the reporting
   * currency, or where nobody ever paid in it the one that most customers pay in.
   */
  public Uni<InsightSettings> currencyInUse(SqlConnection connection) {
    return store.inUse(connection);
  }

  /**
   * Changes settings. A new time zone queues the recomputation of all customers' days in the same
   * transaction.
   *
   * @param by who changes them
   * @throws ApiException INVALID_INPUT for an unknown time zone or currency
   */
  Uni<SetInsightSettingsPayload> set(SetInsightSettingsInput input, String by) {
    ZoneId zone = input.timezone() == null ? null : zone("input.timezone", input.timezone());
    String currency = input.currency();
    if (currency != null && !Money.isCurrency(currency)) {
      throw ApiException.invalid(
          "input.currency", currency + " is no ISO 4217 currency code. Give one such as CNY.");
    }
    return tx.write(connection -> set(connection, zone, currency, by))
        .invoke(
            payload -> {
              if (payload.run() != null) {
                jobs.wake(RefreshRetention.NAME);
              }
            });
  }

  private Uni<SetInsightSettingsPayload> set(
      SqlConnection connection, ZoneId zone, String currency, String by) {
    return store
        .lock(connection)
        .chain(
            before -> {
              boolean moves = zone != null && !zone.equals(before.zone());
              return store
                  .write(
                      connection,
                      moves ? zone : before.zone(),
                      currency == null ? before.currency() : currency)
                  .chain(
                      after ->
                          (moves
                                  ? jobs.queue(connection, RefreshRetention.NAME, null, by)
                                  : Uni.createFrom().<JobRun>nullItem())
                              .map(run -> new SetInsightSettingsPayload(after, run)));
            });
  }

  /**
   * Reads a time zone that Java and PostgreSQL understand alike: offsets such as "UTC+8" are out,
   * since PostgreSQL reads their sign the other way round.
   *
   * @param field the input field's path, for the error
   * @throws ApiException INVALID_INPUT when it is no IANA region
   */
  public static ZoneId zone(String field, String name) {
    if (!ZoneId.getAvailableZoneIds().contains(name) || name.startsWith("SystemV/")) {
      throw ApiException.invalid(
          field, name + " is no IANA time zone. Give one such as Asia/Shanghai or UTC.");
    }
    return ZoneId.of(name);
  }

  /**
   * Reads the instant that a figure is asked for.
   *
   * @param field the input field's path, for the error
   * @param asked null for now
   * @throws ApiException INVALID_INPUT when it is in the future or before 1970
   */
  public static Instant asOf(String field, OffsetDateTime asked, Instant now) {
    if (asked != null && asked.toInstant().isAfter(now)) {
      throw ApiException.invalid(
          field,
          "asOf is in the future, where no period has ended. Give an instant up to now, or leave"
              + " it out.");
    }
    if (asked != null && asked.toInstant().isBefore(Partitions.EARLIEST)) {
      throw ApiException.invalid(field, "There are no facts before 1970.");
    }
    return asked == null ? now : asked.toInstant();
  }
}
