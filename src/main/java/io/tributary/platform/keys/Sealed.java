package io.tributary.platform.keys;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** The columns whose values are sealed, by the name that is authenticated with each value. */
public final class Sealed {
  /** Identifiers of profiles; the row is what the value is found by. */
  public static final String IDENTIFIER = "profile_identifier.value";

  /** The ids by which sources know people; the row is the profile. */
  public static final String PROFILE_KEY = "profile.key";

  /** What matching compares; sealed under no profile's key, since it is made anew at any time. */
  public static final String TRAIT = "linking_traits.traits";

  /** Refused messages, under a key of the installation: nobody knows whose they are. */
  public static final String REJECTED_MESSAGE = "rejected_message.body";

  /** Refused rows of files, likewise. */
  public static final String IMPORT_REJECTION = "import_rejection.raw";

  /** Files under way, likewise. */
  public static final String IMPORT_CHUNK = "import_chunk.bytes";

  /** Values of events under the names of identifiers, likewise. */
  public static final String EVENT_VALUE = "event.properties";

  /** Stands before a text that is sealed. */
  public static final String MARK = "sealed~";

  private Sealed() {}

  /** A text of no profile as it is kept in a column of text. */
  public static String text(String column, String text) {
    return text(KeyRing.inUse(), column, text);
  }

  static String text(KeyRing ring, String column, String text) {
    return MARK + Base64.getEncoder().encodeToString(ring.seal(column, text));
  }

  /** The text again. */
  public static String opened(String column, String kept) {
    return kept.startsWith(MARK)
        ? KeyRing.inUse().open(column, Base64.getDecoder().decode(kept.substring(MARK.length())))
        : kept;
  }

  /** The id by which a source knows a person as it is kept. */
  public static String key(DataKey key, UUID profile, String text) {
    return MARK + Base64.getEncoder().encodeToString(key.seal(PROFILE_KEY, profile, text));
  }

  /**
   * The id by which a source knows the person of a row; empty once they were erased.
   *
   * @param profile the column with the profile's id
   * @param at the column with the id as it is kept
   * @param wrapped the column with the profile's wrapped key, null where it has none
   */
  public static String key(Row row, int profile, int at, int wrapped) {
    String kept = row.getString(at);
    return kept.startsWith(MARK)
        ? key(
            KeyRing.inUse().dataKey(row.getUUID(profile), row.getBuffer(wrapped).getBytes()),
            row.getUUID(profile),
            kept.substring(MARK.length()).getBytes(StandardCharsets.US_ASCII))
        : kept;
  }

  /** The id that stands behind the mark. */
  static String key(DataKey key, UUID profile, byte[] behindMark) {
    return key.open(PROFILE_KEY, profile, Base64.getDecoder().decode(behindMark));
  }

  /**
   * The identifier of a row.
   *
   * @param profile the column with the profile's id
   * @param at the first of three columns: what the value is found by, the sealed value, and the
   *     profile's wrapped key
   */
  public static String identifier(Row row, int profile, int at) {
    return KeyRing.inUse()
        .dataKey(row.getUUID(profile), row.getBuffer(at + 2).getBytes())
        .open(IDENTIFIER, row.getUUID(at), row.getBuffer(at + 1).getBytes());
  }

  /** Identifiers of a profile as they come out of an array of a row. */
  public static String identifier(UUID profile, UUID index, Buffer sealed, Buffer wrapped) {
    return KeyRing.inUse()
        .dataKey(profile, wrapped.getBytes())
        .open(IDENTIFIER, index, sealed.getBytes());
  }
}
