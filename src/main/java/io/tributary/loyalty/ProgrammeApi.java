package io.tributary.loyalty;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Paging;
import io.tributary.graphql.once.Once;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Programmes over GraphQL. */
@GraphQLApi
public class ProgrammeApi {
  private static final String LIST = "programmes";
  private final Programmes programmes;
  private final Once once;

  ProgrammeApi(Programmes programmes, Once once) {
    this.once = once;
    this.programmes = programmes;
  }

  /** The programmes. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({
    Roles.ADMIN,
    Roles.STEWARD,
    Roles.SERVICE,
    Roles.MARKETER,
    Roles.ANALYST,
    Roles.TILL
  })
  @NonNull
  @Description("The programmes, oldest first.")
  public Uni<ProgrammeConnection> programmes(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    return programmes
        .page(
            paging.continues() ? paging.instant(0) : null,
            paging.continues() ? paging.uuid(1) : null,
            paging.limit())
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    programme ->
                        new String[] {
                          Paging.part(programme.createdAt().toInstant()),
                          programme.uuid().toString()
                        },
                    ProgrammeEdge::new,
                    ProgrammeConnection::new));
  }

  /** Makes a programme. INVALID_INPUT for a bad field, CONFLICT for a name that is taken. */
  @Mutation
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Makes a programme; it has no members until its first tier policy is published.")
  public Uni<CreateProgrammePayload> createProgramme(
      @NonNull @Description("The programme.") CreateProgrammeInput input) {
    return once.answer(
        "createProgramme",
        input.idempotencyKey(),
        input,
        CreateProgrammePayload.class,
        () -> programmes.create(input).map(CreateProgrammePayload::new));
  }
}
