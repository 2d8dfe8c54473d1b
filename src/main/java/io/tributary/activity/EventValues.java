package io.tributary.activity;

import io.tributary.platform.keys.NotOurs;
import io.tributary.platform.keys.Sealed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Values of events under names that tell a phone, an e-mail, an open id or another identifier: they
 * are kept sealed, as the identifiers of profiles are. The key is the installation's; an erasure
 * takes the events themselves away.
 */
public final class EventValues {
  /** Without signs and in lower case. */
  private static final Set<String> NAMES =
      Set.of(
          "email",
          "mail",
          "phone",
          "phonenumber",
          "mobile",
          "mobilephone",
          "tel",
          "openid",
          "wechatopenid",
          "unionid",
          "wechatunionid",
          "externaluserid",
          "wecomexternaluserid",
          "cardnumber");

  private static final Pattern SIGN = Pattern.compile("[^\\p{L}\\p{N}]");

  /** What may be such a name, so that most events are not gone through. */
  private static final Pattern LIKELY =
      Pattern.compile("(?i)\"[^\"]{0,9}(mail|phone|mobile|tel|id|number)\"\\s*:");

  private EventValues() {}

  private static boolean isIdentifier(String name) {
    return NAMES.contains(SIGN.matcher(name.toLowerCase(Locale.ROOT)).replaceAll(""));
  }

  /** Properties as they are kept. */
  static String sealed(JsonObject properties) {
    String text = properties.encode();
    return LIKELY.matcher(text).find()
        ? ((JsonObject) changed(properties, false, EventValues::seal)).encode()
        : text;
  }

  /** Properties as they were sent; those of before values were sealed are as they are. */
  public static String opened(String kept) {
    return kept.contains(Sealed.MARK) ? opened(new JsonObject(kept)).encode() : kept;
  }

  /** The same as an object. */
  public static JsonObject opened(JsonObject kept) {
    return (JsonObject) changed(kept, false, EventValues::open);
  }

  private static String seal(String value) {
    return Sealed.text(Sealed.EVENT_VALUE, value);
  }

  private static String open(String kept) {
    try {
      return Sealed.opened(Sealed.EVENT_VALUE, kept);
    } catch (NotOurs | IllegalArgumentException e) {
      return kept; // somebody sent a text that looks like a sealed one, before values were sealed
    }
  }

  private static Object changed(Object value, boolean isNamed, UnaryOperator<String> change) {
    if (value instanceof JsonObject object) {
      JsonObject result = new JsonObject();
      object.forEach(
          field ->
              result.put(
                  field.getKey(),
                  changed(field.getValue(), isNamed || isIdentifier(field.getKey()), change)));
      return result;
    }
    if (value instanceof JsonArray array) {
      JsonArray result = new JsonArray();
      array.forEach(one -> result.add(changed(one, isNamed, change)));
      return result;
    }
    return isNamed && (value instanceof String || value instanceof Number)
        ? change.apply(value.toString())
        : value;
  }
}
