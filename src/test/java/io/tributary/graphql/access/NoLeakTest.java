package io.tributary.graphql.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graphql.schema.GraphQLSchema;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.platform.Roles;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every field that is not a role's, by every way that leads there, asked for over HTTP with a true
 * token of the role: refused, by name, and nothing of it executed. Many ways go in one document.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class NoLeakTest {
  private static final int MOST_ALIASES = 15;
  private static final int AT_ONCE = 50;
  private static final Pattern NAMED = Pattern.compile("do not allow (.*)\\. Leave out");

  @Inject GraphQLSchema schema;
  @Inject AccessMatrix matrix;

  /**
   * Ways in one document.
   *
   * @param root query, mutation or subscription
   * @param roots what stands at its top, each under an alias
   * @param denied the fields that have to be refused
   */
  private record Packed(String root, List<String> roots, Set<String> denied) {
    String text() {
      StringBuilder text = new StringBuilder(root).append(" {");
      for (int i = 0; i < roots.size(); i++) {
        text.append(" w").append(i).append(": ").append(roots.get(i));
      }
      return text.append(" }").toString();
    }
  }

  @Test
  void no_role_gets_a_field_that_is_not_its_own_by_any_way() {
    Ways ways = new Ways(schema);
    Map<String, Integer> asked = new TreeMap<>();
    for (String role : Roles.ALL) {
      Map<String, List<Ways.Way>> denied = new TreeMap<>();
      for (String name : AccessTable.fields(schema).keySet()) {
        String[] parts = name.split("\\.");
        for (Ways.Way way : ways.to(parts[0], parts[1])) {
          if (!denied(way, role).isEmpty()) {
            denied.computeIfAbsent(way.text().split(" ", 2)[0], root -> new ArrayList<>()).add(way);
            asked.merge(role, 1, Integer::sum);
          }
        }
      }
      List<Packed> documents = new ArrayList<>();
      denied.forEach((root, all) -> documents.addAll(pack(root, all, role)));
      refuses(role, documents);
    }
    assertEquals(Set.copyOf(Roles.ALL), plus(asked.keySet(), Roles.ADMIN), "each role is tried");
    assertTrue(asked.values().stream().mapToInt(Integer::intValue).sum() > 5_000, asked::toString);
  }

  /** An admin is refused little or nothing. */
  private static Set<String> plus(Set<String> roles, String one) {
    Set<String> all = new TreeSet<>(roles);
    all.add(one);
    return Set.copyOf(all);
  }

  private Set<String> denied(Ways.Way way, String role) {
    Set<String> denied = new TreeSet<>();
    for (String field : way.fields()) {
      if (!matrix.rows().get(field).roles().contains(role)) {
        denied.add(field);
      }
    }
    return denied;
  }

  private List<Packed> pack(String root, List<Ways.Way> ways, String role) {
    List<Packed> documents = new ArrayList<>();
    Packed open = null;
    int aliases = 0;
    for (Ways.Way way : ways) {
      String inner = way.text().substring(way.text().indexOf('{') + 1, way.text().lastIndexOf('}'));
      String top = inner.strip().replaceFirst("^other: ", "");
      int more = top.contains("other: ") ? 2 : 1;
      if (open == null || aliases + more > MOST_ALIASES) {
        open = new Packed(root, new ArrayList<>(), new TreeSet<>());
        documents.add(open);
        aliases = 0;
      }
      aliases += more;
      open.roots().add(top);
      open.denied().addAll(denied(way, role));
    }
    return documents;
  }

  private static void refuses(String role, List<Packed> documents) {
    Api api = Api.as(role);
    List<Packed> costly = new ArrayList<>();
    for (int from = 0; from < documents.size(); from += AT_ONCE) {
      List<Packed> some = documents.subList(from, Math.min(documents.size(), from + AT_ONCE));
      List<String> answers = api.atOnce(some.size(), i -> some.get(i).text());
      for (int i = 0; i < some.size(); i++) {
        JsonObject answer = new JsonObject(answers.get(i));
        JsonObject error = answer.getJsonArray("errors").getJsonObject(0);
        Packed document = some.get(i);
        String code = error.getJsonObject("extensions").getString("code");
        assertTrue(!answer.containsKey("data"), document::text);
        if (code.equals("QUERY_TOO_COSTLY") && document.roots().size() > 1) {
          document
              .roots()
              .forEach(
                  one -> costly.add(new Packed(document.root(), List.of(one), document.denied())));
        } else if (!code.equals("QUERY_TOO_COSTLY")) {
          assertEquals("FORBIDDEN", code, () -> role + ": " + document.text() + " " + answer);
          Set<String> named = named(error.getString("message"));
          assertTrue(
              document.roots().size() == 1
                  ? document.denied().containsAll(named) && !named.isEmpty()
                  : document.denied().equals(named),
              () -> role + ": " + document + " " + answer);
        }
      }
    }
    if (!costly.isEmpty()) {
      refuses(role, costly);
    }
  }

  private static Set<String> named(String message) {
    Matcher fields = NAMED.matcher(message);
    assertTrue(fields.find(), message);
    return new TreeSet<>(Arrays.asList(fields.group(1).split(", ")));
  }
}
