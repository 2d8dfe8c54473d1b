package io.tributary.platform.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.platform.local.LocalMode.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The laws of sealing, finding and wrapping. */
class KeysTest {
  private static final String COLUMN = "profile_identifier.value";
  private static final MasterKeys ONE = MasterKeys.parse(key("a", 1), "x");
  private static final MasterKeys BOTH = MasterKeys.parse(key("b", 2) + "," + key("a", 1), "x");
  private static final MasterKeys OTHER = MasterKeys.parse(key("a", 3), "x");
  private static final KeyRing RING = KeyRing.of(ONE, KeyRing.newRoot(ONE));

  private static String key(String id, int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return id + ":" + Base64.getEncoder().encodeToString(key);
  }

  private static DataKey fresh(UUID profile) {
    return RING.dataKey(profile, RING.fresh(profile));
  }

  @Property(tries = 200)
  void what_was_sealed_is_opened_and_is_never_sealed_alike(
      @ForAll String text, @ForAll long of, @ForAll long at) {
    UUID profile = new UUID(1, of);
    UUID row = new UUID(2, at);
    // a lone surrogate is no text, and no database takes it
    String sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    DataKey key = fresh(profile);
    byte[] sealed = key.seal(COLUMN, row, sound);
    assertEquals(sound, key.open(COLUMN, row, sealed));
    assertFalse(Arrays.equals(sealed, key.seal(COLUMN, row, sound)));
    assertEquals(sound, RING.open(COLUMN, RING.seal(COLUMN, sound)));
  }

  /**
   * A thread keeps its last ciphers with the keys that they know: more keys than it keeps, in any
   * order.
   */
  @Property(tries = 50)
  void keys_in_any_order_open_their_own_values_and_no_others(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 5) Integer> order) {
    UUID row = new UUID(2, 2);
    List<DataKey> keys = IntStream.range(0, 6).mapToObj(i -> fresh(new UUID(1, i))).toList();
    List<byte[]> sealed =
        IntStream.range(0, 6).mapToObj(i -> keys.get(i).seal(COLUMN, row, "value " + i)).toList();
    for (int i : order) {
      assertEquals("value " + i, keys.get(i).open(COLUMN, row, sealed.get(i)));
      byte[] another = sealed.get((i + 1) % 6);
      assertThrows(NotOurs.class, () -> keys.get(i).open(COLUMN, row, another));
      byte[] again = keys.get(i).seal(COLUMN, row, "again");
      assertEquals("again", keys.get(i).open(COLUMN, row, again));
    }
  }

  @Property(tries = 200)
  void one_bit_that_is_another_opens_nothing(
      @ForAll long of, @ForAll @IntRange(min = 0, max = 1_000) int at) {
    UUID profile = new UUID(1, of);
    UUID row = new UUID(2, of);
    DataKey key = fresh(profile);
    byte[] sealed = key.seal(COLUMN, row, "+8613912345678");
    byte[] changed = sealed.clone();
    changed[at % changed.length] ^= (byte) (1 << at % 8);
    assertThrows(NotOurs.class, () -> key.open(COLUMN, row, changed));
    byte[] cut = Arrays.copyOf(sealed, at % sealed.length);
    assertThrows(NotOurs.class, () -> key.open(COLUMN, row, cut));
  }

  @Test
  void a_value_that_was_moved_is_not_opened() {
    UUID profile = UUID.randomUUID();
    UUID row = UUID.randomUUID();
    byte[] wrapped = RING.fresh(profile);
    DataKey key = RING.dataKey(profile, wrapped);
    byte[] sealed = key.seal(COLUMN, row, "wei@example.com");
    assertThrows(NotOurs.class, () -> key.open("other.column", row, sealed));
    assertThrows(NotOurs.class, () -> key.open(COLUMN, UUID.randomUUID(), sealed));
    assertThrows(NotOurs.class, () -> fresh(profile).open(COLUMN, row, sealed));
    assertThrows(NotOurs.class, () -> RING.dataKey(UUID.randomUUID(), wrapped));
    assertThrows(NotOurs.class, () -> RING.open("other.column", RING.seal(COLUMN, "x")));
  }

  @Property(tries = 100)
  void values_are_found_by_the_key_alone(
      @ForAll long first, @ForAll long second, @ForAll long number) {
    UUID one = new UUID(first, number);
    UUID other = new UUID(second, number);
    assertEquals(one.equals(other), RING.blind(one).equals(RING.blind(other)));
    KeyRing elsewhere = KeyRing.of(OTHER, KeyRing.newRoot(OTHER));
    assertNotEquals(RING.blind(one), elsewhere.blind(one));
    assertNotEquals(one, RING.blind(one));
    assertEquals(number & 31, RING.blind(number, 31) & 31);
    assertNotEquals(RING.blind(number, 31), elsewhere.blind(number, 31));
  }

  /** RFC 5869, A.3: no salt, no info; ours is one block of it. */
  @Test
  void keys_are_derived_as_the_standard_says() {
    byte[] derived = Aead.derive(HexFormat.of().parseHex("0b".repeat(22)), "");
    assertEquals(
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
        HexFormat.of().formatHex(derived));
  }

  @Test
  void a_new_master_key_opens_what_the_old_one_wrapped_until_it_is_wrapped_anew() {
    byte[] root = KeyRing.newRoot(ONE);
    UUID profile = UUID.randomUUID();
    byte[] wrapped = RING.fresh(profile);
    byte[] sealed = RING.dataKey(profile, wrapped).seal(COLUMN, profile, "x");
    KeyRing both = KeyRing.of(BOTH, root);
    assertEquals(RING.blind(profile), both.blind(profile), "what is found by stays");
    byte[] rewrapped = both.rewrap(profile.toString(), wrapped);
    assertArrayEquals(both.mark(), Arrays.copyOf(rewrapped, both.mark().length));
    byte[] newRoot = both.rewrap("root", root);
    KeyRing onlyNew = KeyRing.of(MasterKeys.parse(key("b", 2), "x"), newRoot);
    assertEquals("x", onlyNew.dataKey(profile, rewrapped).open(COLUMN, profile, sealed));
    assertEquals(RING.blind(profile), onlyNew.blind(profile));
    assertThrows(NotOurs.class, () -> onlyNew.dataKey(profile, wrapped));
  }

  @Test
  void a_wrong_or_missing_master_key_is_refused_with_a_sentence_that_names_the_setting() {
    byte[] root = KeyRing.newRoot(ONE);
    String wrong = assertThrows(Refusal.class, () -> KeyRing.of(OTHER, root)).getMessage();
    assertTrue(wrong.contains("is not the one") && wrong.contains(MasterKeys.SETTING), wrong);
    MasterKeys missing = MasterKeys.parse(key("c", 1), "x");
    String absent = assertThrows(Refusal.class, () -> KeyRing.of(missing, root)).getMessage();
    assertTrue(absent.contains("key a") && absent.contains("is not set"), absent);
  }

  @Test
  void what_is_no_master_key_is_refused_without_being_shown() {
    for (String bad :
        List.of(
            "", " , ", "secret", "a:c2hvcnQ=", "a:%%%", key("a b", 1), key("a", 1).substring(2))) {
      String said =
          assertThrows(Refusal.class, () -> MasterKeys.parse(bad, "tributary.keys.master"))
              .getMessage();
      assertTrue(said.contains("tributary.keys.master"), said);
      assertFalse(said.contains("c2hvcnQ") || said.contains("secret"), said);
    }
    assertThrows(Refusal.class, () -> MasterKeys.parse(key("a", 1) + "\n" + key("a", 2), "x"));
    assertEquals("b", BOTH.current());
  }
}
