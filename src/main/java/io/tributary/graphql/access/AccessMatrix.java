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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of who may use which field. */
@Singleton
public final class AccessMatrix {
  /** Where the table is. */
  static final String TABLE = "/access/fields.csv";

  /** What stands for no personal values: nothing at all is what nobody has decided yet. */
  static final String NOTHING = "-";

  private static final Set<String> MASKED = Set.of(Roles.ANALYST, Roles.TILL);

  private static final Set<String> ROOTS = Set.of("Query.", "Mutation.", "Subscription.");

  /** What shows whoever asks their own, or everybody the same. */
  private static final Set<String> THE_MEMBERS = Set.of("Query.me", "Query.rewards");

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
   * @param isClassified whether somebody has said what personal values it holds, or that it holds
   *     none
   * @param personal what personal values it holds; null for none
   * @param roles those that may use it
   */
  record Row(boolean isClassified, Personal personal, Set<String> roles) {
    /** Whether a role gets the field's values masked. */
    boolean isMaskedFor(String role) {
      return personal != null && MASKED.contains(role) && roles.contains(role);
    }
  }

  /**
   * The roles that come by a field, of those that came as far as its parent. A role adds what it
   * reaches by itself: a field that members may use on themselves is not open to an analyst who is
   * a member as well, on somebody to whom the analyst's role led.
   *
   * @param field as {@code Type.field}
   * @param roles those that came to its parent; at the root, the caller's
   * @return none when the field is not theirs
   */
  Set<String> passing(String field, Set<String> roles) {
    Row row = rows.get(field);
    if (row == null || roles.isEmpty()) {
      return Set.of();
    }
    if (row.roles().containsAll(roles) && !leavesMemberBehind(field, roles)) {
      return roles;
    }
    Set<String> passing = new HashSet<>(roles);
    passing.retainAll(row.roles());
    if (leavesMemberBehind(field, passing)) {
      passing.remove(Roles.MEMBER);
    }
    return passing;
  }

  /** Where another role names anybody, it is not the member who asks. */
  private static boolean leavesMemberBehind(String field, Set<String> roles) {
    return roles.size() > 1
        && roles.contains(Roles.MEMBER)
        && ROOTS.stream().anyMatch(field::startsWith)
        && !THE_MEMBERS.contains(field);
  }

  /** Whether values can be masked for a caller. */
  boolean canMask(Set<String> roles) {
    return !Collections.disjoint(MASKED, roles);
  }

  /** What personal values a field holds; null for none. */
  Personal personal(String field) {
    Row row = rows.get(field);
    return row == null ? null : row.personal();
  }

  /** Whether one of the roles that came as far as a field reads what it holds of persons. */
  boolean reads(String field, Set<String> roles) {
    return passing(field, roles).stream().anyMatch(role -> !MASKED.contains(role));
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
            new Row(
                !personal.isEmpty(),
                personal.isEmpty() || personal.equals(NOTHING) ? null : Personal.valueOf(personal),
                roles));
      }
      return Map.copyOf(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
