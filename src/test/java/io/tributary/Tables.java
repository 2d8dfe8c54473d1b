package io.tributary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables that name a person, what they declare of their lives, and all that is in them. */
public final class Tables {
  /** The tables that name a person, with what they declare; null where they declare nothing. */
  private static final String DECLARED =
      """
      SELECT c.relname,
             (regexp_match(obj_description(c.oid, 'pg_class'), '\\[merge: (stays|moves|derived|record|queue); erasure: (delete|blank|keep|search)\\]$'))[{part}]
      FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND EXISTS (
          SELECT FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'uuid'::regtype
            AND (a.attname ~ '(customer|profile|account|member)_id$' OR a.attname IN ('home_id', 'absorbed_id', 'other_id', 'merged_into')))
      ORDER BY 1
      """;

  /** What may differ between two computations of the same row. */
  private static final String BOOKKEEPING =
      "'computed_at', 'summed_at', 'days_at', 'as_of', 'recorded_at', 'held_at', 'updated_at', 'version',"
          + " 'after_order', 'after_fact'";

  private Tables() {}

  /** What each declares to do in a merge; null where it declares nothing. */
  public static Map<String, String> merges() {
    return declared("1");
  }

  /** What each declares to do in an erasure; null where it declares nothing. */
  public static Map<String, String> erasures() {
    return declared("2");
  }

  /** Those that are again what they were once a merge is undone: all but records and queues. */
  public static Map<String, String> restored() {
    Map<String, String> tables = merges();
    tables.values().removeIf(merge -> merge.equals("record") || merge.equals("queue"));
    return tables;
  }

  private static Map<String, String> declared(String part) {
    Map<String, String> tables = new TreeMap<>();
    TestDatabase.rows(DECLARED.replace("{part}", part))
        .forEach(
            row -> {
              String declared = row.substring(row.indexOf('|') + 1);
              tables.put(
                  row.substring(0, row.indexOf('|')), declared.equals("null") ? null : declared);
            });
    return tables;
  }

  /** The rows of tables as sorted JSON, bookkeeping apart. */
  public static Map<String, List<String>> contents(Collection<String> tables) {
    Map<String, List<String>> contents = new TreeMap<>();
    tables.forEach(table -> contents.put(table, new ArrayList<>()));
    TestDatabase.rows(
            tables.stream()
                    .map(
                        table ->
                            "SELECT '"
                                + table
                                + "', (to_jsonb(t) - ARRAY["
                                + BOOKKEEPING
                                + "])::text FROM "
                                + table
                                + " t")
                    .collect(Collectors.joining(" UNION ALL "))
                + " ORDER BY 1, 2")
        .forEach(
            row ->
                contents
                    .get(row.substring(0, row.indexOf('|')))
                    .add(row.substring(row.indexOf('|') + 1)));
    return contents;
  }
}
