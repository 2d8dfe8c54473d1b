package io.tributary.platform.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes messages of the tracking API's spec as JSON, fields in the order in which they are put.
 */
final class Message {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Message(String type, String messageId, Instant at) {
    fields.put("type", type);
    fields.put("messageId", messageId);
    fields.put("timestamp", at.toString());
  }

  /** A message of a type (identify, track, page) about something that happened at a time. */
  static Message of(String type, String messageId, Instant at) {
    return new Message(type, messageId, at);
  }

  /** Adds a field; null adds none. */
  Message with(String name, Object value) {
    if (value != null) {
      fields.put(name, value);
    }
    return this;
  }

  /** The message as JSON. */
  String json() {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps, texts and numbers can be written", e);
    }
  }

  /** An object from names and values in turn; null values are left out. */
  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        object.put((String) namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return object;
  }

  /** Fen as a JSON number of yuan, exactly. */
  static BigDecimal yuan(long minor) {
    return BigDecimal.valueOf(minor, 2);
  }
}
