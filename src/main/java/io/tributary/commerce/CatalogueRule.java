package io.tributary.commerce;

import io.tributary.platform.Outcome;
import io.tributary.platform.Storable;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a description of a store or a product must be, and how two of them add up. */
public final class CatalogueRule {
  /** Codes are indexed, and an index holds no longer texts than about this. */
  static final int LONGEST_CODE = 200;

  private CatalogueRule() {}

  /** What is wrong with a store's row; empty when nothing is. */
  public static Optional<Outcome> fault(StoreRow row) {
    Optional<Outcome> code = codeFault("code", row.code());
    if (code.isPresent()) {
      return code;
    }
    if (row.country() != null && !row.country().matches("[A-Z]{2}")) {
      return refused(
          "country", "\"" + row.country() + "\" is no ISO 3166-1 code; give two letters, as CN.");
    }
    if (row.timezone() != null && !isZone(row.timezone())) {
      return refused(
          "timezone", "\"" + row.timezone() + "\" is no time zone; give one as Asia/Shanghai.");
    }
    boolean storable =
        Stream.of(row.name(), row.city(), row.region()).allMatch(Storable::text)
            && Storable.json(row.attributes());
    return storable ? Optional.empty() : nul();
  }

  /** What is wrong with a product's row; empty when nothing is. */
  static Optional<Outcome> fault(ProductRow row) {
    Optional<Outcome> code = codeFault("sku", row.sku());
    if (code.isPresent()) {
      return code;
    }
    boolean storable =
        Stream.of(row.name(), row.category(), row.brand()).allMatch(Storable::text)
            && Storable.json(row.attributes());
    return storable ? Optional.empty() : nul();
  }

  /** A later row over an earlier one: what the later says stands, what it leaves out stays. */
  static StoreRow over(StoreRow later, StoreRow earlier) {
    return new StoreRow(
        earlier.code(),
        said(later.name(), earlier.name()),
        said(later.city(), earlier.city()),
        said(later.region(), earlier.region()),
        said(later.country(), earlier.country()),
        said(later.timezone(), earlier.timezone()),
        attributes(later.attributes(), earlier.attributes()));
  }

  /** A later row over an earlier one: what the later says stands, what it leaves out stays. */
  static ProductRow over(ProductRow later, ProductRow earlier) {
    return new ProductRow(
        earlier.sku(),
        said(later.name(), earlier.name()),
        said(later.category(), earlier.category()),
        said(later.brand(), earlier.brand()),
        attributes(later.attributes(), earlier.attributes()));
  }

  /** The attributes that say something. */
  static Map<String, Object> said(Map<String, Object> attributes) {
    Map<String, Object> said = new HashMap<>();
    if (attributes != null) {
      attributes.forEach(
          (name, value) -> {
            if (value != null) {
              said.put(name, value);
            }
          });
    }
    return said;
  }

  private static Map<String, Object> attributes(
      Map<String, Object> later, Map<String, Object> earlier) {
    Map<String, Object> both = said(earlier);
    both.putAll(said(later));
    return both;
  }

  private static String said(String later, String earlier) {
    return later == null ? earlier : later;
  }

  private static boolean isZone(String name) {
    try {
      return ZoneId.of(name) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Optional<Outcome> codeFault(String column, String code) {
    if (code == null || code.isBlank()) {
      return refused(column, "The row has no " + column + "; give one.");
    }
    return isCode(code)
        ? Optional.empty()
        : refused(
            column,
            "The "
                + column
                + " is longer than "
                + LONGEST_CODE
                + " characters or holds a line break or another control character.");
  }

  /** Whether a text can be a code; null can. */
  static boolean isCode(String code) {
    return code == null
        || (code.length() <= LONGEST_CODE && code.chars().noneMatch(Character::isISOControl));
  }

  private static Optional<Outcome> nul() {
    return refused(null, "The row holds a NUL character or a number without end; correct it.");
  }

  private static Optional<Outcome> refused(String column, String reason) {
    return Optional.of(Outcome.refused(column, reason));
  }
}
