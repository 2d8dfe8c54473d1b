package io.tributary.intake.tracking;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call's body taken apart without reading the messages in it, so that each message is measured
 * and kept as it came, and a bad one spoils none of its neighbours.
 *
 * @param writeKey of the body; null when it has none
 * @param sentAt the batch's, as sent (text or digits); null for a single message, which has its own
 * @param context the batch's, which its messages inherit; empty for a single message
 * @param messages the text of each message
 */
record Envelope(
    String writeKey, String sentAt, Map<String, Object> context, List<String> messages) {
  /** The most messages in a batch, as in Segment's spec. */
  static final int MOST_MESSAGES = 2_500;

  private static final Pattern WRITE_KEY =
      Pattern.compile("\"writeKey\"\\s*:\\s*\"([^\"\\\\]{1,200})\"");

  // the limits that protect memory hold for each message when it is read: here nothing is kept
  private static final JsonFactory WITHOUT_LIMITS =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /**
   * Takes a body apart.
   *
   * @param batch whether the messages are in its list {@code batch}; else it is itself the message
   * @throws Refused when it is no JSON object, has no such list, or too many messages
   */
  static Envelope of(String body, boolean batch) {
    try (JsonParser parser = WITHOUT_LIMITS.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Refused("the body is not a JSON object");
      }
      Envelope envelope = new Taking(body, parser).take(batch);
      if (parser.nextToken() != null) {
        throw new Refused("the body has more after its JSON object");
      }
      return envelope;
    } catch (JsonProcessingException e) {
      throw new Refused(
          "malformed JSON at line %d, column %d: %s"
              .formatted(
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
  }

  /** What looks like the write key of a body that cannot be read, to tell whose refusal it is. */
  static Optional<String> writeKeyIn(String body) {
    Matcher key = WRITE_KEY.matcher(body);
    return key.find() ? Optional.of(key.group(1)) : Optional.empty();
  }

  /** One pass over a body. */
  private static final class Taking {
    private final String body;
    private final JsonParser parser;
    private final List<String> messages = new ArrayList<>();
    private String writeKey;
    private String sentAt;
    private Map<String, Object> context = Map.of();
    private boolean hasList;

    Taking(String body, JsonParser parser) {
      this.body = body;
      this.parser = parser;
    }

    Envelope take(boolean batch) throws IOException {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("writeKey") && value == JsonToken.VALUE_STRING) {
          writeKey = parser.getText();
        } else if (batch && name.equals("sentAt") && value.isScalarValue()) {
          sentAt = parser.getText();
        } else if (batch && name.equals("context") && value == JsonToken.START_OBJECT) {
          context = JsonText.object(text());
          JsonText.check(context);
        } else if (batch && name.equals("batch")) {
          takeMessages(value);
        } else {
          parser.skipChildren();
          parser.finishToken();
        }
      }
      if (!batch) {
        return new Envelope(writeKey, null, Map.of(), List.of(body));
      }
      if (!hasList) {
        throw new Refused("a batch needs a list \"batch\" of messages");
      }
      return new Envelope(writeKey, sentAt, context, List.copyOf(messages));
    }

    private void takeMessages(JsonToken value) throws IOException {
      if (value != JsonToken.START_ARRAY) {
        throw new Refused("\"batch\" is not a list of messages");
      }
      hasList = true;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (messages.size() == MOST_MESSAGES) {
          throw new Refused("the batch has more than " + MOST_MESSAGES + " messages; send less");
        }
        messages.add(text());
      }
    }

    /** The text of the value that begins here. */
    private String text() throws IOException {
      int from = (int) parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken();
      return body.substring(from, (int) parser.currentLocation().getCharOffset());
    }
  }
}
