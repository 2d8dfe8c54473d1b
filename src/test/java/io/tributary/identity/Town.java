package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A web shop and a till, what they say of people, and what became of it. */
final class Town {
  static final Instant AT = Instant.parse("2024-05-01T10:00:00Z");

  private final Tx tx;
  private final Identities identities;
  final Api steward = Api.as("steward");
  final Source web;
  final Source till;

  /** With it the web shop signs what it sends. */
  final String webKey;

  /** With it the till signs what it sends. */
  final String tillKey;

  Town(Tx tx, Identities identities, Sources sources) {
    this.tx = tx;
    this.identities = identities;
    TestDatabase.clear();
    webKey = key("web");
    web = source(sources, webKey);
    tillKey = key("till");
    till = source(sources, tillKey);
  }

  private static String key(String name) {
    return Api.as("admin")
        .data(
            "mutation($input: CreateSourceInput!) { createSource(input: $input) { writeKey } }",
            "input",
            Map.of("name", name, "kind", "ONLINE", "trustRank", 50))
        .getString("createSource.writeKey");
  }

  private static Source source(Sources sources, String key) {
    return sources.byWriteKey(key).await().indefinitely().orElseThrow();
  }

  static GivenIdentifier phone(String value) {
    return new GivenIdentifier(IdentifierKind.PHONE, null, value, null);
  }

  static GivenIdentifier email(String value) {
    return new GivenIdentifier(IdentifierKind.EMAIL, null, value, null);
  }

  static GivenIdentifier card(String value) {
    return new GivenIdentifier(IdentifierKind.CARD_NUMBER, null, value, null);
  }

  static GivenIdentifier scoped(IdentifierKind kind, String scope, String value) {
    return new GivenIdentifier(kind, scope, value, null);
  }

  static Map<String, Object> born(String name, String birth) {
    return Map.of("name", name, "birth_date", birth);
  }

  static ProfileFact user(String key, GivenIdentifier... identifiers) {
    return says(key, Map.of(), identifiers);
  }

  static ProfileFact says(
      String key, Map<String, Object> attributes, GivenIdentifier... identifiers) {
    return new ProfileFact(
        ProfileKey.user(key), List.of(), List.of(identifiers), attributes, false, AT);
  }

  /** What somebody signed in does on a device. */
  static ProfileFact signedIn(String key, String device, int minute) {
    return new ProfileFact(
        ProfileKey.user(key),
        List.of(ProfileKey.anonymous(device)),
        List.of(),
        Map.of(),
        false,
        AT.plusSeconds(60L * minute));
  }

  /** What happens on a device on which nobody is signed in. */
  static ProfileFact visit(String device, int minute) {
    return ProfileFact.seen(ProfileKey.anonymous(device), false, AT.plusSeconds(60L * minute));
  }

  Uni<List<Known>> resolving(Source source, ProfileFact... facts) {
    return tx.write(connection -> identities.resolve(connection, source, List.of(facts)));
  }

  Known known(Source source, ProfileFact... facts) {
    List<Known> known = resolving(source, facts).await().indefinitely();
    return known.get(known.size() - 1);
  }

  UUID resolve(Source source, ProfileFact... facts) {
    return known(source, facts).customerId();
  }

  static String id(UUID customer) {
    return TypeId.CUSTOMER.encode(customer);
  }

  /** Whose a profile is now; "null" while it is nobody's. */
  static String ownerOf(Known known) {
    return TestDatabase.rows(
            "SELECT customer_id FROM profile WHERE profile_id = '" + known.profileId() + "'")
        .get(0);
  }

  /** The keys of each customer's profiles. */
  static List<String> partition() {
    return TestDatabase.rows(
        "SELECT string_agg(key, ',' ORDER BY key) FROM profile WHERE customer_id IS NOT NULL GROUP BY customer_id ORDER BY 1");
  }

  /** The guards of the open reviews. */
  static List<String> reviews() {
    return TestDatabase.rows("SELECT guard FROM match_review WHERE state = 'OPEN' ORDER BY 1");
  }

  /** The values that tie nobody since several people have them. */
  static List<String> shared() {
    return TestDatabase.identifiers(
            "i.value_hash IN (SELECT value_hash FROM identifier_claim WHERE shared_at IS NOT NULL)")
        .stream()
        .map(value -> value.substring(value.indexOf('|') + 1))
        .distinct()
        .sorted()
        .toList();
  }
}
