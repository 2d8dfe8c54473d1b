package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class CsvCellTest {
  @Property
  @Label("a number stays as it is")
  void numbers(@ForAll BigDecimal number) {
    assertEquals(number.toPlainString(), CsvCell.of(number.toPlainString()));
  }

  @Property
  @Label("a text that does not begin like a formula stays as it is")
  void texts(
      @ForAll @CharRange(from = 'a', to = 'z') @CharRange(from = '一', to = '龥') String text) {
    assertEquals(text, CsvCell.of(text));
  }

  @Test
  void what_a_spreadsheet_would_run_becomes_text() {
    assertEquals("'=1+1", CsvCell.of("=1+1"));
    assertEquals("' \t@SUM(A1)", CsvCell.of(" \t@SUM(A1)"));
    assertEquals("'-2+3", CsvCell.of("-2+3"));
    assertEquals("-2.5e-7", CsvCell.of("-2.5e-7"));
    assertEquals("", CsvCell.of(null));
  }
}
