package io.tributary.intake.bulk;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.audit.AuditAction;
import io.tributary.identity.Source;
import io.tributary.platform.Faults;
import io.tributary.platform.RequestId;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Imports over HTTP: files in, how they fare and the refused rows out. */
@ApplicationScoped
class ImportRoutes {
  private static final Logger LOG = Logger.getLogger(ImportRoutes.class);
  private static final int REJECTIONS_AT_ONCE = 1_000;

  /** How long a sender whose request was refused may go on sending before it is cut off. */
  private static final long DISCARD_MILLIS = 10_000;

  private final ImportAccess access;
  private final Spool spool;
  private final ImportWorker worker;
  private final Tx tx;

  ImportRoutes(ImportAccess access, Spool spool, ImportWorker worker, Tx tx) {
    this.access = access;
    this.spool = spool;
    this.worker = worker;
    this.tx = tx;
  }

  void register(@Observes Router router) {
    router.post("/v1/imports/:kind").handler(this::receive);
    router.get("/v1/imports/:id").handler(this::status);
    router.get("/v1/imports/:id/rejected").handler(this::rejected);
  }

  private void receive(RoutingContext context) {
    HttpServerRequest request = context.request();
    request.pause();
    Uni.createFrom()
        .deferred(() -> receiveFile(context))
        .subscribe()
        .with(
            importId -> {
              worker.wake();
              String id = TypeId.IMPORT.encode(importId);
              context
                  .response()
                  .setStatusCode(202)
                  .putHeader("Location", "/v1/imports/" + id)
                  .putHeader("Content-Type", "application/json")
                  .end(new JsonObject().put("id", id).encode());
            },
            failure -> refuse(context, failure));
  }

