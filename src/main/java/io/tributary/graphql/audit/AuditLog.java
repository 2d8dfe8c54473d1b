package io.tributary.graphql.audit;

import io.quarkus.arc.Unremovable;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Tx;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Puts requests on record before they are answered. While one statement is on its way the records
 * of other requests wait for the next, so that a busy replica sends few statements for many
 * requests and an idle one waits for nobody.
 */
@Singleton
@Unremovable
class AuditLog {
  /** Records of one request, and whoever waits for them on the context that they came on. */
  private record Waiting(
      List<AuditRecord> records, Context context, CompletableFuture<Void> written) {
    void end(Throwable failure) {
      if (context == null) {
        complete(failure);
      } else {
        context.runOnContext(nothing -> complete(failure));
      }
    }

    private void complete(Throwable failure) {
      if (failure == null) {
        written.complete(null);
      } else {
        written.completeExceptionally(failure);
      }
    }
  }

  private final Tx tx;
  private List<Waiting> waiting = new ArrayList<>();
  private boolean isWriting;

  AuditLog(Tx tx) {
    this.tx = tx;
  }

  /** Completes when the records are durable; fails when they are not. */
  CompletableFuture<Void> add(List<AuditRecord> records) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    synchronized (this) {
      waiting.add(new Waiting(records, Vertx.currentContext(), written));
      if (isWriting) {
        return written;
      }
      isWriting = true;
    }
    writeNext();
    return written;
  }

  private void writeNext() {
    List<Waiting> now;
    synchronized (this) {
      now = waiting;
      waiting = new ArrayList<>();
      isWriting = !now.isEmpty();
    }
    if (now.isEmpty()) {
      return;
    }
    List<AuditRecord> records = now.stream().flatMap(one -> one.records().stream()).toList();
    Uni.createFrom()
        .deferred(() -> tx.single(connection -> AuditStore.add(connection, records)))
        .subscribe()
        .with(nothing -> end(now, null), failure -> end(now, failure));
  }

  private void end(List<Waiting> written, Throwable failure) {
    written.forEach(one -> one.end(failure));
    writeNext();
  }
}
