package io.tributary.intake.bulk;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.identity.Source;
import io.tributary.platform.Tx;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** One worker's hand on one import: reads the file on from its last committed batch. */
final class ImportRun {
  private final Claim claim;
  private final Source source;
  private final Tx tx;
  private final BatchWriter writer;
  private final BatchReader reader;
  private long fedTo;

  ImportRun(Claim claim, Source source, Tx tx, BatchWriter writer) {
    this.claim = claim;
    this.source = source;
    this.tx = tx;
    this.writer = writer;
    this.reader =
        new BatchReader(
            claim.kind(),
            claim.format(),
            claim.options(),
            Defaults.of(claim.options(), source, claim.receivedAt(), claim.saidAt()));
  }

  /**
   * Reads the header and goes to where the import left off.
   *
   * @return fails with {@link ImportFailure} when the file cannot be read
   */
  Uni<Void> begin() {
    if (claim.format() == ImportFormat.NDJSON) {
      goOn(claim.doneBytes(), claim.doneLines());
      return Uni.createFrom().voidItem();
    }
    return header()
        .call(
            header ->
                tx.write(
                    connection ->
                        ImportStore.header(
                            connection, claim, new String(header.bytes(), StandardCharsets.UTF_8))))
        .invoke(
            header -> {
              boolean fresh = claim.doneBytes() < header.end();
              goOn(
                  fresh ? header.end() : claim.doneBytes(),
                  fresh ? header.lines() : claim.doneLines());
            })
        .replaceWithVoid();
  }

  private Uni<RawRecord> header() {
    RawRecord header = reader.header();
    return header != null ? Uni.createFrom().item(header) : feed().chain(this::header);
  }

  private void goOn(long offset, long lines) {
    reader.goOn(offset, lines);
    fedTo = offset;
  }

  /**
   * Takes the next batch in.
   *
   * @return false when there was none left
   */
  Uni<Boolean> nextBatch() {
    return read()
        .chain(
            batch ->
                batch.isEmpty()
                    ? Uni.createFrom().item(false)
                    : writer.write(claim, source, batch).replaceWith(true));
  }

  private Uni<List<ReadRecord>> read() {
    return offEventLoop(reader::batch)
        .chain(batch -> batch != null ? Uni.createFrom().item(batch) : feed().chain(this::read));
  }

  /** Reading a thousand rows takes milliseconds: too long for those who share the event loop. */
  private static <T> Uni<T> offEventLoop(Supplier<T> work) {
    Context context = Vertx.currentContext();
    Executor back = command -> context.runOnContext(nothing -> command.run());
    return Uni.createFrom()
        .item(work)
        .runSubscriptionOn(Infrastructure.getDefaultExecutor())
        .emitOn(back);
  }

  /** Feeds the next chunk, or its part that is not read yet, or the news that there is none. */
  private Uni<Void> feed() {
    if (fedTo >= claim.bytes()) {
      reader.end();
      return Uni.createFrom().voidItem();
    }
    int chunk = (int) (fedTo / Upload.CHUNK);
    int from = (int) (fedTo % Upload.CHUNK);
    return tx.read(connection -> SpoolStore.chunk(connection, claim.importId(), chunk))
        .invoke(
            bytes -> {
              if (bytes == null) {
                throw new LeaseLost();
              }
              reader.feed(from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length));
              fedTo += bytes.length - from;
            })
        .replaceWithVoid();
  }
}
