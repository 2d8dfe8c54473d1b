package io.tributary.privacy.consent;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.privacy.StepByStep;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** Decisions on consent that others took the place of. */
final class ConsentRetentionStore {
  private static final int DECISIONS = 5_000;

  /**
   * Of the next decisions those go whose place another took before $1, on the same profile, purpose
   * and channel: a later refusal takes that of anything, since it always counts; a grant only that
   * of an earlier grant which counts no oftener than it does, for the same customer and with a
   * guardian if the earlier had one. So what stands is the same before and after, whatever merge,
   * unmerge, birth date or age comes yet. When a decision counts from is as ConsentRule says.
   */
  private static final String FORGET =
      """
      WITH next AS MATERIALIZED (
        SELECT profile_id, consent_id, customer_id, purpose, channel, decision, guardian, occurred_at,
               coalesce(occurred_at, CASE decision WHEN 'GRANTED' THEN '-infinity' ELSE recorded_at END) AS at
        FROM consent WHERE (profile_id, consent_id) > ($2::uuid, $3::uuid) ORDER BY profile_id, consent_id LIMIT $4),
      gone AS (
        DELETE FROM consent c USING next e
        WHERE c.profile_id = e.profile_id AND c.consent_id = e.consent_id AND EXISTS (
          SELECT FROM consent l
          WHERE l.profile_id = e.profile_id AND l.purpose = e.purpose AND l.channel = e.channel AND l.recorded_at < $1
            AND CASE l.decision
              WHEN 'GRANTED' THEN e.decision = 'GRANTED' AND l.occurred_at > e.occurred_at
                AND l.customer_id IS NOT DISTINCT FROM e.customer_id AND (l.guardian IS NOT NULL OR e.guardian IS NULL)
              ELSE coalesce(l.occurred_at, l.recorded_at) > e.at END))
      SELECT profile_id, consent_id, count(*) OVER () FROM next ORDER BY profile_id DESC, consent_id DESC LIMIT 1
      """;

  private ConsentRetentionStore() {}

  /** Where a step ended, and how many decisions it looked at. */
  record Place(UUID profile, UUID decision, long seen) implements StepByStep.Place {
    /** Before all decisions. */
    static final Place FIRST = new Place(new UUID(0, 0), new UUID(0, 0), DECISIONS);

    @Override
    public boolean isFull() {
      return seen == DECISIONS;
    }
  }

  /** Looks at the next decisions and takes those away whose place was taken before an instant. */
  static Uni<Place> forget(SqlConnection connection, Instant before, Place after) {
    return connection
        .preparedQuery(FORGET)
        .execute(Tuple.of(FactKeys.utc(before), after.profile(), after.decision(), DECISIONS))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Place(row.getUUID(0), row.getUUID(1), row.getLong(2)))
                    .findFirst()
                    .orElse(new Place(after.profile(), after.decision(), 0)));
  }
}
