package io.tributary.intake.bulk;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes batches of a file's bytes: first the header, then the records behind the last committed
 * one. Holds at most one record, what it was fed last, and one batch.
 */
final class BatchReader {
  /** The most records of a batch. */
  static final int MOST_RECORDS = 1_000;

  /** A batch of long records ends earlier, so that memory stays flat. */
  private static final long MOST_BYTES = 4L << 20;

  private final ImportFormat format;
  private final RecordReader reader;
  private RecordSplitter splitter;
  private boolean ended;
  private List<ReadRecord> batch = new ArrayList<>();
  private long batchBytes;

  BatchReader(ImportKind kind, ImportFormat format, ImportOptions options, Defaults defaults) {
    this.format = format;
    this.reader = new RecordReader(kind, format, options, defaults);
    this.splitter = new RecordSplitter(format == ImportFormat.CSV, 0, 0);
  }

  /** Takes more bytes: of the header first, later from where {@link #goOn} says. */
  void feed(byte[] bytes) {
    splitter.feed(bytes);
  }

  /** Says that the file has no more bytes. */
  void end() {
    ended = true;
    splitter.end();
  }

  /**
   * Looks for a CSV file's header in what was fed.
   *
   * @return the header; null when more bytes are needed
   * @throws ImportFailure when there is none, or it does not do
   */
  RawRecord header() {
    RawRecord header = splitter.next();
    if (header != null) {
      reader.header(header);
    } else if (ended) {
      throw new ImportFailure("The file is empty: it has no header. Send one with a header.");
    }
    return header;
  }

  /**
   * Begins with the records at a place in the file, from which it is to be fed.
   *
   * @param offset where the next record begins, in bytes
   * @param lines how many physical lines lie before that
   */
  void goOn(long offset, long lines) {
    splitter = new RecordSplitter(format == ImportFormat.CSV, offset, lines);
    ended = false;
    if (format == ImportFormat.CSV) {
      splitter.expect(reader.delimiter(), reader.width());
    }
  }

  /**
   * Reads records into the batch.
   *
   * @return the batch when it is full or the file has ended (then perhaps empty); null when more
   *     bytes are needed
   */
  List<ReadRecord> batch() {
    while (batch.size() < MOST_RECORDS && batchBytes < MOST_BYTES) {
      RawRecord raw = splitter.next();
      if (raw == null) {
        return ended ? handOver() : null;
      }
      batch.add(reader.read(raw));
      batchBytes += raw.bytes().length;
    }
    return handOver();
  }

  private List<ReadRecord> handOver() {
    List<ReadRecord> full = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    return full;
  }
}