  private Uni<UUID> receiveFile(RoutingContext context) {
    HttpServerRequest request = context.request();
    ImportKind kind =
        ImportKind.of(context.pathParam("kind"))
            .orElseThrow(
                () ->
                    new HttpRefusal(
                        404, "There is no such import. There are: " + ImportKind.paths() + "."));
    return access
        .sender(context)
        .chain(
            source -> {
              ImportOptions.of(kind, options(context), null);
              UploadBody body =
                  UploadBody.of(
                      request.getHeader("Content-Type"), request.getHeader("Content-Encoding"));
              if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                request.response().writeContinue();
              }
              return access
                  .record(
                      context,
                      AuditAction.CHANGE,
                      "imports/" + kind.path(),
                      List.of(TypeId.SOURCE.encode(source.uuid())))
                  .chain(
                      () ->
                          spool.receive(
                              source,
                              kind,
                              body,
                              bytes(request),
                              json -> ImportOptions.of(kind, options(context), json)));
            });
  }

  /** The body as it is asked for: the connection is not read while nobody asks. */
  private static Multi<byte[]> bytes(HttpServerRequest request) {
    return io.vertx.mutiny.core.http.HttpServerRequest.newInstance(request)
        .toMulti()
        .map(Buffer::getBytes);
  }

  private static Map<String, List<String>> options(RoutingContext context) {
    Map<String, List<String>> options = new LinkedHashMap<>();
    context.queryParams().names().stream()
        .filter(name -> !name.equals("source"))
        .forEach(name -> options.put(name, context.queryParams().getAll(name)));
    return options;
  }

  private void status(RoutingContext context) {
    job(context)
        .subscribe()
        .with(
            job ->
                context
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .end(json(job).encode()),
            failure -> refuse(context, failure));
  }

  private static JsonObject json(ImportJob job) {
    return new JsonObject()
        .put("id", job.getId())
        .put("source", TypeId.SOURCE.encode(job.sourceId()))
        .put("kind", job.kind().path())
        .put("state", job.state().name())
        .put("dryRun", job.dryRun())
        .put("accepted", job.accepted())
        .put("duplicates", job.duplicates())
        .put("rejected", job.rejected())
        .put("total", job.total())
        .put("progress", job.progress())
        .put("error", job.error())
        .put("startedAt", job.startedAt().toInstant().toString())
        .put(
            "finishedAt",
            job.finishedAt() == null ? null : job.finishedAt().toInstant().toString());
  }

  /** The import that a path names, if the caller may see it. */
  private Uni<ImportJob> job(RoutingContext context) {
    return Uni.createFrom()
        .deferred(() -> access.caller(context))
        .chain(
            caller ->
                TypeId.IMPORT
                    .decode(context.pathParam("id"))
                    .map(id -> tx.read(connection -> ImportStore.find(connection, id)))
                    .orElse(Uni.createFrom().item(Optional.empty()))
                    .map(
                        found ->
                            found
                                .filter(
                                    job -> job.sourceId().equals(sourceId(caller, job.sourceId())))
                                .orElseThrow(
                                    () ->
                                        new HttpRefusal(
                                            404, "There is no import with this id. Check it."))));
  }

  /** An admin sees every source's. */
  private static UUID sourceId(Optional<Source> caller, UUID any) {
    return caller.map(Source::uuid).orElse(any);
  }

  private void rejected(RoutingContext context) {
    job(context)
        .call(
            job ->
                access.record(
                    context,
                    AuditAction.EXPORT,
                    "imports/rejected",
                    List.of(job.getId(), TypeId.SOURCE.encode(job.sourceId()))))
        .chain(job -> send(job, context.response()))
        .subscribe()
        .with(sent -> {}, failure -> refuse(context, failure));
  }

  /** Sends page after page; the next is read when the last is on its way. */
  private Uni<Void> send(ImportJob job, HttpServerResponse response) {
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/csv; charset=utf-8")
        .putHeader(
            "Content-Disposition", "attachment; filename=\"" + job.getId() + "-rejected.csv\"");
    return write(response, "line,column,reason,raw\r\n")
        .chain(
            () ->
                Multi.createBy()
                    .repeating()
                    .uni(AtomicLong::new, after -> page(job, after))
                    .whilst(page -> page.size() == REJECTIONS_AT_ONCE)
                    .onItem()
                    .transformToUniAndConcatenate(page -> write(response, csv(page)))
                    .collect()
                    .last())
        .chain(() -> Uni.createFrom().completionStage(response.end().toCompletionStage()));
  }

  private Uni<List<Rejection>> page(ImportJob job, AtomicLong after) {
    return tx.read(
            connection ->
                RejectionStore.pages(
                    connection, List.of(job.uuid()), after.get(), REJECTIONS_AT_ONCE))
        .map(pages -> pages.get(job.uuid()))
        .invoke(
            page -> {
              if (!page.isEmpty()) {
                after.set(page.get(page.size() - 1).line());
              }
            });
  }

  private static Uni<Void> write(HttpServerResponse response, String text) {
    return Uni.createFrom().completionStage(response.write(text).toCompletionStage());
  }

  private static String csv(List<Rejection> page) {
    StringWriter text = new StringWriter();
    CsvWriter rows = CsvWriter.builder().bufferSize(0).build(text);
    for (Rejection row : page) {
      rows.writeRecord(Integer.toString(row.line()), row.column(), row.reason(), row.raw());
    }
    return text.toString();
  }

  /** Answers a failure; what is still being sent is read and dropped for a while. */
  private static void refuse(RoutingContext context, Throwable failure) {
    HttpServerResponse response = context.response();
    HttpServerRequest request = context.request();
    if (response.closed() || response.headWritten()) {
      LOG.infof("%s ended early: %s", request.path(), Faults.kind(failure));
      request.connection().close();
      return;
    }
    int status = 500;
    String sentence = failure.getMessage();
    if (failure instanceof HttpRefusal refusal) {
      status = refusal.status();
    } else {
      String reference = RequestId.current();
      LOG.errorf(failure, "import request, reference %s", reference);
      status = BatchWriter.isPassedOn(failure) ? 503 : 500;
      sentence =
          "Something went wrong on our side, and the file was not taken. Send it again; if that"
              + " does not help, report the reference "
              + reference
              + " to whoever runs this service.";
    }
    if (status == 503) {
      response.putHeader("Retry-After", "5");
    }
    if (status == 401) {
      response.putHeader("WWW-Authenticate", "Basic realm=\"tributary\"");
    }
    if (!request.isEnded()) {
      long cut = context.vertx().setTimer(DISCARD_MILLIS, late -> request.connection().close());
      request.endHandler(end -> context.vertx().cancelTimer(cut));
      request.exceptionHandler(e -> context.vertx().cancelTimer(cut));
      request.handler(dropped -> {});
      request.resume();
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put("error", sentence)
                .put("code", ErrorKind.of(status).name())
                .encode());
  }
}
