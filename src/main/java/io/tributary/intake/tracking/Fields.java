package io.tributary.intake.tracking;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object whose fields are found whatever their spelling: {@code order_id}, {@code orderId}
 * and {@code Order ID} are one name, since SDKs and shops differ in it.
 */
final class Fields {
  /** No fields. */
  static final Fields NONE = new Fields(Map.of());

  private final Map<String, Object> json;
  private final Map<String, Object> byName = new HashMap<>();

  Fields(Map<String, Object> json) {
    this.json = json;
    json.forEach(
        (name, value) -> {
          if (value != null) {
            byName.putIfAbsent(canonical(name), value);
          }
        });
  }

  /** A name without case, underscores, hyphens and spaces. */
  static String canonical(String name) {
    StringBuilder canonical = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-' && c != ' ') {
        canonical.append(Character.toLowerCase(c));
      }
    }
    return canonical.toString();
  }

  /** The object as sent. */
  Map<String, Object> json() {
    return json;
  }

  /** The first of the names that has a value; null when none has. */
  Object any(String... names) {
    for (String name : names) {
      Object value = value(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The first of the names that has a text or number, as trimmed text; null when none has. */
  String text(String... names) {
    for (String name : names) {
      String text = textOf(value(name));
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** A text or number as trimmed text; null for everything else and for blank text. */
  static String textOf(Object value) {
    String text = null;
    if (value instanceof String string) {
      text = string.strip();
    } else if (value instanceof BigDecimal number) {
      text = number.stripTrailingZeros().toPlainString();
    } else if (value instanceof Number number) {
      text = number.toString();
    }
    return text == null || text.isEmpty() ? null : text;
  }

  /** The first of the names that has a value, as a boolean; null when none has or it is none. */
  Boolean flag(String... names) {
    Object value = any(names);
    if (value instanceof Boolean flag) {
      return flag;
    }
    return value instanceof String text && text.strip().equalsIgnoreCase("true") ? true : null;
  }

  /**
   * The first of the names that has a value, as a number; null when none has.
   *
   * @throws Refused when it is no number
   */
  BigDecimal number(String... names) {
    for (String name : names) {
      String text = textOf(value(name));
      if (text != null) {
        try {
          BigDecimal number = new BigDecimal(text.substring(0, Math.min(text.length(), 400)));
          if (text.length() > 400 || Math.abs((long) number.scale()) > 400) {
            throw new NumberFormatException();
          }
          return number;
        } catch (NumberFormatException e) {
          throw new Refused(name + " is not a number: " + shortened(text));
        }
      } else if (value(name) != null && !(value(name) instanceof String)) {
        throw new Refused(name + " is not a number");
      }
    }
    return null;
  }

  /** A field's object; no fields when it has none. */
  Fields object(String name) {
    return of(value(name));
  }

  /** A field's list of objects, other elements left out; empty when it has none. */
  List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    if (value(name) instanceof List<?> list) {
      list.forEach(element -> objects.add(of(element)));
    }
    objects.removeIf(object -> object == NONE);
    return objects;
  }

  /** A text short enough for a reason. */
  static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  private Object value(String name) {
    return byName.get(canonical(name));
  }

  @SuppressWarnings("unchecked") // JSON objects are read as maps with text keys
  private static Fields of(Object value) {
    return value instanceof Map<?, ?> map ? new Fields((Map<String, Object>) map) : NONE;
  }
}
