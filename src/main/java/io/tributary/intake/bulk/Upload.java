package io.tributary.intake.bulk;

import io.netty.buffer.Unpooled;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.platform.Ids;
import io.vertx.mutiny.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/**
 * One file on its way from the request into the database, a chunk at a time: while one is written,
 * nothing more is asked of the sender, so memory holds one chunk however large the file.
 */
final class Upload {
  /** The bytes of a chunk; all but the last have as many. */
  static final int CHUNK = 1 << 20;

  private final Spool spool;
  private final Source source;
  private final ImportKind kind;
  private final UploadBody body;
  private final UUID importId = Ids.next();
  private final byte[] chunk = new byte[CHUNK];
  private final MessageDigest digest = Ids.sha256();
  private int filled;
  private long written;
  private boolean open;
  private byte[] piece;
  private int pieceAt;

  Upload(Spool spool, Source source, ImportKind kind, UploadBody body) {
    this.spool = spool;
    this.source = source;
    this.kind = kind;
    this.body = body;
  }

  UUID importId() {
    return importId;
  }

  UploadBody body() {
    return body;
  }

  Source source() {
    return source;
  }

  ImportKind kind() {
    return kind;
  }

  /** How many bytes of the file have come. */
  long bytes() {
    return written + filled;
  }

  /** Whether anything of it is in the database. */
  boolean isOpen() {
    return open;
  }

  /** What the same file from the same sender, to be read alike, is known by; when it is whole. */
  UUID contentHash(ImportOptions options) {
    return Ids.hash(
        source.getId(),
        kind.name(),
        body.format().name(),
        options.toJson().put("dryRun", false).encode(),
        HexFormat.of().formatHex(digest.digest()));
  }

  /** Takes bytes of the body; done when they are in the chunk or, with those before, written. */
  Uni<Void> take(byte[] bytes) {
    body.feed(bytes);
    return drain();
  }

  private Uni<Void> drain() {
    while (true) {
      if (piece == null) {
        piece = body.next();
        pieceAt = 0;
        if (piece == null) {
          return Uni.createFrom().voidItem();
        }
      }
      int length = Math.min(piece.length - pieceAt, CHUNK - filled);
      System.arraycopy(piece, pieceAt, chunk, filled, length);
      filled += length;
      pieceAt += length;
      piece = pieceAt == piece.length ? null : piece;
      if (filled == CHUNK) {
        return flush().chain(this::drain);
      }
    }
  }

  /** Writes what is there of a chunk. */
  Uni<Void> flush() {
    if (filled == 0) {
      return Uni.createFrom().voidItem();
    }
    digest.update(chunk, 0, filled);
    Uni<Void> opened =
        open ? Uni.createFrom().voidItem() : spool.open(this).invoke(() -> open = true);
    Buffer bytes = Buffer.buffer(Unpooled.wrappedBuffer(chunk, 0, filled));
    return opened
        .chain(() -> spool.append(this, (int) (written / CHUNK), written, bytes))
        .invoke(
            () -> {
              written += filled;
              filled = 0;
            });
  }
}
