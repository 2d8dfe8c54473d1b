package io.tributary.graphql.access;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.tributary.platform.Roles;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of who may use which field. */
@Singleton
public final class AccessMatrix {
  /** Where the table is. */
  static final String TABLE = "/access/fields.csv";

  private static final Set<String> MASKED = Set.of(Roles.ANALYST, Roles.TILL);

  private final Map<String, Row> rows;

  AccessMatrix() {
    this(read());
  }

  AccessMatrix(Map<String, Row> rows) {
    this.rows = rows;
  }

  /**
   * Who may use a field.
   *
   * @param personal what personal values it holds; null for none
   * @param roles those that may use it
   */
  record Row(Personal personal, Set<String> roles) {
    /** Whether a role gets the field's values masked. */
    boolean isMaskedFor(String role) {
      return personal != null && MASKED.contains(role) && roles.contains(role);
    }
  }

  /**
   * The fields that a caller may not use, in order.
   *
   * @param fields as {@code Type.field}
   * @param roles the caller's
   */
  public List<String> denied(Collection<String> fields, Set<String> roles) {
    return fields.stream().filter(field -> !allows(field, roles)).sorted().toList();
  }

  private boolean allows(String field, Set<String> roles) {
    Row row = rows.get(field);
    return row != null && !Collections.disjoint(row.roles(), roles);
  }

  /** Whether values can be masked for a caller. */
  boolean canMask(Set<String> roles) {
    return !Collections.disjoint(MASKED, roles);
  }

  /**
   * What personal values a field holds that a caller sees masked, since none of the roles that let
   * them use it reads personal ones; null otherwise.
   */
  Personal masked(String type, String field, Set<String> roles) {
    Row row = rows.get(type + "." + field);
    boolean reads =
        row == null
            || roles.stream()
                .anyMatch(role -> row.roles().contains(role) && !MASKED.contains(role));
    return reads ? null : row.personal();
  }

  /** All rows, by {@code Type.field}. */
  Map<String, Row> rows() {
    return rows;
  }

  private static Map<String, Row> read() {
    try (InputStream table = AccessMatrix.class.getResourceAsStream(TABLE);
        CsvReader<NamedCsvRecord> lines =
            CsvReader.builder()
                .ofNamedCsvRecord(new InputStreamReader(table, StandardCharsets.UTF_8))) {
      Map<String, Row> rows = new HashMap<>();
      for (NamedCsvRecord line : lines) {
        String personal = line.getField("personal");
        Set<String> roles =
            Arrays.stream(line.getField("roles").split(" "))
                .filter(role -> !role.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        rows.put(
            line.getField("field"),
            new Row(personal.isEmpty() ? null : Personal.valueOf(personal), roles));
      }
      return Map.copyOf(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
