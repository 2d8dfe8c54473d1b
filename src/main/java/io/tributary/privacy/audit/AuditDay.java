package io.tributary.privacy.audit;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A sealed day of the records.
 *
 * @param day in UTC
 * @param records how many it had when it was sealed
 * @param hash SHA-256, in hexadecimal
 * @param sealedAt when it was sealed
 * @param forgottenAt since when its records are gone, their period being over; null while they are
 *     kept
 * @param intact whether its records still give this hash
 */
@Type("AuditDay")
@Description("A sealed day of the audit records.")
public record AuditDay(
    @NonNull @Description("The day, in UTC.") LocalDate day,
    @Description("How many records it had when it was sealed.") int records,
    @NonNull
        @Description(
            "SHA-256 of the hash of the day before and of this day's records, in hexadecimal. Keep it elsewhere: who"
                + " can write to the database could seal anew.")
        String hash,
    @NonNull @Description("When it was sealed.") OffsetDateTime sealedAt,
    @Description(
            "Since when its records are gone, their period (auditMonths) being over; null while they are kept.")
        OffsetDateTime forgottenAt,
    @Description(
            "Whether its records, or what was noted of them when they went, and the day before still give this hash.")
        boolean intact) {}
