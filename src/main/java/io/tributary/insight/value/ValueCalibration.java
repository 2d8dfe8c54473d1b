package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Holds versions of the models against what came after them. */
@ApplicationScoped
class ValueCalibration {
  private final Tx tx;
  private final Clock clock;
  private final CalibrationStore held;

  ValueCalibration(Tx tx, Clock clock, CalibrationStore held) {
    this.tx = tx;
    this.clock = clock;
    this.held = held;
  }

  /** A version of a model; fails with NOT_FOUND when there is none. */
  static LifetimeValueFit required(
      List<LifetimeValueFit> fits, LifetimeValueModel model, ValueSegment segment) {
    return required(Values.of(fits, model, segment.name()), model, segment);
  }

  private static LifetimeValueFit required(
      LifetimeValueFit fit, LifetimeValueModel model, ValueSegment segment) {
    if (fit == null) {
      throw new ApiException(
          ErrorKind.NOT_FOUND,
          "No fit of %s%s was in force at that instant. Run fit-lifetime-value for it."
              .formatted(
                  model,
                  segment.by() == null
                      ? ""
                      : " for %s %s".formatted(segment.by(), segment.name())));
    }
    return fit;
  }

  /** The model in force at one instant against what came until another. */
  Uni<CalibrationReport> report(
      LifetimeValueModel model, ValueSegment segment, Instant calibratedTo, Instant asOf) {
    return tx.read(connection -> held.occasions(connection, model, segment, calibratedTo, asOf))
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(
            occasions ->
                report(required(occasions.fit(), model, segment), occasions, calibratedTo, asOf));
  }

  private CalibrationReport report(
      LifetimeValueFit fit,
      CalibrationStore.Occasions occasions,
      Instant calibratedTo,
      Instant asOf) {
    Calibration of =
        new Calibration(
            fit.process(), occasions.sample(), occasions.calibrated(), occasions.seen());
    return new CalibrationReport(
        utc(calibratedTo),
        utc(asOf),
        utc(clock.instant()),
        fit,
        occasions.customers(),
        occasions.sample().size(),
        of.actual(),
        of.expected(),
        of.error(),
        of.meanAbsoluteError(),
        of.rootMeanSquareError(),
        of.weeks(),
        of.byRepeats(),
        of.byCohort(occasions.first()));
  }
}
