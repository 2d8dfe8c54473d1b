package io.tributary.platform.keys;

import io.tributary.platform.local.LocalMode.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of this process. What values are found by is asked for in rules and in stores, which
 * have nothing injected; a process has one ring, set before the first fact is read, and without it
 * every question fails.
 */
public final class KeyRing {
  private static final byte FORMAT = 1;
  static final String ROOT = "root";
  private static volatile KeyRing ring;

  private final MasterKeys masters;
  private final SecretKeySpec index;
  private final SecretKeySpec shared;

  private KeyRing(MasterKeys masters, byte[] index) {
    this.masters = masters;
    this.index = new SecretKeySpec(Aead.derive(index, "tributary blind index"), "HmacSHA256");
    this.shared = new SecretKeySpec(Aead.derive(index, "tributary values of no profile"), "AES");
  }

  /**
   * The ring of a database.
   *
   * @param root the key that everything is found by, as {@link #newRoot} made it and the database
   *     keeps it
   * @throws Refusal when no master key that is set opens it
   */
  static KeyRing of(MasterKeys masters, byte[] root) {
    String id = masterOf(root);
    if (masters.key(id) == null) {
      throw new Refusal(
          "the values of this database are sealed under the master key "
              + id
              + ", which is not set. Add it to "
              + MasterKeys.FILE_SETTING
              + " or "
              + MasterKeys.SETTING
              + ".");
    }
    try {
      return new KeyRing(masters, unwrap(masters, ROOT, root));
    } catch (NotOurs e) {
      throw new Refusal(
          "the master key "
              + id
              + " is not the one that the values of this database are sealed under. Set "
              + MasterKeys.FILE_SETTING
              + " or "
              + MasterKeys.SETTING
              + " to the one that it was.");
    }
  }

  /** What a database without one gets: the root of its keys, wrapped by the current master key. */
  static byte[] newRoot(MasterKeys masters) {
    byte[] root = Aead.derive(masters.key(masters.current()), "tributary root");
    return wrap(masters, ROOT, root);
  }

  /** Takes a ring into use. */
  static void use(KeyRing taken) {
    ring = taken;
  }

  /** The ring in use. */
  public static KeyRing inUse() {
    KeyRing taken = ring;
    if (taken == null) {
      throw new IllegalStateException("the keys are not there yet");
    }
    return taken;
  }

  /** What is stored to find a value by, from its bare hash, which anybody could try out. */
  public UUID blind(UUID hash) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(hash.getMostSignificantBits()).putLong(hash.getLeastSignificantBits());
    ByteBuffer blind = ByteBuffer.wrap(Aead.hmac(index, bytes.array()));
    return new UUID(blind.getLong(), blind.getLong());
  }

  /**
   * The same for a number.
   *
   * @param kept the bits that stay as they are
   */
  public long blind(long hash, long kept) {
    byte[] blind = Aead.hmac(index, ByteBuffer.allocate(8).putLong(hash).array());
    return ByteBuffer.wrap(blind).getLong() & ~kept | hash & kept;
  }

  /** Seals a text that belongs to no profile, or that is derived and made anew at any time. */
  public byte[] seal(String column, String text) {
    return DataKey.sealed(shared, column.getBytes(StandardCharsets.UTF_8), text);
  }

  /** The text again; NotOurs as with {@link DataKey#open}. */
  public String open(String column, byte[] sealed) {
    return DataKey.opened(shared, column.getBytes(StandardCharsets.UTF_8), sealed);
  }

  /** Seals bytes that belong to no profile. */
  public byte[] sealBytes(String column, byte[] bytes) {
    return Aead.seal(shared, bytes, column.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes again; NotOurs as with {@link DataKey#open}. */
  public byte[] openBytes(String column, byte[] sealed) {
    return Aead.open(shared, sealed, 0, column.getBytes(StandardCharsets.UTF_8));
  }

  /** A new data key of a profile, wrapped. */
  byte[] fresh(UUID profile) {
    return wrap(masters, profile.toString(), Aead.random(Aead.KEY_BYTES));
  }

  /** A profile's data key. */
  public DataKey dataKey(UUID profile, byte[] wrapped) {
    return new DataKey(profile, unwrap(masters, profile.toString(), wrapped));
  }

  /** The same data key, wrapped by the current master key. */
  byte[] rewrap(String purpose, byte[] wrapped) {
    return wrap(masters, purpose, unwrap(masters, purpose, wrapped));
  }

  /** The beginning of everything that the current master key has wrapped. */
  byte[] mark() {
    return header(masters.current());
  }

  private static byte[] header(String master) {
    byte[] id = master.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(id.length + 2).put(FORMAT).put((byte) id.length).put(id).array();
  }

  private static String masterOf(byte[] wrapped) {
    if (wrapped.length < 2 || wrapped[0] != FORMAT || wrapped.length < wrapped[1] + 2) {
      throw new NotOurs("a wrapped key has another format than this version knows");
    }
    return new String(wrapped, 2, wrapped[1], StandardCharsets.US_ASCII);
  }

  private static byte[] wrap(MasterKeys masters, String purpose, byte[] key) {
    byte[] header = header(masters.current());
    byte[] sealed = Aead.seal(masters.wrapping(masters.current()), key, bytes(purpose));
    return ByteBuffer.allocate(header.length + sealed.length).put(header).put(sealed).array();
  }

  private static byte[] unwrap(MasterKeys masters, String purpose, byte[] wrapped) {
    String id = masterOf(wrapped);
    if (masters.key(id) == null) {
      throw new NotOurs("a key is wrapped by the master key " + id + ", which is not set");
    }
    return Aead.open(masters.wrapping(id), wrapped, id.length() + 2, bytes(purpose));
  }

  private static byte[] bytes(String purpose) {
    return ("wrapped key|" + purpose).getBytes(StandardCharsets.UTF_8);
  }
}
