package io.tributary.identity;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What a batch of facts taught, as far as it was written. */
final class News {
  private final Set<Object> told = new HashSet<>();
  private final Set<UUID> profiles = new HashSet<>();
  private final Set<UUID> attributes = new HashSet<>();
  private final Set<UUID> earlier = new TreeSet<>();

  /** Profiles that are new, somebody else's, or seen at another time than was known. */
  void ofProfiles(Collection<UUID> learnt) {
    told.addAll(learnt);
  }

  /** Identifiers that were written. */
  void ofIdentifiers(List<IdentityStore.Written> written) {
    note(written);
    written.stream()
        .filter(IdentityStore.Written::isEarlier)
        .forEach(one -> earlier.add(one.profile()));
  }

  /** The profiles that were seen with an identifier earlier than was known. */
  Set<UUID> earlier() {
    return earlier;
  }

  /** Attributes that were written. */
  void ofAttributes(List<IdentityStore.Written> written) {
    note(written);
    written.forEach(one -> attributes.add(one.profile()));
  }

  private void note(List<IdentityStore.Written> written) {
    for (IdentityStore.Written one : written) {
      told.add(one.thing());
      if (one.isNews()) {
        profiles.add(one.profile());
      }
    }
  }

  /** The profiles that have another value of an identifier or an attribute now. */
  Set<UUID> profiles() {
    return profiles;
  }

  /** The profiles of which an attribute has another value or is of another time now. */
  Set<UUID> attributes() {
    return attributes;
  }

  /** Whether a fact tells something new that none before it, which was asked about, told. */
  boolean isFirstToTell(Collection<Object> things) {
    return told.removeAll(things);
  }
}
