package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Writes and reads what referrals give. */
@ApplicationScoped
class ReferralPolicyStore {
  private static final String COLUMNS =
      """
      SELECT p.policy_id, p.programme_id, g.currency, g.timezone, p.definition, p.number, p.effective_from, p.ends_at,
             p.published_at, p.published_by
      FROM referral_policy p JOIN programme g USING (programme_id)
      """;

  /** Every version, the oldest programme first; there are few. */
  private static final String ALL = COLUMNS + "ORDER BY g.created_at, p.programme_id, p.number";

  private static final String BY_ID = COLUMNS + "WHERE p.policy_id = $1";

  /** What a programme's codes are made with; once and for all. */
  private static final String KEY =
      "INSERT INTO referral_key (programme_id, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING";

  /** Adds a version; CONFLICT when its number is taken. */
  Uni<Void> insert(PublishedReferralPolicy policy) {
    ReferralPolicyVersion row = new ReferralPolicyVersion();
    row.programmeId = policy.programmeId();
    row.effectiveFrom = policy.effectiveFrom().toInstant();
    row.endsAt = policy.endsAt() == null ? null : policy.endsAt().toInstant();
    return row.add(
        policy.uuid(),
        policy.number(),
        ReferralTermsJson.write(policy.terms()),
        policy.publishedAt(),
        policy.publishedBy());
  }

  /** Keeps what codes are made with, unless there is something already. */
  Uni<Void> key(SqlConnection connection, UUID programme, byte[] secret) {
    return connection
        .preparedQuery(KEY)
        .execute(Tuple.of(programme, Buffer.buffer(secret)))
        .replaceWithVoid();
  }

  /** Every version of every programme. */
  Uni<List<PublishedReferralPolicy>> all(SqlConnection connection) {
    return connection.preparedQuery(ALL).execute().map(ReferralPolicyStore::policies);
  }

  /** A version by its id; empty when there is none. */
  Uni<List<PublishedReferralPolicy>> byId(SqlConnection connection, UUID id) {
    return connection.preparedQuery(BY_ID).execute(Tuple.of(id)).map(ReferralPolicyStore::policies);
  }

  private static List<PublishedReferralPolicy> policies(Iterable<Row> rows) {
    List<PublishedReferralPolicy> found = new ArrayList<>();
    for (Row row : rows) {
      found.add(
          new PublishedReferralPolicy(
              row.getUUID(0),
              row.getUUID(1),
              row.getString(2),
              ZoneId.of(row.getString(3)),
              ReferralTermsJson.read(row.get(JsonObject.class, 4)),
              row.getInteger(5),
              utc(row.getOffsetDateTime(6)),
              utc(row.getOffsetDateTime(7)),
              utc(row.getOffsetDateTime(8)),
              row.getString(9)));
    }
    return found;
  }

  private static OffsetDateTime utc(OffsetDateTime time) {
    return time == null ? null : FactKeys.utc(time.toInstant());
  }
}
