package io.tributary.insight.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.audit.AuditAction;
import io.tributary.graphql.audit.FileAudit;
import io.tributary.platform.CsvCell;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * {@code GET /v1/exports/<table>}: a table of insight as CSV, for roles that may see figures. It
 * reads the next page when the last is on its way, so that memory holds one page however many rows
 * there are and however slowly they are read; rows that change meanwhile are as of their page.
 */
@ApplicationScoped
class ExportRoutes {
  private static final Logger LOG = Logger.getLogger(ExportRoutes.class);
  private static final int ROWS_AT_ONCE = 2_000;
  private static final Set<String> READERS = Set.of(Roles.ADMIN, Roles.ANALYST, Roles.MARKETER);
  private static final Map<String, TypeId> IDS =
      Map.of(
          "customer_id", TypeId.CUSTOMER,
          "profile_id", TypeId.PROFILE,
          "source_id", TypeId.SOURCE,
          "store_id", TypeId.STORE);

  private final Tx tx;
  private final FileAudit audit;

  ExportRoutes(Tx tx, FileAudit audit) {
    this.tx = tx;
    this.audit = audit;
  }

  void register(@Observes Router router) {
    router.get("/v1/exports/:table").handler(this::export);
  }

  private void export(RoutingContext context) {
    QuarkusHttpUser.getSecurityIdentity(context, null)
        .chain(
            caller -> {
              Optional<ExportTable> table = ExportTable.of(context.pathParam("table"));
              int refusal = refusal(caller);
              if (refusal != 0) {
                Uni<Void> noted =
                    refusal == 403
                        ? audit.refused(caller, context, AuditAction.EXPORT, operation(table))
                        : Uni.createFrom().voidItem();
                return noted.chain(
                    () ->
                        refuse(
                            context,
                            refusal,
                            "An export takes a bearer token with the role admin, analyst or"
                                + " marketer."));
              }
              if (table.isEmpty()) {
                return refuse(
                    context,
                    404,
                    "There is no such table. There are: " + ExportTable.paths() + ".");
              }
              return audit
                  .done(caller, context, AuditAction.EXPORT, operation(table), List.of())
                  .chain(() -> send(table.get(), context.response()));
            })
        .subscribe()
        .with(
            sent -> {},
            failure -> {
              LOG.warn("an export was broken off", failure);
              if (context.response().headWritten()) {
                context.response().reset();
              } else {
                context.response().putHeader("Retry-After", "5");
                refuse(context, 503, "Try again later.").subscribe().with(sent -> {}, late -> {});
              }
            });
  }

  private static String operation(Optional<ExportTable> table) {
    return "exports/" + table.map(ExportTable::path).orElse("");
  }

  private static int refusal(SecurityIdentity caller) {
    if (caller == null || caller.isAnonymous()) {
      return 401;
    }
    return caller.getRoles().stream().anyMatch(READERS::contains) ? 0 : 403;
  }

  private static Uni<Void> refuse(RoutingContext context, int status, String why) {
    return Uni.createFrom()
        .completionStage(
            context
                .response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(
                    new JsonObject()
                        .put("error", why)
                        .put("code", ErrorKind.of(status).name())
                        .encode())
                .toCompletionStage());
  }

  private Uni<Void> send(ExportTable table, HttpServerResponse response) {
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/csv; charset=utf-8")
        .putHeader("Content-Disposition", "attachment; filename=\"" + table.path() + ".csv\"");
    AtomicReference<List<String>> after = new AtomicReference<>();
    return write(response, csv(table, List.of(table.header())))
        .chain(
            () ->
                Multi.createBy()
                    .repeating()
                    .uni(() -> page(table, after))
                    .whilst(page -> page.size() == ROWS_AT_ONCE)
                    .onItem()
                    .transformToUniAndConcatenate(page -> write(response, csv(table, page)))
                    .collect()
                    .last())
        .chain(() -> Uni.createFrom().completionStage(response.end().toCompletionStage()));
  }

  private Uni<List<List<String>>> page(ExportTable table, AtomicReference<List<String>> after) {
    return tx.read(connection -> ExportStore.page(connection, table, after.get(), ROWS_AT_ONCE))
        .invoke(
            page -> {
              if (!page.isEmpty()) {
                after.set(page.get(page.size() - 1).subList(0, table.key().size()));
              }
            });
  }

  private static Uni<Void> write(HttpServerResponse response, String text) {
    return text.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().completionStage(response.write(text).toCompletionStage());
  }

  private static String csv(ExportTable table, List<List<String>> rows) {
    List<String> header = table.header();
    StringWriter text = new StringWriter();
    CsvWriter writer = CsvWriter.builder().bufferSize(0).build(text);
    for (List<String> row : rows) {
      String[] cells = new String[header.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = CsvCell.of(shown(header.get(i), row.get(i)));
      }
      writer.writeRecord(cells);
    }
    return text.toString();
  }

  /** An id as the API shows it; the header's own row has its names. */
  private static String shown(String column, String value) {
    TypeId type = IDS.get(column);
    return type == null || value == null || value.equals(column)
        ? value
        : type.encode(UUID.fromString(value));
  }
}
