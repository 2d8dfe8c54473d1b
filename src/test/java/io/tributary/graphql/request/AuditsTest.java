package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tributary.Given;
import io.tributary.NodeScripts;
import io.tributary.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Real clients: the public audits of npm's {@code graphql-http}, and the one of {@code graphql-ws}.
 */
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

  @Test
  void the_client_of_graphql_ws_works_unchanged() throws Exception {
    Given.source("web");
    NodeScripts.Run sockets =
        NodeScripts.run(
            "sockets.mjs",
            "ws://localhost:" + RestAssured.port + "/graphql",
            TestDatabase.token("admin"),
            Given.customer("Lin").id());
    assertEquals(
        """
        query true
        subscription true
        fault INVALID_INPUT
        stranger 4401
        forged 4403
        """,
        sockets.output());
  }
}
