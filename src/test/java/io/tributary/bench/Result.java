package io.tributary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a bench came to: its figures and the limits that it has to keep, which end in a file of JSON
 * under {@code target/bench}. It ends with a sentence for each limit that is broken, and 1.
 */
final class Result {
  private static final Path FOLDER = Path.of("target", "bench");
  private static final ObjectWriter JSON =
      new ObjectMapper()
          .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
          .writerWithDefaultPrettyPrinter();
  private static final Pattern LATER_WORD = Pattern.compile("[^A-Za-z0-9]+([A-Za-z0-9]?)");

  /**
   * One limit.
   *
   * @param says what it is and what was found
   * @param kept whether it holds
   */
  private record Limit(String says, boolean kept) {}

  /** The file's content. */
  private record Written(
      String bench,
      String ranAt,
      int processors,
      String java,
      Map<String, Object> figures,
      List<Limit> limits) {}

  private final String bench;
  private final Path file;
  private final Instant ranAt = Instant.now();
  private final Map<String, Object> figures = new TreeMap<>();
  private final List<Limit> limits = new ArrayList<>();

  /** Of a bench by the name of its command. */
  Result(String bench) {
    this(bench, FOLDER);
  }

  /** Of a bench by the name of its command, with the folder for its file. */
  Result(String bench, Path folder) {
    this.bench = bench;
    this.file = folder.resolve(bench + ".json");
  }

  /**
   * Keeps a figure under its name, in lowerCamelCase and with its unit unless it is a ratio.
   *
   * @param figure a number, a list of them, or a map of names to such for what belongs together
   */
  void put(String name, Object figure) {
    figures.put(name, figure);
  }

  /** The name in lowerCamelCase of what a bench prints in words. */
  static String name(String words) {
    Matcher later = LATER_WORD.matcher(words.toLowerCase(Locale.ROOT));
    return later.replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
  }

  /**
   * Keeps a limit; the words and their values say what it is and what was found, whether it is kept
   * or not.
   */
  void hold(boolean isKept, String words, Object... values) {
    limits.add(new Limit(String.format(Locale.ROOT, words, values), isKept));
  }

  /** Writes what there is so far, so that a later part that fails does not take it along. */
  Path write() throws IOException {
    Files.createDirectories(file.getParent());
    Written written =
        new Written(
            "bench/" + bench,
            ranAt.toString(),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version().toString(),
            figures,
            limits);
    return Files.writeString(file, JSON.writeValueAsString(written) + "\n");
  }

  /** The sentences of the limits that are broken. */
  List<String> broken() {
    return limits.stream().filter(limit -> !limit.kept()).map(Limit::says).toList();
  }

  /** Writes the file and says where it is, and ends the process with 1 where a limit is broken. */
  void end() throws IOException {
    System.out.println("all figures: " + write());
    broken().forEach(sentence -> System.err.println("bench/" + bench + ": " + sentence));
    if (!broken().isEmpty()) {
      System.exit(1);
    }
  }
}
