package io.tributary.platform.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Who is who: the person behind each key that a system of the demo shop uses. */
final class Truth {
  /** A key is only unique within its system. */
  private record Key(String source, String key) {}

  private static final int NOBODY = -1;

  private final Map<Key, Integer> people = new HashMap<>();
  private final int size;

  Truth(List<Person> all) {
    this.size = all.size();
    for (Person person : all) {
      person.browsers().forEach(b -> share(b.anonymousId(), person));
      person.cards().forEach(card -> put(Channel.TILL, card.customerRef(), person));
      if (person.account() != null) {
        put(Channel.WEB, person.account().userId(), person);
      }
      if (person.follower() != null) {
        put(Channel.WECHAT, person.follower().openId(), person);
      }
    }
  }

  /** A browser on which several people sign in is nobody's. */
  private void share(String browser, Person person) {
    people.merge(
        new Key(Channel.WEB.sourceName(), browser),
        person.number(),
        (one, other) -> one.equals(other) ? one : NOBODY);
  }

  private void put(Channel channel, String key, Person person) {
    if (people.put(new Key(channel.sourceName(), key), person.number()) != null) {
      throw new IllegalStateException(channel + " would give two people the key " + key);
    }
  }

  /** How many people there are. */
  int size() {
    return size;
  }

  /**
   * The person behind a source's key; empty when the demo made no such key, or several people share
   * it.
   */
  OptionalInt person(String source, String key) {
    Integer person = people.get(new Key(source, key));
    return person == null || person == NOBODY ? OptionalInt.empty() : OptionalInt.of(person);
  }

  /**
   * How many pairs of a customer's profiles belong to different people, each profile given as
   * source and key.
   */
  long wrongPairs(List<Map.Entry<String, String>> profiles) {
    int[] owners =
        profiles.stream()
            .map(profile -> person(profile.getKey(), profile.getValue()))
            .filter(OptionalInt::isPresent)
            .mapToInt(OptionalInt::getAsInt)
            .toArray();
    long wrong = 0;
    for (int i = 0; i < owners.length; i++) {
      for (int j = i + 1; j < owners.length; j++) {
        wrong += owners[i] == owners[j] ? 0 : 1;
      }
    }
    return wrong;
  }
}
