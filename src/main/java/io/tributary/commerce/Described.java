package io.tributary.commerce;

import io.tributary.platform.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * A batch of rows that describe things by code, folded to one row a code.
 *
 * @param rows what became of each row so far, in order
 * @param last each code's rows, laid over each other
 * @param <T> a row
 */
record Described<T>(List<Row> rows, Map<String, T> last) {
  /**
   * One row.
   *
   * @param code its code
   * @param says whether it said something that the rows before it did not
   * @param fault why it was refused, or null
   */
  record Row(String code, boolean says, Outcome fault) {}

  static <T> Described<T> by(
      List<T> rows,
      Function<T, String> code,
      Function<T, Optional<Outcome>> fault,
      BinaryOperator<T> over) {
    List<Row> folded = new ArrayList<>(rows.size());
    Map<String, T> last = new LinkedHashMap<>();
    for (T row : rows) {
      Optional<Outcome> refusal = fault.apply(row);
      if (refusal.isPresent()) {
        folded.add(new Row(null, false, refusal.get()));
        continue;
      }
      T before = last.get(code.apply(row));
      T now = before == null ? row : over.apply(row, before);
      folded.add(new Row(code.apply(row), before == null || !now.equals(before), null));
      last.put(code.apply(row), now);
    }
    return new Described<>(folded, last);
  }

  /** One outcome per row: what the database said of its code, if the row had a part in it. */
  List<Outcome> outcomes(Set<String> changed, Map<String, UUID> ids) {
    return rows.stream()
        .map(
            row ->
                row.fault != null
                    ? row.fault
                    : row.says && changed.contains(row.code)
                        ? Outcome.accepted(null, ids.get(row.code))
                        : Outcome.duplicate(null, ids.get(row.code)))
        .toList();
  }
}
