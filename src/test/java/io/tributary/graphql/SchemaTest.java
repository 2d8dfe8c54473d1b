package io.tributary.graphql;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The schema that is served is the schema that is committed. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SchemaTest {
  private static final Path COMMITTED = Path.of("graphql-schema", "schema.graphql");

  @Test
  void the_committed_schema_is_the_one_that_is_served() throws IOException {
    String served = served();
    if (Boolean.getBoolean("schema.write")) {
      Files.writeString(COMMITTED, served);
    }
    assertEquals(
        Files.readString(COMMITTED),
        served,
        "The schema has changed. Look at the difference; if it is meant, write it with"
            + " ./mvnw test -Dtest=SchemaTest -Dschema.write=true");
  }

  private static String served() {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .get("/graphql/schema.graphql")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }
}
