package io.tributary.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The archive of classes for an image, made by the very JVM that is in it: no other could use it.
 * That JVM and the application are taken out of the image's layers, with the dates that they have
 * there, and started once on this machine.
 */
final class ImageArchive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOME = "app";
  private static final int LIMIT_MINUTES = 10;

  /** Why there is no archive; the image runs without. */
  static final class Absence extends Exception {
    private static final long serialVersionUID = 1;

    Absence(String reason) {
      super(reason);
    }
  }

  private ImageArchive() {}

  /**
   * Makes it.
   *
   * @param image a tar that {@link ImageTar} has made
   * @param folder an empty one to work in; the archive is somewhere in it
   * @param settings with which the application can start here: a database above all
   * @throws Absence when the image's JVM is not found, or does not run on this machine
   */
  static Path make(Path image, Path folder, Map<String, String> settings)
      throws IOException, InterruptedException, Absence {
    Map<String, Path> files = unpack(image, Files.createDirectories(folder.resolve("image")));
    JsonNode manifest = JSON.readTree(files.get("manifest.json").toFile()).get(0);
    String jvm = jvm(JSON.readTree(files.get(manifest.get("Config").asText()).toFile()));
    Path root = Files.createDirectories(folder.resolve("root"));
    for (JsonNode layer : manifest.get("Layers")) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(files.get(layer.asText())))) {
        unpack(in, root, jvm);
      }
    }
    return start(root.resolve(jvm).resolve("bin/java"), root.resolve(HOME), settings);
  }

  /** Where the image's JVM is, from its root. */
  private static String jvm(JsonNode config) throws Absence {
    for (JsonNode variable : config.at("/config/Env")) {
      if (variable.asText().startsWith("JAVA_HOME=/")) {
        return Path.of(variable.asText().substring("JAVA_HOME=/".length())).normalize().toString();
      }
    }
    throw new Absence("the base sets no JAVA_HOME");
  }

  private static Path start(Path java, Path application, Map<String, String> settings)
      throws IOException, InterruptedException, Absence {
    Path archive = application.resolve("app-cds.jsa");
    Path log = application.resolveSibling("archive.log");
    ProcessBuilder builder =
        new ProcessBuilder(java.toString(), "-jar", "quarkus-run.jar", "archive")
            .directory(application.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(settings);
    try {
      Process process = builder.start();
      try {
        process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
      } finally {
        process.destroy();
        process.waitFor();
      }
    } catch (IOException e) {
      throw new Absence("the base's JVM does not run on this machine: " + e.getMessage());
    }
    if (!Files.exists(archive)) {
      throw new Absence("the base's JVM said:\n" + Files.readString(log));
    }
    return archive;
  }

  /** The files of a tar of an image, by their names in it. */
  private static Map<String, Path> unpack(Path image, Path folder) throws IOException {
    Map<String, Path> files = new HashMap<>();
    try (InputStream in = Files.newInputStream(image);
        TarArchiveInputStream entries = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path file = folder.resolve("file-" + files.size());
        Files.copy(entries, file);
        files.put(entry.getName(), file);
      }
    }
    return files;
  }

  /**
   * What a layer has of the JVM and the application, and nothing else of it: a link of the base may
   * lead anywhere on this machine.
   */
  private static void unpack(InputStream layer, Path root, String jvm) throws IOException {
    try (TarArchiveInputStream entries = new TarArchiveInputStream(layer)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path at = inside(root, entry.getName());
        if (at.startsWith(root.resolve(jvm)) || at.startsWith(root.resolve(HOME))) {
          put(entry, entries, at, root);
        }
      }
    }
  }

  /** Puts a file where it belongs, or for a link what it leads to, where that is there already. */
  private static void put(TarArchiveEntry entry, InputStream content, Path at, Path root)
      throws IOException {
    boolean isLink = entry.isLink() || entry.isSymbolicLink();
    if (!isLink && !entry.isFile()) {
      return;
    }
    Files.createDirectories(at.getParent());
    Files.deleteIfExists(at);
    if (isLink) {
      Path from = target(entry, at, root);
      if (!from.startsWith(root) || !Files.isRegularFile(from)) {
        return;
      }
      Files.copy(from, at);
    } else {
      Files.copy(content, at);
    }
    at.toFile().setExecutable((entry.getMode() & 0100) != 0);
    Files.setLastModifiedTime(at, FileTime.from(entry.getLastModifiedTime().toInstant()));
  }

  private static Path target(TarArchiveEntry link, Path at, Path root) {
    return link.isLink() || link.getLinkName().startsWith("/")
        ? inside(root, link.getLinkName())
        : at.resolveSibling(link.getLinkName()).normalize();
  }

  /** Where a name of the image is below root; none leads out of it. */
  private static Path inside(Path root, String name) {
    return root.resolve(Path.of("/" + name).normalize().toString().substring(1));
  }
}
