package io.tributary.intake.bulk;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says what a file's columns mean: one of ours, whatever its case, spaces and hyphens; one that the
 * options rename; or another, which becomes an attribute or is passed over.
 */
final class ColumnNames {
  /** What their column means here; a null name means that it is passed over. */
  private record Meaning(String name, boolean known) {}

  private static final int MOST = 2_000;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_VALUE = 10_000;

  private final ImportKind kind;
  private final ImportOptions options;
  private final Defaults defaults;
  private final Map<String, Meaning> seen = new HashMap<>();
  private List<Meaning> header = List.of();

  ColumnNames(ImportKind kind, ImportOptions options, Defaults defaults) {
    this.kind = kind;
    this.options = options;
    this.defaults = defaults;
  }

  /**
   * Takes a CSV file's header.
   *
   * @throws ImportFailure when a column that every row needs is missing, one has two meanings, or a
   *     renamed one is not there
   */
  void header(List<String> theirs) {
    if (theirs.size() > MOST) {
      throw new ImportFailure("The header has more than 2,000 columns. Is the delimiter right?");
    }
    for (String renamed : options.map().keySet()) {
      if (theirs.stream().noneMatch(name -> renames(renamed, name))) {
        throw new ImportFailure(
            "map names a column "
                + renamed
                + ", which the header does not have. It has: "
                + String.join(", ", theirs)
                + ".");
      }
    }
    header = theirs.stream().map(this::meaning).toList();
    Set<String> names = new HashSet<>();
    for (Meaning meaning : header) {
      if (meaning.name != null && !names.add(meaning.name)) {
        throw new ImportFailure(
            "Two columns of the header are " + meaning.name + ". Remove or rename one of them.");
      }
    }
    names.addAll(options.fixed().keySet());
    Set<String> missing = new TreeSet<>(kind.required());
    missing.removeAll(names);
    boolean nobody = kind == ImportKind.EVENTS && !names.contains("customer_ref");
    if (nobody && !names.contains("anonymous_id")) {
      missing.add("customer_ref or anonymous_id");
    }
    if (!missing.isEmpty()) {
      throw new ImportFailure(
          "The header lacks "
              + String.join(", ", missing)
              + ". It has: "
              + String.join(", ", theirs)
              + ". Rename columns with ?map=theirs:ours.");
    }
  }

  /** How many columns the header has. */
  int size() {
    return header.size();
  }

  /** A CSV row's values by column. */
  Fields row(String[] values) {
    Map<String, String> known = new HashMap<>();
    Map<String, Object> others = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      put(header.get(i), values[i], known, others);
    }
    return fields(known, others);
  }

  /**
   * An NDJSON row's values by column. An object under {@code attributes} or {@code properties} is
   * taken apart into further columns.
   */
  Fields row(Map<String, Object> values) {
    Map<String, String> known = new HashMap<>();
    Map<String, Object> others = new HashMap<>();
    values.forEach(
        (theirs, value) -> {
          boolean isBag = theirs.equals("attributes") || theirs.equals("properties");
          if (kind.keepsOthers() && isBag && value instanceof Map<?, ?> bag) {
            bag.forEach(
                (name, inner) -> put(new Meaning((String) name, false), inner, known, others));
          } else {
            put(remembered(theirs), value, known, others);
          }
        });
    return fields(known, others);
  }

  /** Rows may name any number of keys, so what is remembered of them has an end. */
  private Meaning remembered(String theirs) {
    return seen.size() < MOST ? seen.computeIfAbsent(theirs, this::meaning) : meaning(theirs);
  }

  private Fields fields(Map<String, String> known, Map<String, Object> others) {
    options
        .fixed()
        .forEach(
            (ours, value) ->
                put(new Meaning(ours, kind.columns().contains(ours)), value, known, others));
    return new Fields(known, others, defaults);
  }

  private void put(
      Meaning meaning, Object value, Map<String, String> known, Map<String, Object> others) {
    if (meaning.name == null || value == null) {
      return;
    }
    if (!meaning.known) {
      other(meaning.name, value, others);
      return;
    }
    if (value instanceof Map || value instanceof List) {
      throw new Refused(
          meaning.name, meaning.name + " is a JSON object or array; it is a text or a number.");
    }
    String text = value.toString().strip();
    if (!text.isEmpty()) {
      known.put(meaning.name, text);
    }
  }

  private static void other(String name, Object value, Map<String, Object> others) {
    if (name.length() > LONGEST_NAME || value.toString().length() > LONGEST_VALUE) {
      throw new Refused(
          name.substring(0, Math.min(name.length(), LONGEST_NAME)),
          "A further column's value is longer than 10,000 characters, or its name than 200.");
    }
    if (!(value instanceof String text)) {
      others.put(name, value);
    } else if (!text.isBlank()) {
      others.put(name, text.strip());
    }
  }

  private Meaning meaning(String theirs) {
    String name = theirs.strip();
    for (Map.Entry<String, String> pair : options.map().entrySet()) {
      if (renames(pair.getKey(), name)) {
        return new Meaning(pair.getValue(), kind.columns().contains(pair.getValue()));
      }
    }
    String ours = plain(name);
    if (kind.columns().contains(ours)) {
      return new Meaning(ours, true);
    }
    return new Meaning(kind.keepsOthers() && !name.isEmpty() ? name : null, false);
  }

  private static boolean renames(String renamed, String theirs) {
    return renamed.equals(theirs.strip()) || plain(renamed).equals(plain(theirs));
  }

  /** {@code Order ID} and {@code order-id} are {@code order_id}. */
  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s\\-.]+", "_");
  }
}
