package io.tributary.intake.bulk;

import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.graphql.Progress;
import io.tributary.identity.Sources;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Imports over GraphQL. Files themselves come in over HTTP: {@code POST /v1/imports/…}. */
@GraphQLApi
public class ImportApi {
  private static final String IMPORTS = "importJobs";
  private static final String REJECTIONS = "rejections";

  private final Tx tx;
  private final Clock clock;
  private final Sources sources;
  private final Gather gather;

  ImportApi(Tx tx, Clock clock, Sources sources, Gather gather) {
    this.tx = tx;
    this.clock = clock;
    this.sources = sources;
    this.gather = gather;
  }

  /** One import, or null when there is none with this id. */
  @Query("importJob")
  @Description("One import, or null when there is none with this id.")
  @RolesAllowed(Roles.ADMIN)
  public Uni<ImportJob> importJob(
      @Name("id") @Id @NonNull @Description("TypeID imp_….") String id) {
    return find(id).map(found -> found.orElse(null));
  }

  /** A page of imports; INVALID_INPUT for a bad page. */
  @Query("importJobs")
  @Description("The imports, newest first.")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  public Uni<ImportJobConnection> importJobs(
      @Name("first") @Description("How many, 1 to 100; 20 when left out.") Integer first,
      @Name("after") @Description("The cursor of the import before the page.") String after) {
    Paging page = Paging.of(first, after, IMPORTS, 1);
    UUID before = page.continues() ? page.uuid(0) : null;
    return tx.read(connection -> ImportStore.page(connection, before, page.limit()))
        .map(
            jobs ->
                page.slice(
                    IMPORTS,
                    jobs,
                    job -> new String[] {job.uuid().toString()},
                    ImportJobEdge::new,
                    ImportJobConnection::new));
  }

  /** Who sent each import. */
  @Description("The source that sent it.")
  @RolesAllowed(Roles.ADMIN)
  public Uni<List<io.tributary.identity.Source>> source(@Source List<ImportJob> jobs) {
    List<UUID> ids = jobs.stream().map(ImportJob::sourceId).toList();
    return sources.byIds(ids).map(found -> ids.stream().map(found::get).toList());
  }

  /** A page of an import's refused rows; INVALID_INPUT for a bad page. */
  @Description("The refused rows, in the file's order.")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  public Uni<ImportRejectionConnection> rejections(
      @Source ImportJob job,
      @Name("first") @Description("How many, 1 to 100; 20 when left out.") Integer first,
      @Name("after") @Description("The cursor of the row before the page.") String after) {
    Paging page = Paging.of(first, after, REJECTIONS, 1);
    long line = page.continues() ? page.number(0) : 0;
    return gather
        .load(
            "ImportJob.rejections",
            page,
            job.uuid(),
            ids -> tx.read(connection -> RejectionStore.pages(connection, ids, line, page.limit())))
        .map(
            rows ->
                page.slice(
                    REJECTIONS,
                    rows,
                    row -> new String[] {Integer.toString(row.line())},
                    ImportRejectionEdge::new,
                    ImportRejectionConnection::new));
  }

  /** Stops an import; NOT_FOUND when there is none. One that has ended stays as it is. */
  @Mutation("cancelImport")
  @Description("Stops an import. Rows that are in stay in; one that has ended stays as it is.")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  public Uni<ImportPayload> cancelImport(
      @Name("input") @NonNull @Description("Which.") CancelImportInput input) {
    UUID id =
        TypeId.IMPORT
            .decode(input.id())
            .orElseThrow(() -> ApiException.notFound("import", input.id()));
    return tx.write(
            connection ->
                ImportStore.cancel(connection, id, clock.instant())
                    .chain(() -> ImportStore.find(connection, id)))
        .map(found -> found.orElseThrow(() -> ApiException.notFound("import", input.id())))
        .map(ImportPayload::new);
  }

  /** An import now and whenever it has changed, until it ends. */
  @Subscription("importProgress")
  @Description("An import now and whenever it has changed, until it ends.")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  public Multi<ImportJob> importProgress(
      @Name("id") @Id @NonNull @Description("TypeID imp_….") String id) {
    return Progress.of(
        "importProgress(" + id + ")", () -> find(id), found -> found.state().ended());
  }

  private Uni<Optional<ImportJob>> find(String id) {
    return TypeId.IMPORT
        .decode(id)
        .map(uuid -> tx.read(connection -> ImportStore.find(connection, uuid)))
        .orElse(Uni.createFrom().item(Optional.empty()));
  }
}
