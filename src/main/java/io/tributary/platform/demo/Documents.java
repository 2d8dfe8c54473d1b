package io.tributary.platform.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The GraphQL documents of {@code graphql-schema/operations}, which the build packs in. */
final class Documents {
  private Documents() {}

  /** A document by its operation's name. */
  static String named(String operation) throws IOException {
    String path = "/graphql/operations/" + operation + ".graphql";
    try (InputStream file = Documents.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IOException("the document " + path + " is not packed in");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
