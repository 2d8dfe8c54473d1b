package io.tributary.platform.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.Packaged;
import io.tributary.platform.local.LocalMode.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the build leaves beside the jar. */
class ClassArchiveIT {
  private static final double LEAST_SHARE = 0.95;
  @TempDir Path folder;

  @Test
  void it_holds_what_a_start_loads() throws IOException {
    Path loaded = folder.resolve("loaded.txt");
    try (Packaged tributary = start("-Xlog:class+load:file=" + loaded)) {
      List<String> all = Files.readAllLines(loaded);
      long archived = all.stream().filter(line -> line.contains("shared objects file")).count();
      assertTrue(
          archived > LEAST_SHARE * all.size(), archived + " of " + all.size() + " were in it");
    }
  }

  /** With an archived class that has no bytes for all versions in its jar, the JVM crashed. */
  @Test
  void a_recorder_may_look_on() {
    try (Packaged tributary = start("-XX:StartFlightRecording")) {
      assertEquals(200, tributary.readiness(), tributary::log);
    }
  }

  @Test
  void it_is_made_of_the_packaged_application_only() {
    assertThrows(Refusal.class, ClassArchive::make);
  }

  private Packaged start(String option) {
    return Packaged.start(folder, Map.of("JDK_JAVA_OPTIONS", option, "TRIBUTARY_WARM_UP", "5s"));
  }
}
