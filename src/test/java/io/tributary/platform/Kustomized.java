package io.tributary.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a folder of manifests comes out as: its resources with strategic merge patches, as far as
 * our folders use them (maps are merged, null takes away, lists of named things are merged by name,
 * other lists are replaced).
 */
final class Kustomized {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Kustomized() {}

  /** The documents of a file. */
  static List<JsonNode> documents(Path file) throws IOException {
    try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      return all.readAll();
    }
  }

  /** The resources of a folder, patched. */
  static List<ObjectNode> render(Path folder) throws IOException {
    JsonNode kustomization = documents(folder.resolve("kustomization.yaml")).get(0);
    List<ObjectNode> resources = new ArrayList<>();
    for (JsonNode each : kustomization.path("resources")) {
      Path at = folder.resolve(each.asText()).normalize();
      if (Files.isDirectory(at)) {
        resources.addAll(render(at));
      } else {
        documents(at).forEach(document -> resources.add((ObjectNode) document));
      }
    }
    for (JsonNode patch : kustomization.path("patches")) {
      for (JsonNode part : documents(folder.resolve(patch.path("path").asText()))) {
        ObjectNode target =
            find(resources, part.path("kind").asText(), part.at("/metadata/name").asText())
                .orElseThrow(
                    () -> new IllegalStateException(folder + ": nothing to patch with " + part));
        merge(target, (ObjectNode) part);
      }
    }
    return resources;
  }

  /** A resource by kind and name. */
  static Optional<ObjectNode> find(List<ObjectNode> resources, String kind, String name) {
    return resources.stream()
        .filter(each -> each.path("kind").asText().equals(kind))
        .filter(each -> each.at("/metadata/name").asText().equals(name))
        .findFirst();
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode there = target.get(field.getKey());
              JsonNode given = field.getValue();
              if (given.isNull()) {
                target.remove(field.getKey());
              } else if (there instanceof ObjectNode map && given instanceof ObjectNode more) {
                merge(map, more);
              } else if (there instanceof ArrayNode list
                  && given instanceof ArrayNode more
                  && areNamed(list)
                  && areNamed(more)) {
                mergeByName(list, more);
              } else {
                target.set(field.getKey(), given.deepCopy());
              }
            });
  }

  private static boolean areNamed(ArrayNode list) {
    return !list.isEmpty() && list.valueStream().allMatch(each -> each.hasNonNull("name"));
  }

  private static void mergeByName(ArrayNode list, ArrayNode patches) {
    for (JsonNode patch : patches) {
      Optional<JsonNode> there =
          list.valueStream().filter(each -> each.get("name").equals(patch.get("name"))).findFirst();
      if (there.isPresent()) {
        merge((ObjectNode) there.get(), (ObjectNode) patch);
      } else {
        list.add(patch.deepCopy());
      }
    }
  }
}
