package io.tributary.intake.bulk;

import java.util.Optional;

/**
 * What a request's body holds: unpacks gzip and multipart as the bytes arrive, and gives out the
 * file's own.
 */
final class UploadBody {
  private final Gunzip gunzip;
  private final MultipartSplitter multipart;
  private final ImportFormat format;
  private byte[] fed;

  private UploadBody(Gunzip gunzip, MultipartSplitter multipart, ImportFormat format) {
    this.gunzip = gunzip;
    this.multipart = multipart;
    this.format = format;
  }

  /**
   * A body as the request's headers announce it.
   *
   * @throws HttpRefusal 415 when it is none that is understood
   */
  static UploadBody of(String contentType, String contentEncoding) {
    String encoding = contentEncoding == null ? "identity" : contentEncoding.strip();
    boolean packed = encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip");
    if (!packed && !encoding.equalsIgnoreCase("identity")) {
      throw new HttpRefusal(415, "Content-Encoding is gzip or absent.");
    }
    String type = MultipartSplitter.mediaType(contentType);
    boolean inParts = "multipart/form-data".equals(type);
    Optional<ImportFormat> format = ImportFormat.ofType(type);
    if (!inParts && format.isEmpty()) {
      throw unsupported();
    }
    MultipartSplitter multipart = inParts ? new MultipartSplitter(contentType) : null;
    return new UploadBody(packed ? new Gunzip() : null, multipart, format.orElse(null));
  }

  private static HttpRefusal unsupported() {
    return new HttpRefusal(
        415,
        "An import is text/csv or application/x-ndjson, or multipart/form-data with a file part"
            + " of one of these types (or named .csv or .ndjson). Set the content type.");
  }

  /** Takes bytes of the body; only once {@link #next} has said null. */
  void feed(byte[] bytes) {
    if (gunzip != null) {
      gunzip.feed(bytes);
    } else if (multipart != null) {
      multipart.feed(bytes);
    } else {
      fed = bytes;
    }
  }

  /**
   * More bytes of the file; null when more of the body is needed.
   *
   * @throws HttpRefusal when the body is not what it should be
   */
  byte[] next() {
    if (multipart == null) {
      if (gunzip != null) {
        return gunzip.next();
      }
      byte[] bytes = fed;
      fed = null;
      return bytes;
    }
    byte[] bytes = multipart.next();
    while (bytes == null && gunzip != null) {
      byte[] unpacked = gunzip.next();
      if (unpacked == null) {
        return null;
      }
      multipart.feed(unpacked);
      bytes = multipart.next();
    }
    return bytes;
  }

  /**
   * Says that the body has ended.
   *
   * @throws HttpRefusal when something is missing
   */
  void end() {
    if (gunzip != null) {
      gunzip.end();
    }
    if (multipart != null) {
      multipart.end();
    }
  }

  /** Frees what it holds outside the heap, however the upload ended. */
  void close() {
    if (gunzip != null) {
      gunzip.close();
    }
  }

  /**
   * How the file is written; asked once its first bytes are there.
   *
   * @throws HttpRefusal 415 when a file part says neither by its type nor by its name
   */
  ImportFormat format() {
    if (format != null) {
      return format;
    }
    return ImportFormat.ofType(multipart.fileType())
        .or(() -> ImportFormat.ofName(multipart.fileName()))
        .orElseThrow(UploadBody::unsupported);
  }

  /** The JSON of the part {@code options}; null when there is none. */
  String options() {
    return multipart == null ? null : multipart.options();
  }
}
