package io.tributary.intake.bulk;

import java.util.Arrays;

/**
 * Cuts a file into records as its bytes arrive. It is fed pieces of any size and asked for records;
 * at any record's end a new splitter can take over, so that an interrupted import goes on there.
 *
 * <p>What a stray quote opens could swallow the rest of the file. So a record over several lines
 * that does not come out well is refused at its first line alone, and reading goes on at the
 * second: the rows behind it get in.
 */
final class RecordSplitter {
  /** The most bytes a record may have. */
  static final int LIMIT = 1 << 20;

  /** How much of a record that is too long is kept to show. */
  private static final int SHOWN = 8_000;

  private static final String TOO_LONG =
      "This row is longer than 1 MiB, the most a row may have. Shorten it and send it again.";
  private static final String NEVER_CLOSES =
      "A quote opens here and never closes. Close it, or double a quote that is part of a value.";
  private static final String AFTER_QUOTE =
      "Something follows a closing quote. Double a quote that is part of a value.";

  /** Where in a field the next byte falls. */
  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_SEEN,
    BROKEN
  }

  private final boolean quotes;
  private int delimiter;
  private int columns;

  private byte[] window = new byte[0];
  private int start;
  private int pos;
  private int limit;
  private boolean ended;

  private long offset;
  private long line;
  private State state = State.FIELD_START;
  private int separators;
  private int breaks;
  private int firstBreak;
  private int secondLine;
  private String problem;
  private byte[] kept;

  /**
   * A splitter that begins at a record's start.
   *
   * @param quotes whether quotes can enclose line breaks (CSV); otherwise every line is a record
   * @param offset where in the file its first byte lies
   * @param lines how many physical lines lie before it
   */
  RecordSplitter(boolean quotes, long offset, long lines) {
    this.quotes = quotes;
    this.offset = offset;
    this.line = lines + 1;
  }

  /**
   * Tells how rows look once the header is known; until then comma, semicolon, tab and bar all
   * separate, and a record may have any number of columns.
   */
  void expect(char delimiter, int columns) {
    this.delimiter = delimiter;
    this.columns = columns;
  }

  /** Takes more bytes of the file. */
  void feed(byte[] bytes) {
    int unread = limit - start;
    if (window.length < unread + bytes.length) {
      window = Arrays.copyOfRange(window, start, start + unread + bytes.length);
    } else {
      System.arraycopy(window, start, window, 0, unread);
    }
    System.arraycopy(bytes, 0, window, unread, bytes.length);
    pos -= start;
    firstBreak -= start;
    secondLine -= start;
    start = 0;
    limit = unread + bytes.length;
  }

  /** Says that the file has no more bytes. */
  void end() {
    ended = true;
  }

  /** The next record; null when more bytes are needed or, after the end, when there is none. */
  RawRecord next() {
    if (offset == 0 && pos == start && !passByteOrderMark()) {
      return null;
    }
    while (pos < limit) {
      int b = window[pos];
      if (b == '\n' || b == '\r') {
        int width = breakWidth();
        if (width == 0) {
          return null;
        }
        RawRecord record = atBreak(width);
        if (record != null) {
          return record;
        }
      } else {
        RawRecord record = atByte(b);
        if (record != null) {
          return record;
        }
      }
    }
    return ended ? atEnd() : null;
  }

  /** Skips a byte order mark; false while too little is there to tell. */
  private boolean passByteOrderMark() {
    if (limit - start < 3 && !ended) {
      return false;
    }
    if (limit - start >= 3
        && window[start] == (byte) 0xEF
        && window[start + 1] == (byte) 0xBB
        && window[start + 2] == (byte) 0xBF) {
      start += 3;
      pos = start;
      offset = 3;
    }
    return true;
  }

  /** 1 for LF or CR, 2 for CR LF; 0 while the byte after a CR has not arrived. */
  private int breakWidth() {
    if (window[pos] == '\n') {
      return 1;
    }
    if (pos + 1 == limit) {
      return ended ? 1 : 0;
    }
    return window[pos + 1] == '\n' ? 2 : 1;
  }

  private RawRecord atBreak(int width) {
    if (state == State.QUOTED) {
      if (breaks++ == 0) {
        firstBreak = pos;
        secondLine = pos + width;
      }
      pos += width;
      return pos - start > LIMIT ? firstLine(NEVER_CLOSES) : null;
    }
    return record(pos, pos + width);
  }

  private RawRecord atByte(int b) {
    pos++;
    switch (state) {
      case FIELD_START -> {
        if (quotes && b == '"') {
          state = State.QUOTED;
        } else if (separates(b)) {
          separators++;
        } else {
          state = State.PLAIN;
        }
      }
      case PLAIN -> {
        if (separates(b)) {
          separators++;
          state = State.FIELD_START;
        }
      }
      case QUOTED -> state = b == '"' ? State.QUOTE_SEEN : State.QUOTED;
      case QUOTE_SEEN -> {
        if (b == '"') {
          state = State.QUOTED;
        } else if (separates(b)) {
          separators++;
          state = State.FIELD_START;
        } else if (breaks > 0) {
          return firstLine(NEVER_CLOSES);
        } else {
          refuseLine(AFTER_QUOTE);
        }
      }
      case BROKEN -> {}
    }
    if (pos - start > LIMIT) {
      if (breaks > 0) {
        return firstLine(NEVER_CLOSES);
      }
      forget();
    }
    return null;
  }

  private boolean separates(int b) {
    return quotes
        && (delimiter == 0 ? b == ',' || b == ';' || b == '\t' || b == '|' : b == delimiter);
  }

  /** The rest of this line is passed over; quotes in it mean nothing. */
  private void refuseLine(String why) {
    state = State.BROKEN;
    problem = why;
  }

  /** Lets go of a line that is too long, but for its beginning, and goes on looking for its end. */
  private void forget() {
    if (kept == null) {
      kept = Arrays.copyOfRange(window, start, start + SHOWN);
    }
    refuseLine(TOO_LONG);
    offset += pos - start;
    start = pos;
  }

  private RawRecord atEnd() {
    if (start == limit && kept == null) {
      return null;
    }
    if (state == State.QUOTED) {
      return breaks > 0 ? firstLine(NEVER_CLOSES) : cut(NEVER_CLOSES, limit, limit);
    }
    return record(limit, limit);
  }

  /** The record ends at a line break (or the file's end): it is one, or blank, or misshapen. */
  private RawRecord record(int contentEnd, int next) {
    if (problem == null && isBlank(contentEnd)) {
      begin(next, 1);
      return null;
    }
    boolean misshapen = problem == null && columns > 0 && separators + 1 != columns;
    if (misshapen) {
      String why =
          "This row has "
              + (separators + 1)
              + (separators == 0 ? " column" : " columns")
              + ", but the header has "
              + columns
              + ".";
      return breaks > 0 ? firstLine(why) : cut(why, contentEnd, next);
    }
    return cut(problem, contentEnd, next);
  }

  private boolean isBlank(int contentEnd) {
    for (int i = start; i < contentEnd; i++) {
      if (window[i] != ' ' && window[i] != '\t') {
        return false;
      }
    }
    return kept == null;
  }

  /** Refuses the first physical line of a record and goes back to the second. */
  private RawRecord firstLine(String why) {
    breaks = 0;
    return cut(why, firstBreak, secondLine);
  }

  private RawRecord cut(String why, int contentEnd, int next) {
    byte[] bytes = kept == null ? Arrays.copyOfRange(window, start, contentEnd) : kept;
    long at = line;
    begin(next, breaks + 1);
    return new RawRecord(at, bytes, why, offset, line - 1);
  }

  private void begin(int next, int lines) {
    offset += next - start;
    line += lines;
    start = next;
    pos = next;
    state = State.FIELD_START;
    separators = 0;
    breaks = 0;
    problem = null;
    kept = null;
  }
}
