package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the deterministic rule reads. Locks are taken in one order by everyone: profile keys,
 * profiles, claims, customers, each sorted.
 */
final class ResolutionStore {
  /** Makes profile keys; waits for a transaction that is making the same one. */
  private static final String MAKE_KEYS =
      """
      INSERT INTO profile_key (key_hash, profile_id)
      SELECT h, p FROM unnest($1::uuid[], $2::uuid[]) k(h, p) ORDER BY h
      ON CONFLICT (key_hash) DO NOTHING
      """;

  private static final String FIND_KEYS =
      "SELECT key_hash, profile_id FROM profile_key WHERE key_hash = ANY($1)";

  /**
   * Locks profiles, so that facts of one profile come one after another and no merge moves it
   * meanwhile. One whose person was erased while this waited is nobody's and is missing.
   */
  private static final String LOCK_PROFILES =
      """
      SELECT profile_id, home_id, customer_id, paid FROM profile
      WHERE profile_id = ANY($1) AND key_kind <> 'ERASED' ORDER BY profile_id FOR NO KEY UPDATE
      """;

  /** Identifiers that a paid order makes trustworthy. */
  private static final String UNVERIFIED =
      """
      SELECT i.profile_id, i.kind, i.scope, i.value_hash, i.sealed, d.wrapped
      FROM profile_identifier i JOIN data_key d USING (profile_id)
      WHERE i.profile_id = ANY($1) AND i.state = 'UNVERIFIED' ORDER BY i.profile_id, i.kind, i.scope, i.value_hash
      """;

  /** Makes claims; waits for a transaction that is making the same one. */
  private static final String MAKE_CLAIMS =
      """
      INSERT INTO identifier_claim (value_hash, kind, scope, profile_id, claimed_at)
      SELECT h, k, s, p, t
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[]) c(h, k, s, p, t)
      ORDER BY h
      ON CONFLICT (value_hash) DO NOTHING
      RETURNING value_hash
      """;

  /**
   * Locks the claims that were there, so that two facts with one identifier decide one after
   * another.
   */
  private static final String LOCK_CLAIMS =
      """
      SELECT value_hash, profile_id, shared_at IS NOT NULL FROM identifier_claim
      WHERE value_hash = ANY($1) ORDER BY value_hash FOR UPDATE
      """;

  private static final String RULES_IN_FORCE =
      "SELECT rules FROM identifier_policy ORDER BY version DESC LIMIT 1";

  private ResolutionStore() {}

  /** A profile as it stands. */
  record Standing(UUID profile, UUID home, UUID customer, boolean paid) {}

  /** A key and the profile id it gets if it is new. */
  record Key(UUID hash, UUID profile) {}

  /** A tying identifier and the profile that brought it. */
  record Claim(Identifier identifier, UUID profile, Instant at) {}

  /** The rules of the identifier policy in force, as JSON. */
  static Uni<String> rulesInForce(SqlConnection connection) {
    return connection
        .query(RULES_IN_FORCE)
        .execute()
        .map(rows -> rows.iterator().next().getValue(0).toString());
  }

  /** Finds or makes keys; the profile of each, by hash. */
  static Uni<Map<UUID, UUID>> keys(SqlConnection connection, Collection<Key> keys) {
    UUID[] hashes = keys.stream().map(Key::hash).toArray(UUID[]::new);
    UUID[] profiles = keys.stream().map(Key::profile).toArray(UUID[]::new);
    return connection
        .preparedQuery(MAKE_KEYS)
        .execute(Tuple.tuple().addArrayOfUUID(hashes).addArrayOfUUID(profiles))
        .chain(() -> profiles(connection, List.of(hashes)));
  }

  /** The profiles of the keys that are there, by hash. */
  static Uni<Map<UUID, UUID>> profiles(SqlConnection connection, Collection<UUID> hashes) {
    if (hashes.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(FIND_KEYS)
        .execute(Tuple.of(hashes.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> row.getUUID(1)));
  }

  static Uni<Map<UUID, Standing>> lockProfiles(
      SqlConnection connection, Collection<UUID> profiles) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(LOCK_PROFILES)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(0),
                    row ->
                        new Standing(
                            row.getUUID(0), row.getUUID(1), row.getUUID(2), row.getBoolean(3))));
  }

  static Uni<Map<UUID, List<Identifier>>> unverified(
      SqlConnection connection, Collection<UUID> profiles) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(UNVERIFIED)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<Identifier>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), p -> new ArrayList<>())
                    .add(
                        new Identifier(
                            IdentifierKind.valueOf(row.getString(1)),
                            row.getString(2),
                            Sealed.identifier(row, 0, 3),
                            Identifier.State.UNVERIFIED,
                            null));
              }
              return found;
            });
  }

  /**
   * Whose claims are.
   *
   * @param profiles the profile of each that ties, by hash
   * @param shared those that several people share
   */
  record Owners(Map<UUID, UUID> profiles, Set<UUID> shared) {}

  /** Claims identifiers; whose those are that were claimed before. */
  static Uni<Owners> claim(SqlConnection connection, Collection<Claim> claims) {
    return claims.isEmpty()
        ? Uni.createFrom().item(new Owners(Map.of(), Set.of()))
        : claim(connection, claims, new Owners(new HashMap<>(), new HashSet<>()));
  }

  private static Uni<Owners> claim(
      SqlConnection connection, Collection<Claim> claims, Owners found) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(claims.stream().map(c -> c.identifier().hash()).toArray(UUID[]::new))
            .addArrayOfString(
                claims.stream().map(c -> c.identifier().kind().name()).toArray(String[]::new))
            .addArrayOfString(
                claims.stream().map(c -> c.identifier().scope()).toArray(String[]::new))
            .addArrayOfUUID(claims.stream().map(Claim::profile).toArray(UUID[]::new))
            .addArrayOfOffsetDateTime(
                claims.stream().map(c -> FactKeys.utc(c.at())).toArray(OffsetDateTime[]::new));
    return connection
        .preparedQuery(MAKE_CLAIMS)
        .execute(values)
        .chain(
            made -> {
              Set<UUID> old = new HashSet<>();
              claims.forEach(c -> old.add(c.identifier().hash()));
              made.forEach(row -> old.remove(row.getUUID(0)));
              return old.isEmpty()
                  ? Uni.createFrom().item(found)
                  : connection
                      .preparedQuery(LOCK_CLAIMS)
                      .execute(Tuple.of(old.toArray(UUID[]::new)))
                      .invoke(rows -> note(rows, old, found))
                      .chain(
                          () ->
                              old.isEmpty()
                                  ? Uni.createFrom().item(found)
                                  : claim(connection, of(claims, old), found));
            });
  }

  private static List<Claim> of(Collection<Claim> claims, Set<UUID> hashes) {
    return claims.stream().filter(claim -> hashes.contains(claim.identifier().hash())).toList();
  }

  /** What is left over was given up while this waited: an erasure took it. It is claimed anew. */
  private static void note(Iterable<Row> rows, Set<UUID> waiting, Owners found) {
    for (Row row : rows) {
      waiting.remove(row.getUUID(0));
      if (row.getBoolean(2)) {
        found.shared().add(row.getUUID(0));
      } else {
        found.profiles().put(row.getUUID(0), row.getUUID(1));
      }
    }
  }
}
