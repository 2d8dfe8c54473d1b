package io.tributary.intake.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the records of one file: bytes to text, text to columns, columns to what the row says. */
final class RecordReader {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(50).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String NUL = "The row contains a NUL character. Remove it.";

  private final ImportKind kind;
  private final ImportFormat format;
  private final ImportOptions options;
  private final ColumnNames columns;
  private char delimiter = ',';

  RecordReader(ImportKind kind, ImportFormat format, ImportOptions options, Defaults defaults) {
    this.kind = kind;
    this.format = format;
    this.options = options;
    this.columns = new ColumnNames(kind, options, defaults);
  }

  /**
   * Takes a CSV file's first record.
   *
   * @throws ImportFailure when it is no header
   */
  void header(RawRecord raw) {
    if (raw.problem() != null) {
      throw new ImportFailure("The header cannot be read. " + raw.problem());
    }
    try {
      String text = text(raw.bytes());
      delimiter = options.delimiter() == null ? likelyDelimiter(text) : options.delimiter();
      columns.header(List.of(fields(text)));
    } catch (Refused e) {
      throw new ImportFailure("The header cannot be read. " + e.getMessage());
    }
  }

  /** What separates columns, once the header is known. */
  char delimiter() {
    return delimiter;
  }

  /** How many columns a row has, once the header is known. */
  int width() {
    return columns.size();
  }

  /** Reads one record. */
  ReadRecord read(RawRecord raw) {
    String shown = new String(raw.bytes(), StandardCharsets.UTF_8);
    ReadRecord record = new ReadRecord(null, null, raw.line(), shown, raw.end(), raw.lines());
    if (raw.problem() != null) {
      return record.refused(null, raw.problem());
    }
    try {
      String text = text(raw.bytes());
      Fields fields =
          format == ImportFormat.CSV ? columns.row(fields(text)) : columns.row(object(text));
      Row row = RowReader.read(kind, fields);
      return new ReadRecord(row, null, raw.line(), shown, raw.end(), raw.lines());
    } catch (Refused e) {
      return record.refused(e.column(), e.getMessage());
    }
  }

  /** Strictly UTF-8, without NUL, which the database cannot hold. */
  private static String text(byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return withoutNul(text);
    } catch (CharacterCodingException e) {
      throw new Refused(null, "The row is not valid UTF-8. Save the file as UTF-8.");
    }
  }

  private static String withoutNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new Refused(null, NUL);
    }
    return text;
  }

  private String[] fields(String text) {
    try {
      return CsvReader.builder()
          .fieldSeparator(delimiter)
          .ofSingleCsvRecord(StringArrayHandler.of(), text);
    } catch (CsvParseException e) {
      throw new Refused(null, "The row is not well-formed CSV. " + e.getMessage());
    }
  }

  /** The separator that the header has most of, outside quotes; comma when it has none. */
  private static char likelyDelimiter(String header) {
    String bare = header.replaceAll("\"[^\"]*\"", "");
    char best = ',';
    long most = 0;
    for (char candidate : new char[] {',', ';', '\t', '|'}) {
      long count = bare.chars().filter(c -> c == candidate).count();
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }

  private static Map<String, Object> object(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node != null && node.isObject()) {
        return map(node);
      }
    } catch (JsonProcessingException e) {
      throw new Refused(null, "The line is not well-formed JSON: " + e.getOriginalMessage());
    }
    throw new Refused(null, "The line is not a JSON object.");
  }

  private static Map<String, Object> map(JsonNode node) {
    Map<String, Object> result = new LinkedHashMap<>();
    node.properties().forEach(e -> result.put(withoutNul(e.getKey()), value(e.getValue())));
    return result;
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> node.booleanValue();
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? (Object) node.longValue()
              : node.decimalValue();
      case OBJECT, POJO -> map(node);
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        node.forEach(item -> list.add(value(item)));
        yield list;
      }
      case STRING, BINARY -> withoutNul(node.asText());
    };
  }
}
