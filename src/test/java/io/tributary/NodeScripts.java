package io.tributary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of {@code src/test/node}: real clients from npm against us. */
public final class NodeScripts {
  private static final Path SCRIPTS = Path.of("src", "test", "node");
  private static final Path INSTALLED = Path.of("target", "node");
  private static boolean isInstalled;

  private NodeScripts() {}

  /** How a program ended and what it said. */
  public record Run(int exit, String output) {}

  /** Where this is set, as on a CI server, tests of clients that cannot run fail the build. */
  private static final boolean ARE_REQUIRED = System.getenv("TRIBUTARY_REQUIRE_CLIENTS") != null;

  /**
   * Installs the clients, once. Where node or the registry is missing the test is skipped and says
   * so, unless the build requires it: a build that is to tell whether the clients work must not
   * pass without having tried them.
   */
  public static synchronized void install() throws Exception {
    if (isInstalled) {
      return;
    }
    String version = run(Path.of("."), List.of("node", "--version")).output();
    runnable(
        version.matches("(?s)v(2\\d|[3-9]\\d)\\..*"),
        "skipped: the clients need node 20 or later on the PATH, and found: " + version);
    Files.createDirectories(INSTALLED);
    try (var files = Files.list(SCRIPTS)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, INSTALLED.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Run ci = run(INSTALLED, List.of("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"));
    runnable(
        ci.exit() == 0
            || !ci.output().matches("(?s).*(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT).*"),
        "skipped: npm cannot install the clients here: " + ci.output());
    assertEquals(0, ci.exit(), ci.output());
    isInstalled = true;
  }

  private static void runnable(boolean is, String otherwise) throws IOException {
    if (!is) {
      // the test command says it again at its end, where it is read
      Files.writeString(Path.of("target", "clients-skipped.txt"), otherwise + "\n");
      assertFalse(ARE_REQUIRED, otherwise);
    }
    assumeTrue(is, otherwise);
  }

  /** Runs a program with its arguments, for at most two minutes. */
  public static Run run(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    return run(INSTALLED, command);
  }

  private static Run run(Path directory, List<String> command) throws Exception {
    Path output = Files.createTempFile(Path.of("target"), "run", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Run(-1, "did not end within two minutes: " + Files.readString(output));
      }
      return new Run(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      return new Run(-1, "not installed (" + e.getMessage() + ")");
    } finally {
      Files.delete(output);
    }
  }
}
