package io.tributary.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecordSplitterTest {
  private static List<RawRecord> drain(RecordSplitter splitter, List<RawRecord> into) {
    for (RawRecord record = splitter.next(); record != null; record = splitter.next()) {
      into.add(record);
    }
    return into;
  }

  private static List<RawRecord> split(byte[] file, int columns, int... cuts) {
    RecordSplitter splitter = new RecordSplitter(true, 0, 0);
    splitter.expect(',', columns);
    List<RawRecord> records = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      splitter.feed(Arrays.copyOfRange(file, from, cut));
      drain(splitter, records);
      from = cut;
    }
    splitter.feed(Arrays.copyOfRange(file, from, file.length));
    drain(splitter, records);
    splitter.end();
    return drain(splitter, records);
  }

  private static List<String> shown(List<RawRecord> records) {
    return records.stream()
        .map(
            r ->
                r.line()
                    + (r.problem() == null ? ": " : "! ")
                    + new String(r.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<String> split(String file, int columns) {
    return shown(split(file.getBytes(StandardCharsets.UTF_8), columns));
  }

  @Test
  void lines_end_in_LF_CRLF_or_CR_and_blank_ones_count_but_are_no_records() {
    assertEquals(
        List.of("1: a,b", "2: c,d", "3: e,f", "6: g,h", "7: i,j"),
        split("a,b\nc,d\r\ne,f\r\r\n  \ng,h\ni,j", 2));
  }

  @Test
  void a_quoted_field_may_hold_separators_doubled_quotes_and_line_breaks() {
    assertEquals(
        List.of("1: \"a,\"\"x\"\"\r\n\ny\",b", "4: c,d"),
        split("\"a,\"\"x\"\"\r\n\ny\",b\nc,d\n", 2));
  }

  @Test
  void a_byte_order_mark_is_passed_over() {
    assertEquals(List.of("1: a,b"), split("\uFEFFa,b\n", 2));
    assertEquals(List.of("1: \"a\",b"), split("\uFEFF\"a\",b\n", 2));
  }

  @Test
  void a_quote_that_never_closes_costs_its_line_alone() {
    assertEquals(
        List.of("1: a,b", "2! c,\"d", "3: e,f", "4: g,h"), split("a,b\nc,\"d\ne,f\ng,h\n", 2));
  }

  @Test
  void a_quote_that_closes_in_a_later_rows_field_costs_its_line_alone() {
    assertEquals(List.of("1! a,\"b", "2: c,\"d\"", "3: e,f"), split("a,\"b\nc,\"d\"\ne,f\n", 2));
  }

  @Test
  void text_after_a_closing_quote_costs_that_line_alone() {
    assertEquals(List.of("1! \"a\"x,\"b", "2: c,d"), split("\"a\"x,\"b\nc,d\n", 2));
  }

  @Test
  void a_record_over_lines_with_the_wrong_columns_is_refused_at_its_first() {
    assertEquals(List.of("1! a,\"b", "2! ,x\",y,z", "3: c,d"), split("a,\"b\n,x\",y,z\nc,d\n", 2));
  }

  @Test
  void too_many_and_too_few_columns_are_told() {
    List<RawRecord> records = split("a\nb,c,d\n".getBytes(StandardCharsets.UTF_8), 2);
    assertEquals("This row has 1 column, but the header has 2.", records.get(0).problem());
    assertEquals("This row has 3 columns, but the header has 2.", records.get(1).problem());
  }

  @Test
  void a_line_of_ten_megabytes_is_passed_over_without_being_held() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("a,b\n".getBytes(StandardCharsets.UTF_8));
    byte[] long10 = new byte[10 << 20];
    Arrays.fill(long10, (byte) 'x');
    file.writeBytes(long10);
    file.writeBytes("\nc,d\n".getBytes(StandardCharsets.UTF_8));
    byte[] bytes = file.toByteArray();
    int[] cuts = new int[10];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = (i + 1) << 20;
    }
    List<RawRecord> records = split(bytes, 2, cuts);
    assertEquals(3, records.size());
    assertTrue(records.get(1).problem().contains("1 MiB"));
    assertEquals(8_000, records.get(1).bytes().length);
    assertEquals(2, records.get(1).line());
    assertEquals(List.of("3: c,d"), shown(records.subList(2, 3)));
    assertEquals(bytes.length, records.get(2).end());
  }

  @Test
  void a_quote_left_open_over_a_megabyte_costs_its_line_alone() {
    StringBuilder file = new StringBuilder("a,\"b\n");
    int rows = 200_000;
    for (int i = 0; i < rows; i++) {
      file.append("c,").append(i).append('\n');
    }
    List<RawRecord> records = split(file.toString().getBytes(StandardCharsets.UTF_8), 2);
    assertEquals(rows + 1, records.size());
    assertEquals(1, records.stream().filter(r -> r.problem() != null).count());
    assertEquals(rows + 1, records.get(rows).line());
  }

  @Test
  void before_the_header_is_known_every_usual_separator_separates() {
    RecordSplitter splitter = new RecordSplitter(true, 0, 0);
    splitter.feed("a;\"b\nc\"\td|\"e\"\n".getBytes(StandardCharsets.UTF_8));
    assertNull(splitter.next().problem());
  }

  @Property(tries = 300)
  void the_same_bytes_in_any_pieces_give_the_same_records(
      @ForAll("messyFiles") String file, @ForAll Random random) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    int[] cuts = random.ints(random.nextInt(8), 0, bytes.length + 1).sorted().toArray();
    List<RawRecord> whole = split(bytes, 2);
    List<RawRecord> pieces = split(bytes, 2, cuts);
    assertEquals(shown(whole), shown(pieces));
    assertEquals(
        whole.stream().map(r -> r.end() + "/" + r.lines()).toList(),
        pieces.stream().map(r -> r.end() + "/" + r.lines()).toList());
  }

  @Property(tries = 300)
  void a_new_splitter_goes_on_behind_any_record(
      @ForAll("messyFiles") String file, @ForAll Random random) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    List<RawRecord> whole = split(bytes, 2);
    if (whole.isEmpty()) {
      return;
    }
    int at = random.nextInt(whole.size());
    RawRecord last = whole.get(at);
    RecordSplitter next = new RecordSplitter(true, last.end(), last.lines());
    next.expect(',', 2);
    next.feed(Arrays.copyOfRange(bytes, (int) last.end(), bytes.length));
    List<RawRecord> rest = drain(next, new ArrayList<>());
    next.end();
    assertEquals(shown(whole.subList(at + 1, whole.size())), shown(drain(next, rest)));
  }

  @Property(tries = 300)
  void no_line_is_in_two_records(@ForAll("messyFiles") String file) {
    List<RawRecord> records = split(file.getBytes(StandardCharsets.UTF_8), 2);
    long line = 0;
    for (RawRecord record : records) {
      assertTrue(record.line() > line, "records overlap");
      line = record.lines();
    }
  }

  @Property(tries = 300)
  void what_is_written_with_quotes_is_read_back(@ForAll("tables") List<List<String>> table) {
    StringBuilder file = new StringBuilder();
    table.forEach(
        row -> {
          row.forEach(v -> file.append('"').append(v.replace("\"", "\"\"")).append("\","));
          file.append("\"end\"\r\n");
        });
    List<RawRecord> records = split(file.toString().getBytes(StandardCharsets.UTF_8), 3);
    assertEquals(table.size(), records.size());
    RecordReader reader =
        new RecordReader(
            ImportKind.PRODUCTS, ImportFormat.CSV, ImportOptionsTest.NONE, RowReaderTest.DEFAULTS);
    reader.header(header("sku,name,end"));
    for (int i = 0; i < records.size(); i++) {
      assertNull(records.get(i).problem());
      ReadRecord read = reader.read(records.get(i));
      Row.Article article = (Row.Article) read.row();
      assertEquals(table.get(i).get(0).strip(), article.product().sku());
      assertEquals(
          table.get(i).get(1).isBlank() ? null : table.get(i).get(1).strip(),
          article.product().name());
    }
  }

  static RawRecord header(String text) {
    return new RawRecord(1, text.getBytes(StandardCharsets.UTF_8), null, 0, 1);
  }

  @Provide
  Arbitrary<String> messyFiles() {
    return Arbitraries.of(
            "a", "é", ",", "\"", "\"\"", "\n", "\r", "\r\n", "a,b\n", "\"x\",y\r\n", " ", "\uFEFF")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> sku =
        Arbitraries.strings().withChars("ab\"',;\n\r 张é").ofMaxLength(8).map(s -> "x" + s + "x");
    Arbitrary<String> name = Arbitraries.strings().withChars("ab\"',;\n\r 张é").ofMaxLength(8);
    return net.jqwik.api.Combinators.combine(sku, name).as(List::of).list().ofMaxSize(8);
  }
}
