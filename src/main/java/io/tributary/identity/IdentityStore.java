package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.keys.DataKey;
import io.tributary.platform.keys.DataKeyStore;
import io.tributary.platform.keys.Sealed;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Writes what the deterministic rule decided and what facts say of profiles. */
final class IdentityStore {
  private static final String MAKE_CUSTOMERS =
      """
      INSERT INTO customer (customer_id, created_at, updated_at)
      SELECT c, t, t FROM unnest($1::uuid[], $2::timestamptz[]) b(c, t)
      """;

  private static final String MAKE_PROFILES =
      """
      INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, home_id, paid,
                           first_seen_at, last_seen_at, created_at)
      SELECT p, $1, k, v, c, h, f, a, z, $9
      FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::boolean[], $8::timestamptz[], $10::timestamptz[])
        n(p, k, v, c, h, f, a, z)
      """;

  /** Widens what is known of when profiles were seen; rows that learn nothing are left alone. */
  private static final String TOUCH_PROFILES =
      """
      UPDATE profile p SET first_seen_at = least(p.first_seen_at, n.a), last_seen_at = greatest(p.last_seen_at, n.z),
                           paid = p.paid OR n.f
      FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::boolean[]) n(p, a, z, f)
      WHERE p.profile_id = n.p AND (p.first_seen_at > n.a OR p.last_seen_at < n.z OR n.f AND NOT p.paid)
      RETURNING p.profile_id
      """;

  private static final String PLACE_PROFILES =
      """
      UPDATE profile p SET customer_id = n.c, home_id = n.h FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) n(p, c, h)
      WHERE p.profile_id = n.p
      """;

  /**
   * Keeps identifiers, and says of each that was written whether it is new or in another state, and
   * not only seen at another time, and whether it was seen earlier than was known. Within the
   * statement the table is read as it was before it; the profile is held, so nobody else has
   * written meanwhile.
   */
  private static final String KEEP_IDENTIFIERS =
      """
      INSERT INTO profile_identifier AS i (profile_id, kind, scope, value_hash, sealed, state, reason, first_seen_at, last_seen_at, held_state)
      SELECT p, k, s, h, v, a, r, f, l, w
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[],
                  $9::timestamptz[], $10::text[]) n(p, k, s, v, h, a, r, f, l, w)
      ORDER BY p, h
      ON CONFLICT (profile_id, value_hash) DO UPDATE
      SET first_seen_at = least(i.first_seen_at, excluded.first_seen_at),
          last_seen_at = greatest(i.last_seen_at, excluded.last_seen_at),
          state = CASE WHEN %1$s THEN excluded.state ELSE i.state END,
          reason = CASE WHEN %1$s THEN excluded.reason ELSE i.reason END,
          held_state = CASE WHEN %1$s THEN excluded.held_state ELSE i.held_state END
      WHERE i.first_seen_at > excluded.first_seen_at OR i.last_seen_at < excluded.last_seen_at OR %1$s
      RETURNING profile_id, ARRAY[value_hash::text], state IS DISTINCT FROM (
        SELECT o.state FROM profile_identifier o WHERE (o.profile_id, o.value_hash) = (i.profile_id, i.value_hash)),
        first_seen_at < (
          SELECT o.first_seen_at FROM profile_identifier o WHERE (o.profile_id, o.value_hash) = (i.profile_id, i.value_hash))
      """
          // what was over a limit and ties now is no longer over it
          .formatted(
              "(i.state = 'UNVERIFIED' AND excluded.state <> 'UNVERIFIED' OR i.held_state IS NOT NULL AND excluded.state = 'VERIFIED')");

  /** What came first counts first: whose customers must be looked at again. */
  private static final String LOOK_AGAIN =
      """
      INSERT INTO linking_pending (profile_id, noted_at) SELECT p, $2 FROM unnest($1::uuid[]) p ORDER BY p
      ON CONFLICT (profile_id) DO UPDATE SET noted_at = excluded.noted_at
      """;

