package io.tributary.identity.linking;

import io.tributary.Given;
import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.Identities;
import io.tributary.identity.Known;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What sources tell of people, through the way in that every fact takes: {@code
 * told.by("till").of("C1", "name", "张伟", "birth_date", "1990-01-02", "phone", "13812345678")}.
 */
final class Told {
  private static final Instant AT = Instant.parse("2024-05-01T10:00:00Z");
  private final Tx tx;
  private final Identities identities;
  private final Changes changes;
  private final String source;

  Told(Tx tx, Identities identities, Changes changes) {
    this(tx, identities, changes, "till");
  }

  private Told(Tx tx, Identities identities, Changes changes, String source) {
    this.tx = tx;
    this.identities = identities;
    this.changes = changes;
    this.source = source;
  }

  Told by(String name) {
    return new Told(tx, identities, changes, name);
  }

  /**
   * A profile of that key says this: names and values in turn; phone, email and card tie nobody.
   */
  Known of(String key, String... said) {
    List<GivenIdentifier> identifiers = new ArrayList<>();
    Map<String, Object> attributes = new HashMap<>();
    for (int i = 0; i < said.length; i += 2) {
      switch (said[i]) {
        case "phone" -> identifiers.add(given(IdentifierKind.PHONE, said[i + 1], false));
        case "email" -> identifiers.add(given(IdentifierKind.EMAIL, said[i + 1], false));
        case "card" -> identifiers.add(given(IdentifierKind.CARD_NUMBER, said[i + 1], false));
        case "verified phone" -> identifiers.add(given(IdentifierKind.PHONE, said[i + 1], true));
        default -> attributes.put(said[i], said[i + 1]);
      }
    }
    ProfileFact fact =
        new ProfileFact(ProfileKey.user(key), List.of(), identifiers, attributes, false, AT);
    Source known = Given.source(source);
    return tx.write(c -> identities.resolve(c, known, List.of(fact))).await().indefinitely().get(0);
  }

  private static GivenIdentifier given(IdentifierKind kind, String value, boolean verified) {
    return new GivenIdentifier(kind, null, value, verified);
  }

  /** Works off the change queue. */
  void settle() {
    changes.drain().await().indefinitely();
  }
}
