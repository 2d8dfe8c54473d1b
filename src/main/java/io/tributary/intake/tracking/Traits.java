package io.tributary.intake.tracking;

import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdWords;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.linking.score.BirthDate;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What traits, properties and context say of who somebody is. */
final class Traits {
  /** Segment's reserved traits that are the glossary's attributes; others keep their own name. */
  private static final Map<String, String> GLOSSARY =
      Map.ofEntries(
          Map.entry("birthday", "birth_date"),
          Map.entry("birthdate", "birth_date"),
          Map.entry("dateofbirth", "birth_date"),
          Map.entry("street", "address"),
          Map.entry("state", "region"),
          Map.entry("province", "region"),
          Map.entry("postalcode", "postcode"),
          Map.entry("zip", "postcode"),
          Map.entry("zipcode", "postcode"));

  /** A kind of identifier, the fields that hold it and its scope, and who says it was checked. */
  private record Place(
      IdentifierKind kind, List<String> names, List<String> scopes, String verified) {}

  private static final List<Place> PLACES =
      List.of(
          new Place(IdentifierKind.EMAIL, List.of("email"), List.of(), "email_verified"),
          new Place(IdentifierKind.PHONE, List.of("phone"), List.of(), "phone_verified"),
          new Place(
              IdentifierKind.WECHAT_UNIONID,
              List.of("wechat_unionid", "union_id"),
              List.of("wechat_platform"),
              "wechat_verified"),
          new Place(
              IdentifierKind.WECHAT_OPENID,
              List.of("wechat_openid", "open_id"),
              List.of("wechat_appid"),
              "wechat_verified"),
          new Place(
              IdentifierKind.WECOM_EXTERNAL_USERID,
              List.of("wecom_external_userid"),
              List.of("wecom_corpid"),
              "wecom_verified"),
          new Place(
              IdentifierKind.CARD_NUMBER,
              List.of("card_number"),
              List.of("card_programme"),
              "card_verified"));

  /** A year or a whole date without signs, as a text or a JSON number. */
  private static final Pattern BIRTH_DIGITS = Pattern.compile("(\\d{4}|\\d{8})(\\.0+)?");

  /** What display names are made of. */
  private static final Set<String> NAMES = Set.of("name", "first_name", "last_name");

  private static final Set<String> NO_ATTRIBUTES = namesInPlaces();

  private Traits() {}

  /** The identifiers among the fields of traits or of an order. */
  static List<GivenIdentifier> identifiers(Fields fields) {
    List<GivenIdentifier> found = new ArrayList<>();
    for (Place place : PLACES) {
      String name =
          place.names().stream().filter(n -> fields.text(n) != null).findFirst().orElse("");
      String value = fields.text(name);
      if (value != null && IdWords.refusal(fits(name, value)).isEmpty()) {
        String scope = fields.text(place.scopes().toArray(String[]::new));
        found.add(
            new GivenIdentifier(
                place.kind(), fits("scope", scope), value, fields.flag(place.verified())));
      }
    }
    return found;
  }

  /** The device and the external ids of a message's context. */
  static List<GivenIdentifier> contextIdentifiers(Fields context) {
    List<GivenIdentifier> found = new ArrayList<>();
    Fields device = context.object("device");
    for (String name : List.of("id", "advertisingId")) {
      String id = device.text(name);
      if (IdWords.refusal(id).isEmpty()) {
        found.add(new GivenIdentifier(IdentifierKind.DEVICE_ID, null, id, null));
      }
    }
    for (Fields external : context.objects("externalIds")) {
      String id = external.text("id");
      if (IdWords.refusal(id).isEmpty()) {
        kind(external)
            .ifPresent(
                kind ->
                    found.add(
                        new GivenIdentifier(
                            kind,
                            fits("scope", external.text("scope")),
                            id,
                            external.flag("verified"))));
      }
    }
    return found;
  }

