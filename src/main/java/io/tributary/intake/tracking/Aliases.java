package io.tributary.intake.tracking;

import io.tributary.identity.IdentifierKind;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an alias means. Its previous id is a visitor's or a user's, and the call does not say which:
 * the one that the source has used is meant, and both while it has used neither, since an alias may
 * arrive before everything else.
 */
final class Aliases {
  private Aliases() {}

  /** The names that an id without a kind can be. */
  static List<ProfileKey> namesOf(String id) {
    return List.of(ProfileKey.user(id), ProfileKey.anonymous(id));
  }

  /** The names in doubt among messages' links. */
  static Set<ProfileKey> doubtful(Collection<ProfileFact> facts) {
    Set<ProfileKey> doubtful = new HashSet<>();
    for (ProfileFact fact : facts) {
      for (ProfileKey link : fact.links()) {
        if (link.kind() == IdentifierKind.USER_ID) {
          doubtful.addAll(namesOf(link.value()));
        }
      }
    }
    return doubtful;
  }

  /** The names that messages use without doubt. */
  static Set<ProfileKey> used(Collection<ProfileFact> facts) {
    Set<ProfileKey> used = new HashSet<>();
    for (ProfileFact fact : facts) {
      used.add(fact.key());
      boolean alias = fact.links().stream().anyMatch(l -> l.kind() == IdentifierKind.USER_ID);
      if (!alias) {
        used.addAll(fact.links());
      }
    }
    return used;
  }

  /** A fact without the links to names that were never used, where the other name was. */
  static ProfileFact settled(ProfileFact fact, Set<ProfileKey> used) {
    List<ProfileKey> links = new ArrayList<>();
    for (ProfileKey link : fact.links()) {
      boolean inDoubt = fact.links().containsAll(namesOf(link.value()));
      boolean otherIsUsed = namesOf(link.value()).stream().anyMatch(used::contains);
      if (!inDoubt || used.contains(link) || !otherIsUsed) {
        links.add(link);
      }
    }
    return new ProfileFact(
        fact.key(), links, fact.identifiers(), fact.attributes(), fact.paid(), fact.occurredAt());
  }
}
