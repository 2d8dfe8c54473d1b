package io.tributary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The logs of all processes that the tests before this one ran in. */
class LogIT {
  @Test
  void nothing_that_was_planted_in_any_test_is_in_any_log() throws IOException {
    assumeTrue(Files.isDirectory(TestDatabase.LOGS), "no test with an application has run here");
    try (Stream<Path> logs = Files.list(TestDatabase.LOGS)) {
      for (Path log : logs.toList()) {
        assertEquals(List.of(), LogTest.forbidden(log), () -> "in " + log);
      }
    }
  }
}
