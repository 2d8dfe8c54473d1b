package io.tributary.platform.keys;

import io.tributary.platform.local.LocalMode.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.Config;

/**
 * The master keys that are set, each 32 bytes with an id. The first wraps what is new; the others
 * only open what they wrapped, until the job {@code rotate-keys} has wrapped it anew.
 */
public final class MasterKeys {
  /** The keys themselves: {@code id:base64}, several with commas or lines between. */
  public static final String SETTING = "tributary.keys.master";

  /** A file that holds them. */
  public static final String FILE_SETTING = "tributary.keys.master-file";

  private static final int BYTES = 32;
  private final Map<String, byte[]> keys;
  private final Map<String, SecretKeySpec> wrapping = new HashMap<>();
  private final String current;

  private MasterKeys(Map<String, byte[]> keys) {
    this.keys = keys;
    keys.forEach(
        (id, key) ->
            wrapping.put(id, new SecretKeySpec(Aead.derive(key, "tributary wrapping"), "AES")));
    this.current = keys.keySet().iterator().next();
  }

  /** Whether the settings name any. */
  public static boolean areSet(Config config) {
    return setting(config, SETTING).isPresent() || setting(config, FILE_SETTING).isPresent();
  }

  /**
   * The keys of the settings.
   *
   * @throws Refusal when there are none, or one is not 32 bytes
   */
  public static MasterKeys of(Config config) {
    Optional<String> text = setting(config, SETTING);
    if (text.isPresent()) {
      return parse(text.get(), SETTING);
    }
    String file =
        setting(config, FILE_SETTING)
            .orElseThrow(
                () ->
                    new Refusal(
                        "no master key is configured, and phones, e-mails and open ids are stored"
                            + " encrypted only. Set "
                            + FILE_SETTING
                            + " (TRIBUTARY_KEYS_MASTER_FILE) to a file with one line"
                            + " <id>:<32 bytes in base64>, which `openssl rand -base64 32` makes,"
                            + " and keep a copy: without it nobody reads them again."));
    try {
      return parse(Files.readString(Path.of(file)), FILE_SETTING);
    } catch (IOException e) {
      throw new Refusal(
          "the file of master keys "
              + file
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "). Set "
              + FILE_SETTING
              + " to one that can.");
    }
  }

  /**
   * Keys from their text.
   *
   * @param setting where it came from, for the sentence
   * @throws Refusal when it is none; the sentence never holds a key
   */
  public static MasterKeys parse(String text, String setting) {
    Map<String, byte[]> keys = new LinkedHashMap<>();
    for (String part : text.split("[,\\s]+")) {
      if (part.isEmpty()) {
        continue;
      }
      int colon = part.indexOf(':');
      byte[] key = colon < 0 ? null : decoded(part.substring(colon + 1));
      String id = colon < 0 ? "" : part.substring(0, colon);
      if (key == null || key.length != BYTES || !id.matches("[A-Za-z0-9_.-]{1,32}")) {
        throw new Refusal(
            setting
                + " holds something that is no master key. Each is <id>:<32 bytes in base64>, the"
                + " current one first, with a comma or a line's end between them.");
      }
      if (keys.put(id, key) != null) {
        throw new Refusal(setting + " holds two master keys with the id " + id + ".");
      }
    }
    if (keys.isEmpty()) {
      throw new Refusal(setting + " is empty. It holds <id>:<32 bytes in base64>.");
    }
    return new MasterKeys(keys);
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Optional<String> setting(Config config, String name) {
    return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
  }

  /** The id of the key that wraps what is new. */
  public String current() {
    return current;
  }

  /** The key that wraps others, derived from a master key. */
  SecretKeySpec wrapping(String id) {
    return wrapping.get(id);
  }

  /** A key by its id; null when it is not set. */
  byte[] key(String id) {
    return keys.get(id);
  }
}
