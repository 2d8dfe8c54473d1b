package io.tributary.intake.bulk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a multipart/form-data body (RFC 7578) apart as it arrives: the file's bytes pass through,
 * the small part {@code options} is kept. They may come in either order.
 */
final class MultipartSplitter implements ByteStage {
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([A-Za-z*]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]*))");
  private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};
  private static final int LONGEST_HEADERS = 16 * 1024;
  private static final int LONGEST_OPTIONS = 64 * 1024;

  private enum Where {
    PREAMBLE,
    AFTER_BOUNDARY,
    HEADERS,
    FILE,
    OPTIONS,
    EPILOGUE
  }

  private final byte[] delimiter;
  private final ByteArrayOutputStream options = new ByteArrayOutputStream();
  private byte[] in;
  private int pos;
  private Where where = Where.PREAMBLE;
  private String fileName;
  private String fileType;
  private boolean fileSeen;
  private boolean optionsSeen;

  /** A splitter for the boundary that the request's content type names. */
  MultipartSplitter(String contentType) {
    String boundary = parameters(contentType).get("boundary");
    if (boundary == null || boundary.isEmpty() || boundary.length() > 70) {
      throw HttpRefusal.bad("The content type multipart/form-data names no boundary. Add it.");
    }
    delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // the first boundary has no line break before it: as if there were one
    in = new byte[] {'\r', '\n'};
  }

  /** The file part's own content type, in lower case without parameters; null when it has none. */
  String fileType() {
    return fileType;
  }

  /** The file part's name; null when it has none. */
  String fileName() {
    return fileName;
  }

  /** The JSON of the part {@code options}; null when there is none. */
  String options() {
    return optionsSeen ? options.toString(StandardCharsets.UTF_8) : null;
  }

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
      switch (where) {
        case HEADERS -> {
          if (!readHeaders()) {
            return null;
          }
        }
        case AFTER_BOUNDARY -> {
          if (!readBoundaryEnd()) {
            return null;
          }
        }
        case EPILOGUE -> {
          pos = in.length;
          return null;
        }
        case PREAMBLE, OPTIONS, FILE -> {
          Where inside = where;
          byte[] piece = passContent();
          if (piece == null || (inside == Where.FILE && piece.length > 0)) {
            return piece;
          }
          if (inside == Where.OPTIONS) {
            keepOptions(piece);
          }
        }
      }
    }
  }

  @Override
  public void end() {
    if (where != Where.EPILOGUE) {
      throw HttpRefusal.bad("The multipart body ends before its last boundary. Send it again.");
    }
    if (!fileSeen) {
      throw HttpRefusal.bad("The multipart body has no file part. Add one with a file name.");
    }
  }

  /** Content up to the next boundary, a piece at a time; null when more bytes are needed. */
  private byte[] passContent() {
    int boundary = indexOf(in, delimiter, pos, Math.min(in.length, pos + PIECE + delimiter.length));
    if (boundary >= 0) {
      byte[] piece = Arrays.copyOfRange(in, pos, boundary);
      pos = boundary + delimiter.length;
      where = Where.AFTER_BOUNDARY;
      return piece;
    }
    int sure = Math.min(PIECE, in.length - pos - delimiter.length + 1);
    if (sure <= 0) {
      return null;
    }
    byte[] piece = Arrays.copyOfRange(in, pos, pos + sure);
    pos += sure;
    return piece;
  }

  private boolean readBoundaryEnd() {
    if (in.length - pos < 2) {
      return false;
    }
    // the line break stays: a part without headers has only the empty line
    where = in[pos] == '-' && in[pos + 1] == '-' ? Where.EPILOGUE : Where.HEADERS;
    return true;
  }

  private boolean readHeaders() {
    int end = indexOf(in, END_OF_HEADERS, pos, in.length);
    if (end < 0) {
      if (in.length - pos > LONGEST_HEADERS) {
        throw HttpRefusal.bad("A part of the multipart body has no end to its headers.");
      }
      return false;
    }
    String headers = new String(in, pos, end - pos, StandardCharsets.UTF_8);
    pos = end + END_OF_HEADERS.length;
    Map<String, String> byName = new HashMap<>();
    for (String header : headers.split("\r\n")) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        byName.put(
            header.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            header.substring(colon + 1).strip());
      }
    }
    beginPart(byName);
    return true;
  }

  private void beginPart(Map<String, String> headers) {
    Map<String, String> disposition = parameters(headers.getOrDefault("content-disposition", ""));
    if ("options".equals(disposition.get("name"))) {
      where = Where.OPTIONS;
      optionsSeen = true;
      return;
    }
    if (!disposition.containsKey("filename") && !"file".equals(disposition.get("name"))) {
      throw HttpRefusal.bad(
          "The multipart body has a part "
              + disposition.get("name")
              + ". It takes a JSON part options and one file part with a file name.");
    }
    if (fileSeen) {
      throw HttpRefusal.bad("The multipart body has more than one file. Send one at a time.");
    }
    where = Where.FILE;
    fileSeen = true;
    fileName = disposition.get("filename");
    fileType = mediaType(headers.get("content-type"));
  }

  private void keepOptions(byte[] piece) {
    options.writeBytes(piece);
    if (options.size() > LONGEST_OPTIONS) {
      throw HttpRefusal.bad("The part options is longer than 64 KiB.");
    }
  }

  /** A content type without its parameters, in lower case; null stays null. */
  static String mediaType(String contentType) {
    return contentType == null
        ? null
        : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> parameters(String header) {
    Map<String, String> result = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(header == null ? "" : header);
    while (matcher.find()) {
      String quoted = matcher.group(2);
      result.put(
          matcher.group(1).toLowerCase(Locale.ROOT),
          quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
    }
    return result;
  }

  private static int indexOf(byte[] in, byte[] what, int from, int to) {
    outer:
    for (int i = from; i <= to - what.length; i++) {
      for (int j = 0; j < what.length; j++) {
        if (in[i + j] != what[j]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }
}
