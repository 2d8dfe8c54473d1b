package io.tributary.graphql;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.SchemaPrinter;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.UnExecutableSchemaGenerator;
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
    String served = sorted(served());
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

  /** The library's order changes from build to build. */
  private static String sorted(String schema) {
    TypeDefinitionRegistry types = new SchemaParser().parse(schema);
    SchemaPrinter.Options options =
        SchemaPrinter.Options.defaultOptions()
            .includeScalarTypes(true)
            .includeDirectiveDefinition("cost"::equals);
    return new SchemaPrinter(options)
        .print(UnExecutableSchemaGenerator.makeUnExecutableSchema(types));
  }
}
