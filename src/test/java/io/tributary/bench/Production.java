package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the manifests give a process and PostgreSQL in production; the former the base says. */
final class Production {
  private static final Path BASE = Path.of("k8s", "base");
  private static final Path POSTGRES = Path.of("k8s", "overlays", "production", "postgres.yaml");
  private static final String OPTIONS = "JAVA_TOOL_OPTIONS: (.+)";
  private static final String ARENAS = "MALLOC_ARENA_MAX";

  private Production() {}

  /** Options of the JVM; what a container says of its memory is said by an option as well. */
  static List<String> options() throws IOException {
    List<String> options = new ArrayList<>(List.of(found("configmap.yaml", OPTIONS).split(" ")));
    options.add("-XX:MaxRAM=" + limitMiB() + "m");
    return options;
  }

  /** What malloc is told. */
  static Map<String, String> environment() throws IOException {
    return Map.of(ARENAS, found("configmap.yaml", ARENAS + ": \"(\\d+)\""));
  }

  /** The memory that it may have. */
  static int limitMiB() throws IOException {
    return Integer.parseInt(found("deployment.yaml", "limits:\\s+memory: (\\d+)Mi"));
  }

  /** The parameters of PostgreSQL. */
  static Map<String, String> postgres() throws IOException {
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(POSTGRES.toFile())) {
      while (documents.hasNext()) {
        JsonNode parameters = documents.next().at("/spec/postgresql/parameters");
        if (parameters.isObject()) {
          Map<String, String> all = new LinkedHashMap<>();
          parameters.fields().forEachRemaining(p -> all.put(p.getKey(), p.getValue().asText()));
          return all;
        }
      }
    }
    throw new IllegalStateException("no parameters of PostgreSQL in " + POSTGRES);
  }

  private static String found(String file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(BASE.resolve(file)));
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + file);
    }
    return matcher.group(1);
  }
}
