package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CsvTableTest {
  private static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }

  private static String text(CsvTable table) {
    StringBuilder text = new StringBuilder();
    table.chunks().forEachRemaining(text::append);
    return text.toString();
  }

  private static List<List<String>> read(CsvTable table) {
    String csv = text(table);
    return CsvReader.builder().ofCsvRecord(csv).stream().map(CsvRecord::getFields).toList();
  }

  @Property(tries = 200)
  @Label("each object of the innermost list is a row, with what stands around it")
  void rows(@ForAll @Size(max = 6) List<@Size(max = 5) List<String>> groups) {
    List<Object> cohorts = new ArrayList<>();
    List<List<String>> expected = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      List<Object> cells = new ArrayList<>();
      for (String text : groups.get(i)) {
        cells.add(object("k", text));
        expected.add(List.of("now", "c" + i, io.tributary.platform.CsvCell.of(text)));
      }
      if (!cells.isEmpty()) {
        cohorts.add(object("period", "c" + i, "cells", cells));
      }
    }
    if (cohorts.isEmpty()) {
      return;
    }
    List<List<String>> table =
        read(CsvTable.of(object("report", object("asOf", "now", "cohorts", cohorts))));
    assertEquals(List.of("asOf", "cohorts.period", "cohorts.cells.k"), table.get(0));
    assertEquals(expected, table.subList(1, table.size()));
  }

  @Test
  void of_a_connection_the_nodes_are_the_rows() {
    Map<String, Object> page =
        object(
            "edges",
            List.of(
                object(
                    "cursor",
                    "a",
                    "node",
                    object("value", object("amount", new BigDecimal("88.00")), "reason", null)),
                object("cursor", "b", "node", object("value", null, "reason", "NOT_FITTED"))),
            "pageInfo",
            object("hasNextPage", false));
    assertEquals(
        List.of(
            List.of("cursor", "value.amount", "reason"),
            List.of("a", "88.00", ""),
            List.of("b", "", "NOT_FITTED")),
        read(CsvTable.of(object("list", page))));
  }

  @Test
  void plain_values_in_a_list_are_one_cell_and_formulas_are_texts() {
    assertEquals(
        List.of(List.of("cuts", "name", "none"), List.of("1.5;2.5", "'=1+1", "")),
        read(
            CsvTable.of(
                object(
                    "r", object("cuts", List.of(1.5, 2.5), "name", "=1+1", "none", List.of())))));
    assertEquals(List.of(List.of("count"), List.of("7")), read(CsvTable.of(object("count", 7))));
    assertEquals("", text(CsvTable.of(object("list", List.of()))));
  }

  @Test
  void rows_are_made_when_they_are_asked_for() {
    List<Object> cells = new ArrayList<>();
    for (int i = 0; i < 1_700; i++) {
      cells.add(object("k", i));
    }
    CsvTable table = CsvTable.of(object("r", object("asOf", "now", "cells", cells)));
    Iterator<String> chunks = table.chunks();
    // a change behind what was read is seen: nothing was made before
    assertTrue(chunks.next().endsWith("now,499\r\n"));
    cells.set(500, object("k", "later"));
    assertTrue(chunks.next().startsWith("now,later\r\n"));
    chunks.next();
    assertTrue(chunks.next().endsWith("now,1699\r\n"));
    assertFalse(chunks.hasNext());
  }

  @Test
  void two_lists_or_two_fields_are_no_table() {
    Object list = Arrays.asList(object("a", 1), object("a", 2));
    String two =
        assertThrows(
                CsvTable.NotOneTable.class,
                () -> CsvTable.of(object("r", object("cohorts", list, "overall", list))))
            .getMessage();
    assertTrue(two.contains("overall"), two);
    assertThrows(CsvTable.NotOneTable.class, () -> CsvTable.of(object("a", 1, "b", 2)));
  }
}
