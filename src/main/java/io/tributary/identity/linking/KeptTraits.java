package io.tributary.identity.linking;

import io.tributary.identity.linking.score.BlockingRule;
import io.tributary.identity.linking.score.Trait;
import io.tributary.identity.linking.score.Traits;
import io.tributary.platform.keys.KeyRing;
import io.tributary.platform.keys.Sealed;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The form in which traits and blocking keys are kept: what points to one person is sealed, and
 * keys are hashed with a secret, since a bare hash of a phone number is found out by trying all
 * numbers. The other traits stay readable, so that the database can count how usual a name or a
 * city is.
 */
public final class KeptTraits {
  private static final Set<Trait> SEALED =
      EnumSet.of(Trait.PHONE, Trait.EMAIL, Trait.CARD_NUMBER, Trait.NATIONAL_ID);

  private static final Trait[] ALL = Trait.values();

  /** Stands before what is sealed; no sealed trait begins with it otherwise. */
  private static final char MARK = '~';

  private static final long CODE = BlockingRule.mostByCode().length - 1L;

  private KeptTraits() {}

  /** Traits as they are kept. */
  public static String text(Traits traits) {
    String[] kept = new String[ALL.length];
    for (Trait trait : ALL) {
      String value = traits.get(trait);
      kept[trait.ordinal()] = value != null && SEALED.contains(trait) ? sealed(value) : value;
    }
    return Traits.of(kept).toText();
  }

  /** Traits that were kept. */
  public static Traits read(String text) {
    Traits kept = Traits.ofText(text);
    String[] values = new String[ALL.length];
    for (Trait trait : ALL) {
      String value = kept.get(trait);
      values[trait.ordinal()] = value != null && SEALED.contains(trait) ? opened(value) : value;
    }
    return Traits.of(values);
  }

  /** The keys under which a profile is found, as they are kept. */
  public static List<Long> keys(Traits traits) {
    KeyRing ring = KeyRing.inUse();
    return BlockingRule.all(traits).stream().map(key -> ring.blind(key, CODE)).sorted().toList();
  }

  private static String sealed(String value) {
    return MARK + Base64.getEncoder().encodeToString(KeyRing.inUse().seal(Sealed.TRAIT, value));
  }

  private static String opened(String value) {
    return KeyRing.inUse().open(Sealed.TRAIT, Base64.getDecoder().decode(value.substring(1)));
  }
}
