package io.tributary.platform.keys;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce before the text, and HMAC-SHA-256. A
 * data key seals a few dozen values and a master key some millions of keys, both far below the 2³²
 * after which random nonces are no longer safe.
 */
final class Aead {
  static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final ThreadLocal<Ciphers> CIPHERS = ThreadLocal.withInitial(Ciphers::new);

  private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(Aead::mac);

  private Aead() {}

  /**
   * The ciphers of a thread. One is looked up among providers each time otherwise, which costs as
   * much as sealing; and one that gets another key than last time expands it, which costs ten times
   * as much as opening a value: so the keys in turn, a master's and a profile's, have one each.
   */
  private static final class Ciphers {
    private static final int KEPT = 3;

    /** The one that was used last stands first. */
    private final Cipher[] ciphers = new Cipher[KEPT];

    private final SecretKeySpec[] keys = new SecretKeySpec[KEPT];

    private Cipher of(SecretKeySpec key) {
      int at = 0;
      while (at < KEPT - 1 && !key.equals(keys[at])) {
        at++;
      }
      Cipher cipher = ciphers[at] == null ? cipher() : ciphers[at];
      System.arraycopy(ciphers, 0, ciphers, 1, at);
      System.arraycopy(keys, 0, keys, 1, at);
      ciphers[0] = cipher;
      keys[0] = key;
      return cipher;
    }

    private static Cipher cipher() {
      try {
        return Cipher.getInstance("AES/GCM/NoPadding");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has AES-GCM", e);
      }
    }
  }

  private static Mac mac() {
    try {
      return Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  /** Nonce, text and tag. */
  static byte[] seal(SecretKeySpec key, byte[] text, byte[] context) {
    byte[] nonce = random(NONCE_BYTES);
    try {
      Cipher cipher = CIPHERS.get().of(key);
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context);
      byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + text.length + TAG_BITS / 8);
      cipher.doFinal(text, 0, text.length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a value cannot be sealed", e);
    }
  }

  /**
   * The text again.
   *
   * @throws NotOurs when the key, the context or a bit of it is another than when it was sealed
   */
  static byte[] open(SecretKeySpec key, byte[] sealed, int from, byte[] context) {
    if (sealed.length - from < NONCE_BYTES + TAG_BITS / 8) {
      throw new NotOurs("a sealed value is too short");
    }
    try {
      Cipher cipher = CIPHERS.get().of(key);
      cipher.init(
          Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, from, NONCE_BYTES));
      cipher.updateAAD(context);
      return cipher.doFinal(sealed, from + NONCE_BYTES, sealed.length - from - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new NotOurs("a sealed value was changed, moved, or sealed by another key");
    }
  }

  static byte[] hmac(SecretKeySpec key, byte[] text) {
    try {
      Mac mac = MAC.get();
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a value cannot be indexed", e);
    }
  }

  /** A key for one purpose (RFC 5869): extract with no salt, then one block of expansion. */
  static byte[] derive(byte[] master, String purpose) {
    byte[] extracted = hmac(new SecretKeySpec(new byte[KEY_BYTES], "HmacSHA256"), master);
    byte[] label = purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] block = Arrays.copyOf(label, label.length + 1);
    block[label.length] = 1;
    return hmac(new SecretKeySpec(extracted, "HmacSHA256"), block);
  }
}
