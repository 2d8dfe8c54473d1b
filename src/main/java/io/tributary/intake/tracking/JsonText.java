package io.tributary.intake.tracking;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tributary.platform.Storable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON that a stranger wrote. Numbers keep every digit; what PostgreSQL's jsonb cannot hold
 * (U+0000, half a surrogate pair, a number of a million digits) is refused here, so that no message
 * can make a transaction fail.
 */
final class JsonText {
  /** How deep objects and lists may nest. */
  static final int DEEPEST = 100;

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  // names are not interned: a stranger could fill that table
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(1_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private JsonText() {}

  /** Reads bytes as strict UTF-8, without a byte order mark. */
  static String utf8(byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Refused("the body is not valid UTF-8");
    }
  }

  /** Reads one object: strings, booleans, null, lists, maps, integers and BigDecimal. */
  static Map<String, Object> object(String text) {
    Map<String, Object> object;
    try {
      object = MAPPER.readValue(text, OBJECT);
    } catch (JsonProcessingException e) {
      throw new Refused("not a JSON object that can be read: " + e.getOriginalMessage());
    }
    if (object == null) {
      throw new Refused("not a JSON object but null");
    }
    return object;
  }

  /** An object as text with its keys sorted at every level, the same for equal objects. */
  static String sorted(Map<String, Object> object) {
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written as JSON", e);
    }
  }

  /**
   * Checks that a value can be kept with all that is in it.
   *
   * @throws Refused when it cannot
   */
  static void check(Object value) {
    if (value instanceof String text) {
      checkText(text);
    } else if (value instanceof List<?> list) {
      list.forEach(JsonText::check);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> {
            check(key);
            check(inner);
          });
    } else if (value instanceof BigDecimal number && !Storable.number(number)) {
      throw new Refused("it has a number that is too large or too small to be kept");
    }
  }

  private static void checkText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new Refused("it has a NUL character (\\u0000), which cannot be kept");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new Refused("it has half a surrogate pair, which is not Unicode text");
      }
    }
  }
}