  private static final String KEEP_LINKS =
      """
      INSERT INTO profile_link AS l (profile_id, other_id, seen_at)
      SELECT p, o, t FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) n(p, o, t) ORDER BY p, o
      ON CONFLICT (profile_id, other_id) DO UPDATE SET seen_at = excluded.seen_at WHERE l.seen_at > excluded.seen_at
      """;

  /**
   * A later value replaces an earlier one; at one instant the greater text wins, in any order of
   * arrival. One that is of no known time and no other than what is there stays as it was said. The
   * earliest time of any value is kept beside. Says of each that was written whether it is another
   * value, as above.
   */
  private static final String KEEP_ATTRIBUTES =
      """
      INSERT INTO profile_attribute AS a (profile_id, name, value, verified, observed_at, first_at)
      SELECT p, n, v::jsonb, f, t, t
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[], $6::boolean[]) x(p, n, v, f, t, d)
      WHERE d OR (SELECT o.value = v::jsonb AND o.verified = f FROM profile_attribute o
                  WHERE o.profile_id = p AND o.name = n) IS NOT TRUE
      ORDER BY p, n
      ON CONFLICT (profile_id, name) DO UPDATE
      SET value = CASE WHEN %1$s THEN excluded.value ELSE a.value END,
          verified = CASE WHEN %1$s THEN excluded.verified ELSE a.verified END,
          observed_at = greatest(a.observed_at, excluded.observed_at),
          first_at = least(a.first_at, a.observed_at, excluded.observed_at)
      WHERE %1$s OR excluded.observed_at < coalesce(a.first_at, a.observed_at)
      RETURNING profile_id, ARRAY[name],
        (SELECT o.value = a.value AND o.verified = a.verified FROM profile_attribute o
         WHERE o.profile_id = a.profile_id AND o.name = a.name) IS NOT TRUE
      """
          .formatted(
              "(a.observed_at, a.value::text, a.verified) < (excluded.observed_at, excluded.value::text, excluded.verified)");

  private static final String DROP_CLAIMS =
      "DELETE FROM identifier_claim WHERE value_hash = ANY($1)";

  private static final String MOVE_CLAIMS =
      """
      UPDATE identifier_claim c SET profile_id = n.p FROM unnest($1::uuid[], $2::uuid[]) n(h, p)
      WHERE c.value_hash = n.h AND c.profile_id <> n.p
      """;

  static final String RECORD_MERGES =
      """
      INSERT INTO customer_merge (customer_id, merge_id, absorbed_id, rule, actor, reason, evidence, merged_at, links_kept)
      SELECT w, m, l, r, $5, $6, e::jsonb, $7, r = 'LINK' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $8::text[]) n(w, m, l, r, e)
      """;

  /** Adds to merges what a score rests on. */
  static final String EXPLAIN_MERGES =
      """
      UPDATE customer_merge m SET probability = n.p, model_version = n.v, explanation = n.e::jsonb
      FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::int[], $5::text[]) n(w, m, p, v, e)
      WHERE m.customer_id = n.w AND m.merge_id = n.m
      """;

  static final String RECORD_MOVES =
      """
      INSERT INTO customer_merge_profile (customer_id, merge_id, profile_id)
      SELECT w, m, p FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) n(w, m, p)
      """;

  static final String MERGE_CUSTOMERS =
      """
      UPDATE customer c SET merged_into = n.w, updated_at = $3, version = c.version + 1
      FROM unnest($1::uuid[], $2::uuid[]) n(l, w) WHERE c.customer_id = n.l
      """;

  /** Answers the open reviews between customers who have just become one. */
  private static final String SETTLE_REVIEWS =
      """
      WITH RECURSIVE family (root, merge_id, id) AS (
        SELECT w, m, w FROM unnest($1::uuid[], $2::uuid[]) n(w, m)
        UNION
        SELECT f.root, f.merge_id, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      UPDATE match_review r SET state = 'SAME', decided_at = $3, decided_by = $4, reason = $5, merge_id = a.merge_id
      FROM family a JOIN family b ON b.root = a.root
      WHERE r.state = 'OPEN' AND r.merge_id IS NULL AND r.customer_id = a.id AND r.other_id = b.id
      """;

