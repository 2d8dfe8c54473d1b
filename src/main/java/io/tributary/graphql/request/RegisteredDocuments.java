package io.tributary.graphql.request;

import io.quarkus.runtime.util.ClassPathUtils;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.Ids;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Documents that clients may name by their SHA-256 instead of sending them: those that the product
 * comes with, and those of a folder that whoever runs it adds. Where only these are accepted,
 * nobody can send a document that no front end was built with.
 */
@Singleton
class RegisteredDocuments {
  private static final String OWN = "graphql/operations";

  /**
   * What an operation is called that is in no registered document; clients name theirs as they
   * like.
   */
  static final String OTHER = "other";

  private static final Pattern NAME =
      Pattern.compile("\\b(?:query|mutation|subscription)\\s+(\\w+)");

  private final Map<String, String> byHash = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /** Whether no other document is executed; set once, and by tests. */
  volatile boolean areTheOnlyOnes;

  RegisteredDocuments(
      @ConfigProperty(name = "tributary.graphql.documents") Optional<Path> folder,
      @ConfigProperty(name = "tributary.graphql.registered-only", defaultValue = "false")
          boolean areTheOnlyOnes)
      throws IOException {
    this.areTheOnlyOnes = areTheOnlyOnes;
    ClassPathUtils.consumeAsPaths(OWN, this::register);
    folder.ifPresent(this::register);
  }

  private void register(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".graphql")).toList()) {
        register(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "tributary.graphql.documents must be a folder with .graphql files: " + folder, e);
    }
  }

  /** A document counts as the file it is and without the line break at its end. */
  private void register(String text) {
    for (String each : List.of(text, text.strip())) {
      byHash.put(hash(each), each);
      Matcher name = NAME.matcher(each);
      names.put(each, name.find() ? name.group(1) : OTHER);
    }
  }

  /**
   * The document to execute.
   *
   * @throws Refusal NOT_FOUND for a hash that is not registered, INVALID_INPUT for a hash of
   *     another document than the one beside it, FORBIDDEN for a document that is not registered
   *     where only those are accepted
   */
  String resolve(Asked asked) {
    if (asked.query() == null) {
      String text = byHash.get(asked.hash());
      if (text == null) {
        throw new Refusal(
            ErrorKind.NOT_FOUND,
            "No registered document has this hash. Send the document itself, or register it.");
      }
      return text;
    }
    if (asked.hash() != null && !asked.hash().equals(hash(asked.query()))) {
      throw new Refusal("The hash is not that of the document beside it. Send one of the two.");
    }
    requireRegistered(asked.query());
    return asked.query();
  }

  /**
   * Refuses a document that may not be executed here.
   *
   * @throws Refusal FORBIDDEN
   */
  void requireRegistered(String text) {
    if (areTheOnlyOnes && !names.containsKey(text)) {
      throw new Refusal(
          ErrorKind.FORBIDDEN, "Only registered documents are executed here. Register this one.");
    }
  }

  /**
   * What figures and log call a document: the name of its first operation where it is registered,
   * which are as many as were registered; {@link #OTHER} otherwise.
   */
  String nameOf(String text) {
    return names.getOrDefault(text, OTHER);
  }

  /** Every document that may be named, once. */
  Set<String> all() {
    return Set.copyOf(byHash.values());
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(Ids.secretHash(text));
  }
}
