package io.tributary.platform.demo;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which demo shop a data directory holds, so that a later start makes the same one and goes on
 * where an earlier one was cut short.
 *
 * @param seed of its people
 * @param people how many they are
 * @param mishaps what makes them hard to tell apart
 * @param asOf the day before which they shop
 * @param done whether all of it is in
 */
record Opening(long seed, int people, Set<Mishap> mishaps, Instant asOf, boolean done) {
  private static final String FILE = "demo.properties";

  /** The shop that a data directory was begun with; empty when none was. */
  static Optional<Opening> of(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties kept = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      kept.load(reader);
    }
    return Optional.of(
        new Opening(
            Long.parseLong(kept.getProperty("seed")),
            Integer.parseInt(kept.getProperty("people")),
            Arrays.stream(kept.getProperty("mishaps").split(","))
                .filter(word -> !word.isBlank())
                .map(Mishap::valueOf)
                .collect(Collectors.toUnmodifiableSet()),
            Instant.parse(kept.getProperty("asOf")),
            Boolean.parseBoolean(kept.getProperty("done"))));
  }

  /** Keeps this in a data directory; the file appears whole or not at all. */
  void keep(Path dataDirectory) throws IOException {
    Path draft = Files.createTempFile(dataDirectory, ".new", null);
    Files.writeString(
        draft,
        """
        # which demo shop is in the database, so that a start that was cut short can be gone on with
        seed=%d
        people=%d
        mishaps=%s
        asOf=%s
        done=%s
        """
            .formatted(
                seed,
                people,
                new TreeSet<>(mishaps).stream().map(Mishap::name).collect(Collectors.joining(",")),
                asOf,
                done));
    Files.move(
        draft,
        dataDirectory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The same, all of it in. */
  Opening finished() {
    return new Opening(seed, people, mishaps, asOf, true);
  }

  /** The shop. */
  DemoShop shop() {
    return new DemoShop(seed, people, asOf, mishaps);
  }
}