  /**
   * Opens a review of two customers and a guard, unless there is one or stewards were undecided.
   */
  private static final String OPEN_REVIEWS =
      """
      INSERT INTO match_review (review_id, customer_id, other_id, guard, evidence, state, opened_at, likelihood)
      SELECT DISTINCT ON (least(c, o), greatest(c, o), g) r, c, o, g, e::jsonb, 'OPEN', $6, l
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $7::float8[]) n(r, c, o, g, e, l)
      WHERE NOT EXISTS (
        SELECT FROM match_review m WHERE m.state IN ('OPEN', 'UNDECIDED') AND m.guard = n.g
        AND (m.customer_id, m.other_id) IN ((n.c, n.o), (n.o, n.c)))
      ORDER BY least(c, o), greatest(c, o), g, r
      """;

  static final String BUMP =
      "UPDATE customer SET version = version + 1, updated_at = $2 WHERE customer_id = ANY($1)";

  private static final String REPOINT =
      "UPDATE profile SET customer_id = $2, home_id = coalesce(home_id, $1) WHERE customer_id = $1";

  private IdentityStore() {}

  /** A profile to make. */
  record NewProfile(
      UUID profile,
      ProfileKey key,
      Resolution.Place place,
      boolean paid,
      Instant first,
      Instant last) {}

  /** When a profile was seen. */
  record Seen(UUID profile, Instant first, Instant last, boolean paid) {}

  /**
   * An identifier that a profile was seen with.
   *
   * @param first when it was seen so first
   * @param last when last
   * @param held its state but for a limit; null of one that is over none
   */
  record SeenIdentifier(
      UUID profile, Identifier identifier, Instant first, Instant last, Identifier.State held) {}

  /**
   * An attribute's value that a profile gave.
   *
   * @param value JSON text
   * @param dated whether its sender said of when it is
   */
  record Given(
      UUID profile, String name, String value, boolean verified, Instant at, boolean dated) {}

  /**
   * Something that a profile says and that was written.
   *
   * @param thing whose it is and what it is, see {@link Said#thing}
   * @param isNews whether it says something else now, and not only at another time
   * @param isEarlier whether an identifier was seen earlier than was known
   */
  record Written(UUID profile, List<Object> thing, boolean isNews, boolean isEarlier) {}

  static Uni<Void> makeCustomers(SqlConnection c, List<Resolution.Birth> births) {
    return births.isEmpty()
        ? nothing()
        : run(
            c,
            MAKE_CUSTOMERS,
            Tuple.tuple()
                .addArrayOfUUID(uuids(births.stream().map(Resolution.Birth::customer).toList()))
                .addArrayOfOffsetDateTime(
                    times(births.stream().map(Resolution.Birth::at).toList())));
  }

  /** Makes profiles; their data keys are added to those that are known. */
  static Uni<Void> makeProfiles(
      SqlConnection c,
      UUID source,
      List<NewProfile> profiles,
      Map<UUID, DataKey> keys,
      Instant now) {
    return DataKeyStore.add(c, keys, profiles.stream().map(NewProfile::profile).toList())
        .chain(
            () -> profiles.isEmpty() ? nothing() : insertProfiles(c, source, profiles, keys, now));
  }

