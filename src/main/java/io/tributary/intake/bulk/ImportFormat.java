package io.tributary.intake.bulk;

import java.util.Locale;
import java.util.Optional;

/** How a file is written. */
enum ImportFormat {
  /** Columns in quotes where needed, the first row is the header. */
  CSV,
  /** One JSON object a line. */
  NDJSON;

  /** The format that a content type (in lower case, without parameters) names. */
  static Optional<ImportFormat> ofType(String mediaType) {
    if (mediaType == null) {
      return Optional.empty();
    }
    return switch (mediaType) {
      case "text/csv", "application/csv" -> Optional.of(CSV);
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Optional.of(NDJSON);
      default -> Optional.empty();
    };
  }

  /** The format that a file's name ends with. */
  static Optional<ImportFormat> ofName(String fileName) {
    String name = fileName == null ? "" : fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv") || name.endsWith(".tsv") || name.endsWith(".txt")) {
      return Optional.of(CSV);
    }
    return name.endsWith(".ndjson") || name.endsWith(".jsonl")
        ? Optional.of(NDJSON)
        : Optional.empty();
  }
}
