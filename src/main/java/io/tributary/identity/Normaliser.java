package io.tributary.identity;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Brings identifiers into the one form in which they can be compared. A rule: no state, no clock.
 */
final class Normaliser {
  private static final int MOST_CHARACTERS = 320;
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}]");
  private static final Pattern SAME_PHONE_DIGITS = Pattern.compile("\\+\\d{1,3}?(\\d)\\1{6,}");
  private static final Pattern SAME_DIGITS = Pattern.compile("(\\d)\\1{2,}");
  private static final Pattern LOCAL_PART = Pattern.compile("[^\\s@<>()\\[\\],;:\"\\\\]{1,64}");
  private static final Pattern DOMAIN =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");

  private Normaliser() {}

  /**
   * Normalises an identifier.
   *
   * @param given as sent
   * @param source whose region reads phone numbers, and whose word counts when the fact is silent
   * @return never fails: what cannot be normalised comes back INVALID with its reason
   */
  static Identifier normalise(GivenIdentifier given, Source source, IdentifierPolicy policy) {
    String scope = scope(given, source);
    String clean = clean(given.value());
    String reason =
        clean.length() > MOST_CHARACTERS
            ? "is longer than " + MOST_CHARACTERS + " characters"
            : IdWords.refusal(clean).orElse(null);
    String value = clean;
    if (reason == null) {
      value =
          switch (given.kind()) {
            case PHONE -> phone(clean, source.region());
            case EMAIL -> email(clean);
            case CARD_NUMBER -> card(clean);
            default -> clean;
          };
      // a change of case can take letters apart: capital iota with its two accents is no one letter
      value = value == null ? null : Normalizer.normalize(value, Normalizer.Form.NFKC);
      reason =
          value == null
              ? "is not a " + given.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
              : null;
    }
    if (reason != null) {
      return new Identifier(
          given.kind(), scope, shorten(given.value()), Identifier.State.INVALID, reason);
    }
    if (policy.blocks(value) || isOneDigitOverAndOver(given.kind(), value)) {
      return new Identifier(
          given.kind(),
          scope,
          value,
          Identifier.State.BLOCKED,
          "is a placeholder that many people share");
    }
    boolean verified = given.verified() == null ? source.assertsIdentifiers() : given.verified();
    boolean checked =
        policy.kinds().get(given.kind()).ties() == IdentifierPolicy.Ties.ALWAYS || verified;
    return new Identifier(
        given.kind(),
        scope,
        value,
        checked ? Identifier.State.VERIFIED : Identifier.State.UNVERIFIED,
        null);
  }

  /**
   * What is typed where something must stand. An id that one source counts up (a user's) may really
   * be 1111, and is nobody else's.
   */
  private static boolean isOneDigitOverAndOver(IdentifierKind kind, String value) {
    return switch (kind) {
      case PHONE -> SAME_PHONE_DIGITS.matcher(value).matches();
      case CARD_NUMBER, WECHAT_UNIONID, WECHAT_OPENID, WECOM_EXTERNAL_USERID ->
          SAME_DIGITS.matcher(value).matches();
      case EMAIL, USER_ID, ANONYMOUS_ID, DEVICE_ID -> false;
    };
  }

  /**
   * One spelling of a text: compatibility forms folded, invisible characters and quotes gone. What
   * was apart on either side of an invisible character may compose when it is gone, so it is folded
   * again.
   */
  private static String clean(String text) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKC);
    String visible = INVISIBLE.matcher(folded).replaceAll("");
    return IdWords.unquoted(Normalizer.normalize(visible, Normalizer.Form.NFKC));
  }

  private static String scope(GivenIdentifier given, Source source) {
    if (given.scope() != null && !given.scope().isBlank()) {
      return given.scope().strip();
    }
    return switch (given.kind()) {
      case WECHAT_OPENID, WECOM_EXTERNAL_USERID, USER_ID, ANONYMOUS_ID, DEVICE_ID -> source.getId();
      case CARD_NUMBER -> source.cardProgramme() == null ? "" : source.cardProgramme();
      default -> "";
    };
  }

  static String phone(String text, String region) {
    try {
      PhoneNumber number = PHONES.parse(text, region);
      return PHONES.isValidNumber(number) ? PHONES.format(number, PhoneNumberFormat.E164) : null;
    } catch (NumberParseException e) {
      return null;
    }
  }

  static String email(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || !LOCAL_PART.matcher(text.substring(0, at)).matches()) {
      return null;
    }
    try {
      String domain =
          IDN.toASCII(text.substring(at + 1), IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      return DOMAIN.matcher(domain).matches()
          ? text.substring(0, at).toLowerCase(Locale.ROOT) + "@" + domain
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static String card(String text) {
    String compact = text.replaceAll("[\\s\\-./_]", "").toUpperCase(Locale.ROOT);
    return compact.length() >= 3 ? compact : null;
  }

  private static String shorten(String text) {
    String safe = text.replace("\u0000", "");
    return safe.length() > MOST_CHARACTERS ? safe.substring(0, MOST_CHARACTERS) : safe;
  }
}