  private static Uni<Void> insertProfiles(
      SqlConnection c,
      UUID source,
      List<NewProfile> profiles,
      Map<UUID, DataKey> keys,
      Instant now) {
    List<UUID> customers = new ArrayList<>();
    List<UUID> homes = new ArrayList<>();
    profiles.forEach(
        profile -> {
          customers.add(profile.place() == null ? null : profile.place().customer());
          homes.add(profile.place() == null ? null : profile.place().home());
        });
    return run(
        c,
        MAKE_PROFILES,
        Tuple.tuple()
            .addUUID(source)
            .addArrayOfUUID(uuids(profiles.stream().map(NewProfile::profile).toList()))
            .addArrayOfString(
                profiles.stream().map(p -> p.key().kind().name()).toArray(String[]::new))
            .addArrayOfString(
                profiles.stream()
                    .map(p -> Sealed.key(keys.get(p.profile()), p.profile(), p.key().value()))
                    .toArray(String[]::new))
            .addArrayOfUUID(uuids(customers))
            .addArrayOfUUID(uuids(homes))
            .addArrayOfBoolean(profiles.stream().map(NewProfile::paid).toArray(Boolean[]::new))
            .addArrayOfOffsetDateTime(times(profiles.stream().map(NewProfile::first).toList()))
            .addOffsetDateTime(FactKeys.utc(now))
            .addArrayOfOffsetDateTime(times(profiles.stream().map(NewProfile::last).toList())));
  }

