package io.tributary.intake.bulk;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.job.Replica;
import io.tributary.platform.Faults;
import io.tributary.platform.Tx;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Brings files into the database before anyone is told that they have arrived. What is acknowledged
 * is there after a crash; what broke off is given up and leaves nothing but a word of it.
 */
@ApplicationScoped
class Spool {
  /** How long after the last sign of life of its receiver an upload counts as broken off. */
  private static final long LEASE_SECONDS = 60;

  private static final Logger LOG = Logger.getLogger(Spool.class);

  private final Tx tx;
  private final Clock clock;
  private final long mostBytes;
  private final Set<UUID> receiving = ConcurrentHashMap.newKeySet();

  Spool(
      Tx tx,
      Clock clock,
      @ConfigProperty(name = "tributary.imports.max-bytes", defaultValue = "21474836480")
          long mostBytes) {
    this.tx = tx;
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  /**
   * Receives a file to its end.
   *
   * @param bytes the body, given as it is asked for
   * @param options reads the options, whose JSON part (or null) is complete only at the end
   * @return the import's id, once the file is safe; fails with {@link HttpRefusal} when the file
   *     does not do
   */
  Uni<UUID> receive(
      Source source,
      ImportKind kind,
      UploadBody body,
      Multi<byte[]> bytes,
      Function<String, ImportOptions> options) {
    Upload upload = new Upload(this, source, kind, body);
    return bytes
        .onItem()
        .transformToUniAndConcatenate(upload::take)
        .collect()
        .last()
        .chain(() -> close(upload, options))
        .onFailure()
        .call(failure -> giveUp(upload, failure))
        .onTermination()
        .invoke(
            () -> {
              receiving.remove(upload.importId());
              body.close();
            })
        .replaceWith(upload.importId());
  }

  private Uni<Void> close(Upload upload, Function<String, ImportOptions> options) {
    upload.body().end();
    ImportOptions read = options.apply(upload.body().options());
    if (upload.bytes() == 0) {
      throw HttpRefusal.bad("The file is empty. Send a header and rows.");
    }
    return upload
        .flush()
        .chain(
            () ->
                tx.write(
                    connection ->
                        SpoolStore.close(
                            connection, upload.importId(), read, upload.contentHash(read))))
        .invoke(Spool::mustBeThere)
        .replaceWithVoid();
  }

  /** Begins a file. */
  Uni<Void> open(Upload upload) {
    ImportFormat format = upload.body().format();
    receiving.add(upload.importId());
    return tx.write(
        connection ->
            SpoolStore.open(
                connection,
                upload.importId(),
                upload.source().uuid(),
                upload.kind(),
                format,
                Replica.name(),
                LEASE_SECONDS,
                clock.instant()));
  }

  /** Appends a chunk. */
  Uni<Void> append(Upload upload, int seq, long start, Buffer bytes) {
    if (start + bytes.length() > mostBytes) {
      throw new HttpRefusal(
          413, "The file is longer than " + mostBytes + " bytes. Send it in parts.");
    }
    return tx.write(
            connection ->
                SpoolStore.append(connection, upload.importId(), seq, start, bytes, LEASE_SECONDS))
        .invoke(Spool::mustBeThere)
        .replaceWithVoid();
  }

  private static void mustBeThere(boolean there) {
    if (!there) {
      throw new HttpRefusal(409, "The import was stopped while the file arrived. Send it again.");
    }
  }

  private Uni<Void> giveUp(Upload upload, Throwable failure) {
    if (!upload.isOpen()) {
      return Uni.createFrom().voidItem();
    }
    boolean refused = failure instanceof HttpRefusal;
    String error =
        "The upload broke off after "
            + upload.bytes()
            + " bytes. No row was taken in; send the file again.";
    return tx.write(
            connection ->
                refused
                    ? SpoolStore.remove(connection, upload.importId())
                    : SpoolStore.giveUp(
                        connection, upload.importId(), error, true, clock.instant()))
        // the lease lapses and the next look gives it up
        .onFailure()
        .invoke(e -> LOG.warnf("upload %s: %s", upload.importId(), Faults.kind(e)))
        .onFailure()
        .recoverWithNull();
  }

  /** Says that the uploads under way here go on. */
  Uni<Void> keep() {
    List<UUID> open = List.copyOf(receiving);
    return open.isEmpty()
        ? Uni.createFrom().voidItem()
        : tx.write(connection -> SpoolStore.keep(connection, open, LEASE_SECONDS));
  }

  /** Gives up uploads whose receiver has gone. */
  Uni<Void> giveUpBrokenOff() {
    String error =
        "The upload broke off with the server that received it. No row was taken in; send the file"
            + " again.";
    return tx.read(SpoolStore::brokenOff)
        .onItem()
        .transformToMulti(ids -> Multi.createFrom().iterable(ids))
        .onItem()
        .transformToUniAndConcatenate(
            id ->
                tx.write(
                    connection -> SpoolStore.giveUp(connection, id, error, false, clock.instant())))
        .collect()
        .last()
        .replaceWithVoid();
  }
}