  /** The external ids whose type is no kind of identifier, as attributes named by their type. */
  static Map<String, Object> contextAttributes(Fields context) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Fields external : context.objects("externalIds")) {
      String id = external.text("id");
      String type = external.text("type");
      if (id != null && type != null && kind(external).isEmpty()) {
        String encoding = isPlain(external) ? "" : "_" + external.text("encoding");
        attributes.put(fits("the type of an external id", snakeCase(type + encoding)), id);
      }
    }
    return attributes;
  }

  /**
   * What traits say of a person that is no identifier.
   *
   * @param zone in which a birthday that is sent as an instant is a day
   * @return by the glossary's name, else by the trait's own in snake case; null removes
   */
  static Map<String, Object> attributes(Fields traits, ZoneId zone) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    traits
        .json()
        .forEach(
            (name, value) -> {
              if (value instanceof Map && Fields.canonical(name).equals("address")) {
                attributes.putAll(attributes(traits.object(name), zone));
              } else if (!NO_ATTRIBUTES.contains(Fields.canonical(name)) && !isBlank(value)) {
                String attribute = attributeName(name);
                attributes.put(attribute, attributeValue(attribute, value, zone));
              }
            });
    return attributes;
  }

  /** {@code favouriteColour}, {@code Favourite Colour} → {@code favourite_colour}. */
  static String snakeCase(String name) {
    return name.strip()
        .replaceAll("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})", "_")
        .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "_")
        .toLowerCase(Locale.ROOT);
  }

  private static String attributeName(String name) {
    String glossary = GLOSSARY.get(Fields.canonical(name));
    return glossary != null ? glossary : fits("the name of a trait", snakeCase(name));
  }

  private static Optional<IdentifierKind> kind(Fields external) {
    String type = external.text("type");
    if (type == null || !isPlain(external)) {
      return Optional.empty(); // a hashed e-mail is not an e-mail
    }
    for (IdentifierKind kind : IdentifierKind.values()) {
      if (Fields.canonical(kind.name()).equals(Fields.canonical(type))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static boolean isPlain(Fields external) {
    String encoding = external.text("encoding");
    return encoding == null || encoding.equalsIgnoreCase("none");
  }

  private static Object attributeValue(String attribute, Object value, ZoneId zone) {
    if (attribute.equals("birth_date")) {
      return birthDate(value, zone);
    }
    return NAMES.contains(attribute) ? fits(attribute, value) : value;
  }

  /** A number of four or eight digits is a year or a day, not a moment seconds after 1970 began. */
  private static Object birthDate(Object value, ZoneId zone) {
    String text = Fields.textOf(value);
    if (text != null && BIRTH_DIGITS.matcher(text).matches()) {
      String digits = BirthDate.certain(text.substring(0, text.length() < 8 ? 4 : 8));
      if (digits != null) {
        return digits.length() < 8
            ? digits
            : digits.substring(0, 4) + '-' + digits.substring(4, 6) + '-' + digits.substring(6);
      }
    }
    Optional<Instant> instant = EventTime.read(value, zone);
    return instant.isPresent() ? instant.get().atZone(zone).toLocalDate().toString() : value;
  }

  private static boolean isBlank(Object value) {
    return value instanceof String text && text.isBlank();
  }

  /** Names and short values stand in indexes, which do not take everything that JSON can hold. */
  private static <T> T fits(String name, T value) {
    if (value instanceof String text && text.length() > IdWords.LONGEST) {
      throw new Refused(name + " is longer than " + IdWords.LONGEST + " characters");
    }
    return value;
  }

  private static Set<String> namesInPlaces() {
    Set<String> names = new HashSet<>();
    for (Place place : PLACES) {
      place.names().forEach(name -> names.add(Fields.canonical(name)));
      place.scopes().forEach(name -> names.add(Fields.canonical(name)));
      names.add(Fields.canonical(place.verified()));
    }
    return names;
  }
}
