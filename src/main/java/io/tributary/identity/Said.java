package io.tributary.identity;

import io.vertx.core.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What facts say of profiles, each thing once: the later and the stronger word of several. */
final class Said {
  /** Why a value of a customer who has enough of its kind may not match. */
  static final String OVER_LIMIT = "the customer has as many values of this kind as one may have";

  private Said() {}

  /** What names an identifier of a profile or, by its name alone, an attribute. */
  static List<Object> thing(UUID profile, String... what) {
    return List.of(profile, List.of(what));
  }

  static List<Object> thing(UUID profile, Identifier identifier) {
    return thing(profile, identifier.hash().toString());
  }

  /**
   * The identifiers that facts give of profiles, each once.
   *
   * @param all of each fact
   * @param tying those of each fact that tie
   * @param refused the hashes of those that are over a limit
   */
  static Collection<IdentityStore.SeenIdentifier> identifiers(
      List<ProfileFact> facts,
      Naming naming,
      List<List<Identifier>> all,
      List<List<Identifier>> tying,
      Set<UUID> refused) {
    Map<List<Object>, IdentityStore.SeenIdentifier> result = new LinkedHashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      Instant at = facts.get(i).occurredAt();
      UUID profile = naming.profile(i);
      List<Identifier> some = new ArrayList<>(all.get(i));
      tying.get(i).stream().filter(t -> refused.contains(t.hash())).forEach(some::add);
      for (Identifier identifier : some) {
        Identifier kept = refused.contains(identifier.hash()) ? overLimit(identifier) : identifier;
        result.merge(
            thing(profile, kept),
            new IdentityStore.SeenIdentifier(
                profile, kept, at, at, kept == identifier ? null : identifier.state()),
            (one, other) ->
                new IdentityStore.SeenIdentifier(
                    profile,
                    stronger(one.identifier(), other.identifier()),
                    earlier(one.first(), other.first()),
                    later(one.last(), other.last()),
                    one.held() == Identifier.State.VERIFIED ? one.held() : other.held()));
      }
    }
    return result.values();
  }

  private static Identifier stronger(Identifier one, Identifier other) {
    return one.state() == Identifier.State.UNVERIFIED ? other : one;
  }

  private static Identifier overLimit(Identifier identifier) {
    return new Identifier(
        identifier.kind(),
        identifier.scope(),
        identifier.value(),
        Identifier.State.BLOCKED,
        OVER_LIMIT);
  }

  /** The last value that facts give of each profile's attributes, by what names it. */
  static Map<List<Object>, IdentityStore.Given> attributes(List<ProfileFact> facts, Naming naming) {
    Map<List<Object>, IdentityStore.Given> result = new LinkedHashMap<>();
    Comparator<IdentityStore.Given> order =
        Comparator.comparing(IdentityStore.Given::at)
            .thenComparing(IdentityStore.Given::value)
            .thenComparing(IdentityStore.Given::verified);
    for (int i = 0; i < facts.size(); i++) {
      ProfileFact fact = facts.get(i);
      UUID profile = naming.profile(i);
      for (String name : fact.attributes().keySet()) {
        if (!fact.vouches(name)) {
          result.merge(
              thing(profile, name),
              given(fact, profile, name),
              (one, other) -> order.compare(one, other) >= 0 ? one : other);
        }
      }
    }
    return result;
  }

  /** What a fact says of one attribute. */
  static IdentityStore.Given given(ProfileFact fact, UUID profile, String name) {
    return new IdentityStore.Given(
        profile,
        name,
        Json.encode(fact.attributes().get(name)),
        fact.isVerified(name),
        fact.occurredAt(),
        fact.statement() == null);
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
