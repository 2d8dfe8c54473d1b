package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds "keys that scale out": what the catalogue must look like for the tables to be distributed.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SchemaRulesTest {
  private static final String DECLARED =
      """
      CREATE TEMP VIEW declared AS
      SELECT c.oid, c.relname, obj_description(c.oid) AS comment,
             substring(obj_description(c.oid) FROM '^distributed by ([a-z_]+):') AS spread,
             obj_description(c.oid) LIKE 'reference:%' AS reference
      FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname <> 'flyway_schema_history'
      """;

  @Test
  void every_table_says_how_it_is_distributed() {
    assertEquals(
        List.of(),
        read("SELECT relname FROM declared WHERE spread IS NULL AND reference IS NOT TRUE"));
    assertFalse(read("SELECT relname FROM declared WHERE spread IS NOT NULL").isEmpty());
  }

  @Test
  void the_distribution_column_exists_and_is_never_null() {
    assertEquals(
        List.of(),
        read(
            """
            SELECT d.relname FROM declared d
            WHERE d.spread IS NOT NULL AND NOT EXISTS (
              SELECT FROM pg_attribute a WHERE a.attrelid = d.oid AND a.attname = d.spread AND a.attnotnull)
            """));
  }

  @Test
  void every_unique_key_holds_the_distribution_column() {
    assertEquals(
        List.of(),
        read(
            """
            SELECT d.relname || '.' || i.indexrelid::regclass FROM declared d
            JOIN pg_index i ON i.indrelid = d.oid AND i.indisunique
            WHERE d.spread IS NOT NULL AND NOT EXISTS (
              SELECT FROM pg_attribute a
              WHERE a.attrelid = d.oid AND a.attname = d.spread AND a.attnum = ANY (i.indkey))
            """));
    assertEquals(
        List.of(),
        read(
            """
            SELECT d.relname FROM declared d
            WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = d.oid AND i.indisprimary)
            """));
  }

  @Test
  void foreign_keys_go_to_the_same_distribution_or_to_reference_tables() {
    assertEquals(
        List.of(),
        read(
            """
            SELECT d.relname || ' -> ' || t.relname FROM declared d
            JOIN pg_constraint k ON k.conrelid = d.oid AND k.contype = 'f'
            JOIN declared t ON t.oid = k.confrelid
            WHERE NOT t.reference AND NOT EXISTS (
              SELECT FROM generate_subscripts(k.conkey, 1) n
              JOIN pg_attribute a ON a.attrelid = d.oid AND a.attnum = k.conkey[n]
              JOIN pg_attribute b ON b.attrelid = t.oid AND b.attnum = k.confkey[n]
              WHERE a.attname = d.spread AND b.attname = t.spread)
            """));
  }

  private static List<String> read(String sql) {
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement()) {
      statement.execute(DECLARED);
      List<String> result = new java.util.ArrayList<>();
      try (var rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          result.add(rows.getString(1));
        }
      }
      return result;
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
