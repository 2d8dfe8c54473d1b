package io.tributary.platform.keys;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/** The key under which what is kept of one profile is sealed. */
public final class DataKey {
  private static final byte FORMAT = 1;
  private final UUID profile;
  private final SecretKeySpec key;

  DataKey(UUID profile, byte[] key) {
    this.profile = profile;
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * Seals a text.
   *
   * @param column table and column that it is kept in
   * @param row what tells it from the profile's other values there
   */
  public byte[] seal(String column, UUID row, String text) {
    return sealed(key, context(column, row), text);
  }

  /**
   * The text that was sealed.
   *
   * @throws NotOurs when it was sealed by another key, for another place, or changed
   */
  public String open(String column, UUID row, byte[] sealed) {
    return opened(key, context(column, row), sealed);
  }

  private byte[] context(String column, UUID row) {
    return (column + '|' + profile + '|' + row).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] sealed(SecretKeySpec key, byte[] context, String text) {
    byte[] sealed = Aead.seal(key, text.getBytes(StandardCharsets.UTF_8), context);
    byte[] kept = new byte[sealed.length + 1];
    kept[0] = FORMAT;
    System.arraycopy(sealed, 0, kept, 1, sealed.length);
    return kept;
  }

  static String opened(SecretKeySpec key, byte[] context, byte[] sealed) {
    if (sealed.length == 0 || sealed[0] != FORMAT) {
      throw new NotOurs("a sealed value has another format than this version knows");
    }
    return new String(Aead.open(key, sealed, 1, context), StandardCharsets.UTF_8);
  }
}