  /** Widens when profiles were seen; answers those of which that is news. */
  static Uni<Set<UUID>> touch(SqlConnection c, Collection<Seen> seen) {
    if (seen.isEmpty()) {
      return Uni.createFrom().item(Set.of());
    }
    return c.preparedQuery(TOUCH_PROFILES)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(uuids(seen.stream().map(Seen::profile).toList()))
                .addArrayOfOffsetDateTime(times(seen.stream().map(Seen::first).toList()))
                .addArrayOfOffsetDateTime(times(seen.stream().map(Seen::last).toList()))
                .addArrayOfBoolean(seen.stream().map(Seen::paid).toArray(Boolean[]::new)))
        .map(
            rows -> {
              Set<UUID> widened = new HashSet<>();
              rows.forEach(row -> widened.add(row.getUUID(0)));
              return widened;
            });
  }

  static Uni<Void> place(SqlConnection c, Map<UUID, Resolution.Place> places) {
    return places.isEmpty()
        ? nothing()
        : run(
            c,
            PLACE_PROFILES,
            Tuple.tuple()
                .addArrayOfUUID(uuids(places.keySet()))
                .addArrayOfUUID(
                    uuids(places.values().stream().map(Resolution.Place::customer).toList()))
                .addArrayOfUUID(
                    uuids(places.values().stream().map(Resolution.Place::home).toList())));
  }

  /** Keeps identifiers, under the data keys that are known and others; answers what was written. */
  static Uni<List<Written>> keepIdentifiers(
      SqlConnection c, Collection<SeenIdentifier> seen, Map<UUID, DataKey> keys) {
    return DataKeyStore.add(c, keys, seen.stream().map(SeenIdentifier::profile).toList())
        .chain(
            () ->
                seen.isEmpty()
                    ? Uni.createFrom().item(List.of())
                    : insertIdentifiers(c, seen, keys));
  }

  private static Uni<List<Written>> insertIdentifiers(
      SqlConnection c, Collection<SeenIdentifier> seen, Map<UUID, DataKey> keys) {
    UUID[] hashes = uuids(seen.stream().map(s -> s.identifier().hash()).toList());
    Buffer[] sealed = new Buffer[hashes.length];
    int i = 0;
    for (SeenIdentifier one : seen) {
      DataKey key = keys.get(one.profile());
      sealed[i] = Buffer.buffer(key.seal(Sealed.IDENTIFIER, hashes[i], one.identifier().value()));
      i++;
    }
    return c.preparedQuery(KEEP_IDENTIFIERS)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(uuids(seen.stream().map(SeenIdentifier::profile).toList()))
                .addArrayOfString(
                    seen.stream().map(s -> s.identifier().kind().name()).toArray(String[]::new))
                .addArrayOfString(
                    seen.stream().map(s -> s.identifier().scope()).toArray(String[]::new))
                .addValue(sealed)
                .addArrayOfUUID(hashes)
                .addArrayOfString(
                    seen.stream().map(s -> s.identifier().state().name()).toArray(String[]::new))
                .addArrayOfString(
                    seen.stream().map(s -> s.identifier().reason()).toArray(String[]::new))
                .addArrayOfOffsetDateTime(times(seen.stream().map(SeenIdentifier::first).toList()))
                .addArrayOfOffsetDateTime(times(seen.stream().map(SeenIdentifier::last).toList()))
                .addArrayOfString(
                    seen.stream()
                        .map(s -> s.held() == null ? null : s.held().name())
                        .toArray(String[]::new)))
        .map(IdentityStore::written);
  }

  private static List<Written> written(RowSet<Row> rows) {
    List<Written> written = new ArrayList<>();
    for (Row row : rows) {
      UUID profile = row.getUUID(0);
      written.add(
          new Written(
              profile,
              Said.thing(profile, row.getArrayOfStrings(1)),
              row.getBoolean(2),
              row.size() > 3 && Boolean.TRUE.equals(row.getBoolean(3))));
    }
    return written;
  }

  /** Keeps attributes; answers what was written. */
  static Uni<List<Written>> keepAttributes(SqlConnection c, Collection<Given> given) {
    if (given.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return c.preparedQuery(KEEP_ATTRIBUTES)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(uuids(given.stream().map(Given::profile).toList()))
                .addArrayOfString(given.stream().map(Given::name).toArray(String[]::new))
                .addArrayOfString(given.stream().map(Given::value).toArray(String[]::new))
                .addArrayOfBoolean(given.stream().map(Given::verified).toArray(Boolean[]::new))
                .addArrayOfOffsetDateTime(times(given.stream().map(Given::at).toList()))
                .addArrayOfBoolean(given.stream().map(Given::dated).toArray(Boolean[]::new)))
        .map(IdentityStore::written);
  }

  static Uni<Void> dropClaims(SqlConnection c, Collection<UUID> hashes) {
    return hashes.isEmpty() ? nothing() : run(c, DROP_CLAIMS, Tuple.of(uuids(hashes)));
  }

  static Uni<Void> moveClaims(SqlConnection c, Map<UUID, UUID> owners) {
    return owners.isEmpty()
        ? nothing()
        : run(
            c,
            MOVE_CLAIMS,
            Tuple.tuple()
                .addArrayOfUUID(uuids(owners.keySet()))
                .addArrayOfUUID(uuids(owners.values())));
  }

  /** Has the customers of profiles looked at again. */
  static Uni<Void> lookAgain(SqlConnection c, Collection<UUID> profiles, Instant now) {
    return profiles.isEmpty()
        ? nothing()
        : run(c, LOOK_AGAIN, Tuple.of(uuids(profiles), FactKeys.utc(now)));
  }

  /** Keeps that sources say of profiles that they are one person's. */
  static Uni<Void> keepLinks(SqlConnection c, List<Replay.Link> links) {
    return Columns.of(links)
        .uuids(Replay.Link::profile)
        .uuids(Replay.Link::other)
        .times(Replay.Link::at)
        .execute(c, KEEP_LINKS);
  }

  /** Records merges, with the profiles each moved, and points the losers at their winners. */
  static Uni<Void> merge(
      SqlConnection c,
      List<Resolution.Merge> merges,
      List<UUID> ids,
      String actor,
      String reason,
      Instant now) {
    if (merges.isEmpty()) {
      return nothing();
    }
    List<UUID> winners = merges.stream().map(Resolution.Merge::winner).toList();
    List<UUID> losers = merges.stream().map(Resolution.Merge::loser).toList();
    List<UUID> moveWinners = new ArrayList<>();
    List<UUID> moveMerges = new ArrayList<>();
    List<UUID> moved = new ArrayList<>();
    for (int i = 0; i < merges.size(); i++) {
      for (UUID profile : merges.get(i).moved()) {
        moveWinners.add(winners.get(i));
        moveMerges.add(ids.get(i));
        moved.add(profile);
      }
    }
    OffsetDateTime at = FactKeys.utc(now);
    return run(
            c,
            RECORD_MERGES,
            Tuple.tuple()
                .addArrayOfUUID(uuids(winners))
                .addArrayOfUUID(uuids(ids))
                .addArrayOfUUID(uuids(losers))
                .addArrayOfString(
                    merges.stream().map(Resolution.Merge::rule).toArray(String[]::new))
                .addString(actor)
                .addString(reason)
                .addOffsetDateTime(at)
                .addArrayOfString(
                    merges.stream().map(m -> Evidence.write(m.evidence())).toArray(String[]::new)))
        .chain(
            () ->
                run(
                    c,
                    RECORD_MOVES,
                    Tuple.tuple()
                        .addArrayOfUUID(uuids(moveWinners))
                        .addArrayOfUUID(uuids(moveMerges))
                        .addArrayOfUUID(uuids(moved))))
        .chain(
            () ->
                run(
                    c,
                    MERGE_CUSTOMERS,
                    Tuple.tuple()
                        .addArrayOfUUID(uuids(losers))
                        .addArrayOfUUID(uuids(winners))
                        .addOffsetDateTime(at)))
        .chain(() -> settle(c, merges, ids, actor, reason, at));
  }

  /** Of a customer who has just begun nobody was asked: it stood for one profile at most. */
  private static Uni<Void> settle(
      SqlConnection c,
      List<Resolution.Merge> merges,
      List<UUID> ids,
      String actor,
      String reason,
      OffsetDateTime at) {
    List<UUID> winners = new ArrayList<>();
    List<UUID> some = new ArrayList<>();
    for (int i = 0; i < merges.size(); i++) {
      if (!merges.get(i).isOfNewborn()) {
        winners.add(merges.get(i).winner());
        some.add(ids.get(i));
      }
    }
    return winners.isEmpty()
        ? nothing()
        : run(
            c,
            SETTLE_REVIEWS,
            Tuple.tuple()
                .addArrayOfUUID(uuids(winners))
                .addArrayOfUUID(uuids(some))
                .addOffsetDateTime(at)
                .addString(actor)
                .addString(reason));
  }

  /** Points all profiles of one customer at another. */
  static Uni<Void> repoint(SqlConnection c, UUID from, UUID to) {
    return run(c, REPOINT, Tuple.of(from, to));
  }

  static Uni<Void> openReviews(SqlConnection c, List<Resolution.Review> reviews, Instant now) {
    if (reviews.isEmpty()) {
      return nothing();
    }
    return run(
        c,
        OPEN_REVIEWS,
        Tuple.tuple()
            .addArrayOfUUID(uuids(reviews.stream().map(r -> Ids.next()).toList()))
            .addArrayOfUUID(uuids(reviews.stream().map(Resolution.Review::customer).toList()))
            .addArrayOfUUID(uuids(reviews.stream().map(Resolution.Review::other).toList()))
            .addArrayOfString(reviews.stream().map(r -> r.guard().name()).toArray(String[]::new))
            .addArrayOfString(
                reviews.stream().map(r -> Evidence.write(r.evidence())).toArray(String[]::new))
            .addOffsetDateTime(FactKeys.utc(now))
            .addArrayOfDouble(
                reviews.stream().map(r -> r.guard().likelihood()).toArray(Double[]::new)));
  }

  /** Raises the version of customers, for those who wait for a change. */
  static Uni<Void> bump(SqlConnection c, Collection<UUID> customers, Instant now) {
    return customers.isEmpty()
        ? nothing()
        : run(c, BUMP, Tuple.of(uuids(customers), FactKeys.utc(now)));
  }

  static Uni<Void> run(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values).replaceWithVoid();
  }

  static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  static UUID[] uuids(Collection<UUID> ids) {
    return ids.toArray(UUID[]::new);
  }

  private static OffsetDateTime[] times(List<Instant> instants) {
    return instants.stream().map(FactKeys::utc).toArray(OffsetDateTime[]::new);
  }
}
