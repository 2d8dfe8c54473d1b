package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The build lists what is in the jar. */
class SbomIT {
  @Test
  void every_dependency_is_listed_with_its_licence_and_hash() {
    JsonPath bom = JsonPath.from(Path.of("target", "sbom.json").toFile());
    assertEquals("CycloneDX", bom.getString("bomFormat"));
    List<String> names = bom.getList("components.name");
    assertTrue(names.contains("quarkus-reactive-pg-client"), names::toString);
    assertTrue(names.contains("libphonenumber"), names::toString);
    assertEquals(List.of(), bom.getList("components.findAll { !it.licenses || !it.hashes }.name"));
  }
}
