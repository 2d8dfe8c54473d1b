package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tributary.NodeScripts;
import io.tributary.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The public audits of GraphQL over HTTP: npm's {@code graphql-http}, {@code serverAudits}. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AuditsTest {
  @BeforeAll
  static void install() throws Exception {
    NodeScripts.install();
  }

  @Test
  void every_audit_is_passed() throws Exception {
    NodeScripts.Run audits =
        NodeScripts.run(
            "audits.mjs",
            "http://localhost:" + RestAssured.port + "/graphql",
            TestDatabase.token("admin"));
    assertTrue(audits.output().contains("61 of 61 ok"), audits.output());
  }
}
