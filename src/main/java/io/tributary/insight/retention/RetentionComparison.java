package io.tributary.insight.retention;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Two tables side by side.
 *
 * @param one the one
 * @param other the other
 * @param differences by period
 */
@Type("RetentionComparison")
@Description("Retention of the cohorts of two periods side by side.")
public record RetentionComparison(
    @NonNull @Description("The table of the one period.") RetentionTable one,
    @NonNull @Description("The table of the other period.") RetentionTable other,
    @NonNull @Description("All cohorts of the one less all cohorts of the other, by period.")
        List<@NonNull RetentionDifference> differences) {

  /** Of two tables. */
  static RetentionComparison of(RetentionTable one, RetentionTable other) {
    List<RetentionDifference> differences = new ArrayList<>();
    int cells = Math.min(one.overall().size(), other.overall().size());
    for (int k = 0; k < cells; k++) {
      differences.add(
          new RetentionDifference(
              k,
              less(one.overall().get(k).rate(), other.overall().get(k).rate()),
              less(one.money().overall().get(k).rate(), other.money().overall().get(k).rate())));
    }
    return new RetentionComparison(one, other, differences);
  }

  private static Double less(Double a, Double b) {
    return a == null || b == null ? null : a - b;
  }
}
