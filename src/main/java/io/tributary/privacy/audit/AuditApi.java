package io.tributary.privacy.audit;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.graphql.audit.AuditAction;
import io.tributary.graphql.audit.AuditRecord;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** The audit records over GraphQL. */
@GraphQLApi
public class AuditApi {
  private static final String RECORDS = "auditRecords";
  private static final String DAYS = "auditDays";
  private static final int MOST_DAYS = 31;
  private final Tx tx;

  AuditApi(Tx tx) {
    this.tx = tx;
  }

  /**
   * What records are chosen by; what is null takes all.
   *
   * @param of a customer, by any of their ids, or another thing that was named
   * @param actor who
   * @param action what
   * @param from then or later
   * @param before before then
   */
  @Input("AuditFilter")
  @Description("What records are chosen by; what is left out takes all.")
  public record AuditFilter(
      @Id
          @Description(
              "A customer, by any of the ids that the person had; or the id of something else that was named.")
          String of,
      @Description("Who: the subject of a token, member, or the name of a job.") String actor,
      @Description("What was done.") AuditAction action,
      @Description("Then or later.") OffsetDateTime from,
      @Description("Before then.") OffsetDateTime before) {}

  /**
   * A page of records.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of records.")
  public record AuditRecordConnection(
      @NonNull @Description("The page.") List<@NonNull AuditRecordEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One record of a page.
   *
   * @param node the record
   * @param cursor its cursor
   */
  @Description("One record of a page.")
  public record AuditRecordEdge(
      @NonNull @Description("The record.") AuditRecord node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /**
   * A page of days.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of sealed days.")
  public record AuditDayConnection(
      @NonNull @Description("The page.") List<@NonNull AuditDayEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One day of a page.
   *
   * @param node the day
   * @param cursor its cursor
   */
  @Description("One sealed day of a page.")
  public record AuditDayEdge(
      @NonNull @Description("The day.") AuditDay node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** The records. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Who read or changed what of whom, the latest first.")
  public Uni<AuditRecordConnection> auditRecords(
      @Description("Which; all when left out.") AuditFilter filter,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, RECORDS, 1);
    UUID before = paging.continues() ? paging.uuid(0) : null;
    return filter(filter)
        .chain(
            chosen ->
                tx.read(
                    connection -> AuditReadStore.page(connection, chosen, before, paging.limit())))
        .map(
            rows ->
                paging.slice(
                    RECORDS,
                    rows,
                    row -> new String[] {row.uuid().toString()},
                    AuditRecordEdge::new,
                    AuditRecordConnection::new));
  }

  private Uni<AuditReadStore.Filter> filter(AuditFilter filter) {
    if (filter == null) {
      return Uni.createFrom().item(new AuditReadStore.Filter(null, null, null, null, null));
    }
    return objects(filter.of())
        .map(
            objects ->
                new AuditReadStore.Filter(
                    objects,
                    filter.actor(),
                    filter.action(),
                    instant(filter.from()),
                    instant(filter.before())));
  }

  private Uni<List<String>> objects(String of) {
    if (of == null) {
      return Uni.createFrom().nullItem();
    }
    List<String> named = List.of(of);
    return TypeId.CUSTOMER
        .decode(of)
        .map(
            customer ->
                tx.read(connection -> AuditReadStore.family(connection, customer))
                    .map(
                        ids ->
                            ids.isEmpty()
                                ? named
                                : ids.stream().map(TypeId.CUSTOMER::encode).toList()))
        .orElse(Uni.createFrom().item(named));
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  /** The sealed days. INVALID_INPUT for a bad page. */
  @Cost(weight = Cost.OVERVIEW)
  @Query
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description(
      "The days whose records are sealed, the latest first, each compared with its records as they are now.")
  public Uni<AuditDayConnection> auditDays(
      @Description("How many, 1 to 31; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    if (first != null && first > MOST_DAYS) {
      throw ApiException.invalid("first", "first is a number from 1 to " + MOST_DAYS + ".");
    }
    Paging paging = Paging.of(first, after, DAYS, 1);
    return tx.read(
            connection ->
                AuditReadStore.checked(
                    connection, paging.continues() ? day(paging.text(0)) : null, paging.limit()))
        .map(
            rows ->
                paging.slice(
                    DAYS,
                    rows,
                    row -> new String[] {row.day().toString()},
                    AuditDayEdge::new,
                    AuditDayConnection::new));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw ApiException.invalid("after", "This is no cursor of this list.");
    }
  }
}
