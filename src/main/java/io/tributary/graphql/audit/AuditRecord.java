package io.tributary.graphql.audit;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Who did what with whose data.
 *
 * @param uuid its id, ordered by time
 * @param at when it was asked for
 * @param actor the subject of a token of staff, {@link #MEMBER}, or the name of a job
 * @param roles those of the token, sorted
 * @param address where staff asked from
 * @param action what it was
 * @param operation the field that was asked for, the name of a job, or a path below /v1
 * @param outcome {@link #DONE} or the code of the error
 * @param objects TypeIDs that the request named, and of the people whom the answer showed
 * @param reason why, where the operation asks for it
 */
@Type("AuditRecord")
@Description("Who did what with whose data. It holds ids and no personal data.")
public record AuditRecord(
    @Ignore UUID uuid,
    @NonNull @Description("When it was asked for.") OffsetDateTime at,
    @NonNull
        @Description(
            "The subject of a token of staff, member for a person themselves, or the name of a job.")
        String actor,
    @NonNull @Description("The roles of the token, sorted.") List<@NonNull String> roles,
    @Description("The address that staff asked from; null for members and jobs.") String address,
    @NonNull @Description("What it was.") AuditAction action,
    @NonNull
        @Description(
            "The field of Query, Mutation or Subscription, the name of a job, or a path below /v1.")
        String operation,
    @NonNull @Description("DONE, or the code of the error.") String outcome,
    @NonNull
        @Description("TypeIDs that the request named, and of the people whom the answer showed.")
        List<@NonNull String> objects,
    @Description("Why, where the operation asks for it; null elsewhere.") String reason) {
  /** The outcome of what was not refused. */
  public static final String DONE = "DONE";

  /** The actor of whoever is a customer: their id is among the objects. */
  public static final String MEMBER = "member";
}
