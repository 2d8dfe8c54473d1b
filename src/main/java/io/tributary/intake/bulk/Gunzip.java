package io.tributary.intake.bulk;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a gzip body (RFC 1952, one member or several) piece by piece. The JDK's stream wants to
 * pull its input and cannot wait; and the server's own decompression puts no bound on what a small
 * hostile packet becomes at once.
 */
final class Gunzip implements ByteStage {
  private static final int FLAG_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int LONGEST_HEADER = 128 * 1024;

  private enum Part {
    HEADER,
    CONTENT,
    TRAILER
  }

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] out = new byte[PIECE];
  private byte[] in = new byte[0];
  private int pos;
  private Part part = Part.HEADER;
  private boolean began;

  @Override
  public void feed(byte[] bytes) {
    byte[] rest = Arrays.copyOfRange(in, pos, in.length + bytes.length);
    System.arraycopy(bytes, 0, rest, in.length - pos, bytes.length);
    in = rest;
    pos = 0;
  }

  @Override
  public byte[] next() {
    while (true) {
      switch (part) {
        case HEADER -> {
          if (pos == in.length || !readHeader()) {
            return null;
          }
        }
        case CONTENT -> {
          byte[] piece = inflate();
          if (piece != null || part == Part.CONTENT) {
            return piece;
          }
        }
        case TRAILER -> {
          if (!readTrailer()) {
            return null;
          }
        }
      }
    }
  }

  @Override
  public void end() {
    boolean whole = began && part == Part.HEADER && pos == in.length;
    close();
    if (!whole) {
      throw broken("it ends too early");
    }
  }

  /** Frees the memory outside the heap; also after a failure. */
  void close() {
    inflater.end();
  }

  /** Reads a member's header once all of it is there. */
  private boolean readHeader() {
    if (in.length - pos < 10) {
      return false;
    }
    if ((in[pos] & 0xFF) != 0x1F || (in[pos + 1] & 0xFF) != 0x8B || in[pos + 2] != 8) {
      throw broken("it does not begin like one");
    }
    int flags = in[pos + 3];
    int at = pos + 10;
    if ((flags & FLAG_EXTRA) != 0) {
      at = at + 2 > in.length ? at + 2 : at + 2 + (in[at] & 0xFF) + ((in[at + 1] & 0xFF) << 8);
    }
    at = (flags & FLAG_NAME) != 0 ? afterZero(at) : at;
    at = (flags & FLAG_COMMENT) != 0 ? afterZero(at) : at;
    at = (flags & FLAG_CRC) != 0 ? at + 2 : at;
    if (at > in.length) {
      if (in.length - pos > LONGEST_HEADER) {
        throw broken("its header is too long");
      }
      return false;
    }
    began = true;
    pos = at;
    inflater.reset();
    crc.reset();
    part = Part.CONTENT;
    return true;
  }

  private int afterZero(int from) {
    int at = from;
    while (at < in.length && in[at] != 0) {
      at++;
    }
    return at + 1;
  }

  private byte[] inflate() {
    try {
      if (inflater.needsInput() && pos < in.length) {
        inflater.setInput(in, pos, in.length - pos);
        pos = in.length;
      }
      int length = inflater.inflate(out);
      if (inflater.needsDictionary()) {
        throw broken("it wants a dictionary");
      }
      if (inflater.finished()) {
        pos = in.length - inflater.getRemaining();
        part = Part.TRAILER;
      }
      crc.update(out, 0, length);
      return length == 0 ? null : Arrays.copyOf(out, length);
    } catch (DataFormatException e) {
      throw broken("its content is damaged");
    }
  }

  private boolean readTrailer() {
    if (in.length - pos < 8) {
      return false;
    }
    if (littleEndian(pos) != (int) crc.getValue()
        || littleEndian(pos + 4) != (int) inflater.getBytesWritten()) {
      throw broken("its checksum does not fit");
    }
    pos += 8;
    part = Part.HEADER;
    return true;
  }

  private int littleEndian(int at) {
    return (in[at] & 0xFF)
        | (in[at + 1] & 0xFF) << 8
        | (in[at + 2] & 0xFF) << 16
        | (in[at + 3] & 0xFF) << 24;
  }

  private static HttpRefusal broken(String how) {
    return HttpRefusal.bad("The body is not a whole gzip file: " + how + ". Pack it again.");
  }
}
