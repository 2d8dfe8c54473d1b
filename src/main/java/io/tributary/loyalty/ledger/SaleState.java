package io.tributary.loyalty.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sale as the ledger knows it.
 *
 * @param lines what they earned and what came back
 * @param clawed points taken back for it so far
 */
record SaleState(List<Sale.Line> lines, long clawed) {
  static final SaleState UNKNOWN = new SaleState(List.of(), 0);

  SaleState plus(SaleState other) {
    List<Sale.Line> all = new ArrayList<>(lines);
    all.addAll(other.lines());
    return new SaleState(List.copyOf(all), clawed + other.clawed());
  }

  /** A line as it is known; an empty one when it is not. */
  Sale.Line line(String name) {
    return find(name).orElse(new Sale.Line(name, null, 0, 0));
  }

  private Optional<Sale.Line> find(String name) {
    return lines.stream().filter(line -> line.name().equals(name)).findFirst();
  }

  /** The same with a line as given. */
  SaleState with(Sale.Line line) {
    List<Sale.Line> all = new ArrayList<>(lines);
    all.removeIf(old -> old.name().equals(line.name()));
    all.add(line);
    return new SaleState(List.copyOf(all), clawed);
  }

  /** The same after points were taken back. */
  SaleState clawed(long total) {
    return new SaleState(lines, total);
  }

  Sale rule() {
    return new Sale(lines);
  }
}
