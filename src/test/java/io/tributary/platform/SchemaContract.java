package io.tributary.platform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What code that was written for one schema trips over in another: it reads and writes columns by
 * their names, leaves out those that it does not know, and knows of no rule that came later.
 */
final class SchemaContract {
  /**
   * The catalogue as lines: columns with type, whether they must have a value, and whether they get
   * one by themselves; the rules of each table; the functions.
   */
  static final String CATALOGUE =
      """
      SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' required' ELSE '' END
        || CASE WHEN a.atthasdef OR a.attidentity <> '' THEN ' default' ELSE '' END
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname <> 'flyway_schema_history'
      UNION ALL
      SELECT 'rule ' || c.relname || ' ' || pg_get_constraintdef(k.oid)
      FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('c', 'f', 'p', 'u', 'x')
      WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname <> 'flyway_schema_history'
      UNION ALL
      SELECT 'rule ' || t.relname || ' ' || regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE UNIQUE INDEX \\S+ ON (ONLY )?\\S+ ', 'UNIQUE ')
      FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
      WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition AND t.relname <> 'flyway_schema_history'
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
      UNION ALL
      SELECT 'function ' || p.oid::regprocedure::text
      FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      ORDER BY 1
      """;

  private SchemaContract() {}

  private record Column(String type, boolean isRequired, boolean hasDefault) {
    static Column of(String text) {
      String type = text.replaceFirst("( required)?( default)?$", "");
      return new Column(type, text.contains(" required"), text.endsWith(" default"));
    }

    boolean mayBeLeftOut() {
      return !isRequired || hasDefault;
    }
  }

  /** What breaks code of the released schema on this one, a sentence each. */
  static List<String> breaks(List<String> released, List<String> now) {
    Map<String, Column> before = columns(released);
    Map<String, Column> after = columns(now);
    List<String> breaks = new ArrayList<>();
    before.forEach((name, column) -> breaks.addAll(breaks(name, column, after.get(name))));
    TreeSet<String> tables = new TreeSet<>();
    before.keySet().forEach(name -> tables.add(table(name)));
    after.forEach(
        (name, column) -> {
          if (!before.containsKey(name) && tables.contains(table(name)) && !column.mayBeLeftOut()) {
            breaks.add(name + " is new and must be given");
          }
        });
    for (String line : now) {
      String[] words = line.split(" ", 3);
      if (words[0].equals("rule") && tables.contains(words[1]) && !released.contains(line)) {
        breaks.add(words[1] + " has a new rule: " + words[2]);
      }
    }
    for (String line : released) {
      if (line.startsWith("function ") && !now.contains(line)) {
        breaks.add(line + " is gone");
      }
    }
    return breaks.stream().sorted().toList();
  }

  private static List<String> breaks(String name, Column before, Column after) {
    if (after == null) {
      return List.of(name + " is gone");
    }
    List<String> breaks = new ArrayList<>();
    if (!before.type().equals(after.type())) {
      breaks.add(name + " was " + before.type() + " and is " + after.type());
    }
    if (!before.isRequired() && after.isRequired()) {
      breaks.add(name + " must have a value now");
    }
    if (before.mayBeLeftOut() && !after.mayBeLeftOut() && before.isRequired()) {
      breaks.add(name + " gets no value by itself any more");
    }
    return breaks;
  }

  private static Map<String, Column> columns(List<String> lines) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", 3);
      if (words[0].equals("column")) {
        columns.put(words[1], Column.of(words[2]));
      }
    }
    return columns;
  }

  private static String table(String column) {
    return column.substring(0, column.indexOf('.'));
  }
}
