package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tributary.Packaged;
import io.tributary.platform.keys.TestKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged application as it runs for real: an external PostgreSQL, and a Keycloak that has the
 * realm of {@code k8s/keycloak}, with people and a client for signing in by password added.
 */
class KeycloakIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_LIMIT = Duration.ofMinutes(8);
  private static final List<String> ROLES =
      Stream.concat(Roles.STAFF.stream(), Stream.of(Roles.TILL, Roles.MEMBER)).toList();
  private static final String PASSWORD = "a password of the test's";

  @TempDir static Path folder;
  private static final List<Process> STARTED = new ArrayList<>();
  private static EmbeddedPostgres database;
  private static String keycloak;
  private static Packaged application;
  private static String tributary;

  @BeforeAll
  static void start() throws IOException {
    int port = Packaged.freePort();
    keycloak = "http://localhost:" + port;
    Process provider = startKeycloak(port);
    database =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(
                Path.of("target", "test-postgres").toAbsolutePath().toFile())
            .start();
    await(provider, "keycloak.log", keycloak + "/realms/shop");
    application = startTributary();
    tributary = application.url("");
  }

  @AfterAll
  static void stop() throws Exception {
    application.close();
    for (Process process : STARTED) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not stop");
    }
    database.close();
  }

  private static Process startKeycloak(int port) throws IOException {
    Path home = Path.of("target", "keycloak").toAbsolutePath();
    Path script;
    try (var versions = Files.list(home)) {
      script = versions.findFirst().orElseThrow().resolve("bin").resolve("kc.sh");
    }
    script.toFile().setExecutable(true);
    Path imported = script.resolveSibling("../data/import/shop-realm.json").normalize();
    Files.createDirectories(imported.getParent());
    JSON.writeValue(imported.toFile(), realm());
    ProcessBuilder builder =
        launcher(
            "keycloak.log",
            List.of(
                script.toString(),
                "start-dev",
                "--db=dev-mem",
                "--import-realm",
                "--http-host=localhost",
                "--http-port=" + port));
    builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
    builder.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD);
    return launch(builder);
  }

  /** The realm that operators import, with people, and a client that asks for no scope of ours. */
  private static ObjectNode realm() throws IOException {
    ObjectNode realm =
        (ObjectNode) JSON.readTree(Path.of("k8s", "keycloak", "realm.json").toFile());
    var users = realm.putArray("users");
    for (String role : ROLES) {
      users.addPOJO(person(role, List.of("default-roles-shop", role), Map.of()));
    }
    users.addPOJO(person("shop-1", List.of("default-roles-shop", "till"), Map.of("store", "S1")));
    users.addPOJO(person("nobody", List.of("default-roles-shop"), Map.of()));
    var clients = (com.fasterxml.jackson.databind.node.ArrayNode) realm.get("clients");
    clients.addPOJO(client("by-password", List.of("basic", "tributary")));
    clients.addPOJO(client("for-another-service", List.of("basic")));
    return realm;
  }

  private static Map<String, Object> person(
      String name, List<String> roles, Map<String, String> attributes) {
    return Map.of(
        "username",
        name,
        "enabled",
        true,
        "email",
        name + "@example.com",
        "emailVerified",
        true,
        "firstName",
        name,
        "lastName",
        "of the shop",
        "credentials",
        List.of(Map.of("type", "password", "value", PASSWORD, "temporary", false)),
        "realmRoles",
        roles,
        "attributes",
        attributes);
  }

  private static Map<String, Object> client(String name, List<String> scopes) {
    return Map.of(
        "clientId", name,
        "enabled", true,
        "publicClient", true,
        "standardFlowEnabled", false,
        "directAccessGrantsEnabled", true,
        "defaultClientScopes", scopes);
  }

  private static Packaged startTributary() {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "QUARKUS_DATASOURCE_REACTIVE_URL",
        "postgresql://localhost:" + database.getPort() + "/postgres");
    settings.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    settings.put("QUARKUS_DATASOURCE_PASSWORD", "postgres");
    settings.put("TRIBUTARY_KEYS_MASTER", TestKeys.MASTER);
    settings.put("QUARKUS_OIDC_AUTH_SERVER_URL", keycloak + "/realms/shop");
    settings.put("TRIBUTARY_WARM_UP", "5s");
    return Packaged.start(folder, settings);
  }

  private static ProcessBuilder launcher(String log, List<String> command) {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(log).toFile());
  }

  private static Process launch(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    STARTED.add(process);
    return process;
  }

  private static void await(Process process, String log, String url) {
    org.awaitility.Awaitility.await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(
            () -> {
              assertTrue(process.isAlive(), () -> read(log));
              return RestAssured.given().get(url).statusCode() < 500;
            });
  }

  private static String read(String log) {
    try {
      return Files.readString(folder.resolve(log));
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static String token(String realm, String client, String name) {
    return RestAssured.given()
        .formParams(
            "grant_type", "password", "client_id", client, "username", name, "password", PASSWORD)
        .post(keycloak + "/realms/" + realm + "/protocol/openid-connect/token")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getString("access_token");
  }

  private static String token(String name) {
    return token("shop", "by-password", name);
  }

  private static io.restassured.response.Response ask(String token, String document) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + token)
        .contentType("application/json")
        .body(Map.of("query", document))
        .post(tributary + "/graphql");
  }

  private static JsonPath data(String name, String document) {
    JsonPath answer = ask(token(name), document).jsonPath();
    assertNull(answer.get("errors"), answer.prettify());
    return answer.setRootPath("data");
  }

  private static String code(String name, String document) {
    return ask(token(name), document).jsonPath().getString("errors[0].extensions.code");
  }

  /** A customer with an order in each of two stores, sent through the front door. */
  private static String customerWithOrders() {
    String key =
        data(
                "admin",
                "mutation { createSource(input: {name: \"tills\", kind: OFFLINE, currency: \"CNY\"}) { writeKey } }")
            .getString("createSource.writeKey");
    String sent =
        RestAssured.given()
            .auth()
            .preemptive()
            .basic(key, "")
            .contentType("text/csv")
            .body(
                """
                order_id,customer_ref,ordered_at,currency,total,store
                o1,anna,2026-01-05T10:00:00Z,CNY,10.00,S1
                o2,anna,2026-01-06T10:00:00Z,CNY,20.00,S2
                """)
            .post(tributary + "/v1/imports/orders")
            .then()
            .statusCode(202)
            .extract()
            .jsonPath()
            .getString("id");
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                data("admin", "{ importJob(id: \"" + sent + "\") { state } }")
                    .getString("importJob.state")
                    .equals("COMPLETED"));
    return data("admin", "{ customers(first: 1) { edges { node { id } } } }")
        .getString("customers.edges[0].node.id");
  }

  @Test
  void people_signed_in_by_keycloak_reach_what_their_roles_reach_and_no_more() {
    String customer = customerWithOrders();
    String orders =
        "{ customer(id: \"" + customer + "\") { orders(first: 9) { edges { node { id } } } } }";
    assertEquals(2, data("service", orders).getList("customer.orders.edges").size());
    assertEquals(
        1,
        data("shop-1", orders).getList("customer.orders.edges").size(),
        "the till of a store sees that store's sales, whatever roles Keycloak adds by itself");
    assertEquals(
        "FORBIDDEN",
        code("analyst", "{ customer(identifier: {kind: PHONE, value: \"13912345678\"}) { id } }"));
    assertEquals("FORBIDDEN", code("member", orders));
    assertEquals("FORBIDDEN", code("nobody", "{ jobs { name } }"));
    assertEquals(
        "FORBIDDEN",
        code(
            "steward",
            "mutation { createSource(input: {name: \"x\", kind: ONLINE}) { writeKey } }"));
    assertFalse(data("admin", "{ jobs { name } }").getList("jobs").isEmpty());

    makeMember(customer);
    assertEquals(customer, data("member", "{ me { id } }").getString("me.id"));
  }

  /** As an administrator does in Keycloak: the member's user is told which customer it is. */
  private static void makeMember(String customer) {
    String admin = token("master", "admin-cli", "admin");
    String users = keycloak + "/admin/realms/shop/users";
    Map<String, Object> member =
        RestAssured.given()
            .header("Authorization", "Bearer " + admin)
            .queryParam("username", "member")
            .queryParam("exact", true)
            .get(users)
            .jsonPath()
            .getMap("[0]");
    member.put("attributes", Map.of("customer", List.of(customer)));
    RestAssured.given()
        .header("Authorization", "Bearer " + admin)
        .contentType("application/json")
        .body(member)
        .put(users + "/" + member.get("id"))
        .then()
        .statusCode(204);
    JsonPath profile =
        RestAssured.given()
            .header("Authorization", "Bearer " + admin)
            .get(users + "/profile")
            .jsonPath();
    for (String claim : List.of("customer", "store")) {
      assertEquals(
          List.of("admin"),
          profile.getList("attributes.find { it.name == '" + claim + "' }.permissions.edit"),
          "nobody says themselves who they are");
    }
  }

  @Test
  void tokens_that_are_not_for_this_service_are_refused() {
    assertEquals(
        401,
        ask(token("shop", "for-another-service", "admin"), "{ jobs { name } }").statusCode(),
        "its audience is another");
    assertEquals(
        401,
        ask(token("master", "admin-cli", "admin"), "{ jobs { name } }").statusCode(),
        "another realm signed it");
    String[] parts = token("analyst").split("\\.");
    String[] other = token("admin").split("\\.");
    assertEquals(
        401,
        ask(parts[0] + "." + other[1] + "." + parts[2], "{ jobs { name } }").statusCode(),
        "its signature is of other words");
  }

  @Test
  void with_a_database_and_a_provider_of_its_own_nothing_of_local_mode_is_there() {
    assertFalse(Files.exists(folder.resolve("home")), "no data directory, no key, no token");
    assertFalse(application.log().contains("admin.token"), application.log());
  }
}
