package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import io.tributary.intake.ChangedCustomerStore;
import io.tributary.job.Change;
import io.tributary.job.FactKind;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class IdentitiesTest {
  private static final Instant AT = Instant.parse("2024-05-01T10:00:00Z");
  private static final String MERGE =
      """
      mutation($input: MergeCustomersInput!) {
        mergeCustomers(input: $input) { merge { id profilesMoved } customer { id profiles { key } } }
      }
      """;
  private static final String UNMERGE =
      """
      mutation($input: UnmergeCustomersInput!) {
        unmergeCustomers(input: $input) { merge { unmergedAt unmergedBy } customer { id profiles { key } } restored { id profiles { key } } }
      }
      """;

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Sources sources;
  private final Api admin = Api.as("admin");
  private Source web;
  private Source till;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    web = source("web", 40);
    till = source("till", 60);
  }

  private Source source(String name, int trust) {
    JsonPath made =
        admin.data(
            "mutation($input: CreateSourceInput!) { createSource(input: $input) { source { id } writeKey } }",
            "input",
            Map.of("name", name, "kind", "ONLINE", "trustRank", trust));
    return sources
        .byWriteKey(made.getString("createSource.writeKey"))
        .await()
        .indefinitely()
        .orElseThrow();
  }

  private static GivenIdentifier phone(String value) {
    return new GivenIdentifier(IdentifierKind.PHONE, null, value, null);
  }

  private static GivenIdentifier email(String value) {
    return new GivenIdentifier(IdentifierKind.EMAIL, null, value, null);
  }

  private static ProfileFact user(String key, GivenIdentifier... identifiers) {
    return new ProfileFact(
        ProfileKey.user(key), List.of(), List.of(identifiers), Map.of(), false, AT);
  }

  private static ProfileFact says(
      String key, Instant at, Map<String, Object> attributes, GivenIdentifier... identifiers) {
    return new ProfileFact(
        ProfileKey.user(key), List.of(), List.of(identifiers), attributes, false, at);
  }

  private Uni<List<Known>> resolving(Source source, ProfileFact... facts) {
    return tx.write(connection -> identities.resolve(connection, source, List.of(facts)));
  }

  private UUID resolve(Source source, ProfileFact... facts) {
    List<Known> known = resolving(source, facts).await().indefinitely();
    return known.get(known.size() - 1).customerId();
  }

  private static String id(UUID customer) {
    return TypeId.CUSTOMER.encode(customer);
  }

  private static List<String> partition() {
    return TestDatabase.rows(
        "SELECT string_agg(key, ',' ORDER BY key) FROM profile GROUP BY customer_id ORDER BY 1");
  }

  @Test
  void two_sources_that_know_one_phone_know_one_customer() {
    UUID one = resolve(web, user("w1", phone("13912345678")));
    UUID two = resolve(till, user("t1", phone("+86 139 1234 5678")));
    assertEquals(one, two);
    JsonPath found =
        admin.data(
            "query($i: IdentifierInput) { customer(identifier: $i) { id identifiers { kind value state } profiles { key source { name } } } }",
            "i",
            Map.of("kind", "PHONE", "value", "139-1234-5678"));
    assertEquals(id(one), found.getString("customer.id"));
    assertEquals(
        Set.of("web", "till"),
        new HashSet<>(found.<String>getList("customer.profiles.source.name")));
    assertEquals(
        List.of("PHONE", "USER_ID", "USER_ID"), found.getList("customer.identifiers.kind"));
  }

  @Test
  void a_fact_that_ties_two_customers_merges_them_and_old_ids_resolve() {
    UUID older = resolve(web, user("w1", phone("13912345678")));
    UUID younger = resolve(till, user("t1", email("wei@example.com")));
    assertNotEquals(older, younger);
    assertEquals(older, resolve(web, user("w2", phone("13912345678"), email("wei@example.com"))));
    JsonPath old =
        admin.data(
            "query($id: ID!) { customer(id: $id) { id mergedInto { id } profiles { key } mergeHistory { edges { node { rule evidence absorbedCustomerId } } } } }",
            "id",
            id(younger));
    assertEquals(id(younger), old.getString("customer.id"));
    assertEquals(id(older), old.getString("customer.mergedInto.id"));
    assertEquals(3, old.getList("customer.profiles").size());
    assertEquals(
        List.of("IDENTIFIER", "IDENTIFIER"), old.getList("customer.mergeHistory.edges.node.rule"));
    assertEquals(
        id(younger), old.getString("customer.mergeHistory.edges[1].node.absorbedCustomerId"));
    assertEquals(
        1,
        admin
            .data("{ customers { totalCount edges { node { id mergedInto { id } } } } }")
            .getInt("customers.totalCount"));
  }

  @Test
  void one_person_made_by_many_requests_at_one_instant_is_one_customer() {
    List<Uni<List<Known>>> requests = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      requests.add(
          resolving(
              i % 2 == 0 ? web : till,
              user("k" + i % 6, email("wei@example.com"), phone("13912345678"))));
    }
    Uni.join().all(requests).usingConcurrencyOf(16).andFailFast().await().indefinitely();
    assertEquals(
        "1", TestDatabase.rows("SELECT count(*) FROM customer WHERE merged_into IS NULL").get(0));
    assertEquals("6", TestDatabase.rows("SELECT count(*) FROM profile").get(0));
  }

  @Test
  void many_facts_that_tie_a_chain_from_both_ends_end_in_one_customer() {
    List<Uni<List<Known>>> requests = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String one = "p" + i % 4 + "@example.com";
      String other = "p" + (i + 1) % 4 + "@example.com";
      requests.add(
          resolving(
              web,
              user(
                  "u" + i % 3,
                  i % 2 == 0 ? email(one) : email(other),
                  i % 2 == 0 ? email(other) : email(one))));
    }
    Uni.join().all(requests).usingConcurrencyOf(12).andFailFast().await().indefinitely();
    assertEquals("1", TestDatabase.rows("SELECT count(DISTINCT customer_id) FROM profile").get(0));
    assertEquals(
        "1", TestDatabase.rows("SELECT count(*) FROM customer WHERE merged_into IS NULL").get(0));
  }

  @Test
  void an_unverified_phone_ties_only_when_a_paid_order_comes_with_it() {
    UUID one = resolve(web, user("w1", phone("13912345678")));
    GivenIdentifier doubtful =
        new GivenIdentifier(IdentifierKind.PHONE, null, "13912345678", false);
    assertNotEquals(one, resolve(till, user("t1", doubtful)));
    assertEquals(one, resolve(till, ProfileFact.seen(ProfileKey.user("t1"), true, AT)));
  }

  @Test
  void what_cannot_be_normalised_is_kept_and_never_matches() {
    UUID one = resolve(web, user("w1", phone("12"), email("nobody")));
    UUID two = resolve(web, user("w2", phone("12"), email("nobody")));
    assertNotEquals(one, two);
    JsonPath found =
        admin.data(
            "query($id: ID!) { customer(id: $id) { identifiers { kind value state reason } } }",
            "id",
            id(one));
    assertTrue(found.<String>getList("customer.identifiers.state").contains("INVALID"));
  }

  @Test
  void a_new_customer_with_facts_is_noted_once_in_the_change_queue() {
    long notes =
        tx.write(
                connection ->
                    identities
                        .resolve(connection, web, List.of(user("w1"), user("w1")))
                        .call(
                            known ->
                                ChangedCustomerStore.note(
                                    connection,
                                    Map.of(
                                        known.get(0).profileId(),
                                        Change.of(FactKind.EVENT, Instant.EPOCH)),
                                    known))
                        .chain(
                            () ->
                                connection.query("SELECT count(*) FROM customer_change").execute())
                        .map(rows -> rows.iterator().next().getLong(0)))
            .await()
            .indefinitely();
    assertEquals(1, notes);
  }

  @Test
  void visits_before_a_sign_in_are_the_customers() {
    ProfileKey device = ProfileKey.anonymous("a1");
    assertNull(resolve(web, ProfileFact.seen(device, false, AT)));
    UUID customer =
        resolve(
            web,
            new ProfileFact(
                ProfileKey.user("u1"), List.of(device), List.of(), Map.of(), false, AT));
    assertEquals(List.of("a1,u1"), partition());
    assertEquals(customer, resolve(web, ProfileFact.seen(device, false, AT)));
  }

  @Test
  void an_alias_before_either_side_is_known_ties_them() {
    resolve(
        web,
        new ProfileFact(
            ProfileKey.user("new"),
            List.of(ProfileKey.user("old")),
            List.of(),
            Map.of(),
            false,
            AT));
    UUID one = resolve(web, user("old"));
    assertEquals(one, resolve(web, user("new")));
    assertEquals(List.of("new,old"), partition());
  }

  @Test
  void merge_then_unmerge_restores_exactly() {
    UUID one =
        resolve(
            web,
            says("w1", AT, Map.of("name", "Zhang Wei", "city", "Beijing"), phone("13912345678")));
    UUID two = resolve(till, says("t1", AT, Map.of("name", "Z. Wei"), email("wei@example.com")));
    String before = state();
    JsonPath merged =
        admin.data(
            MERGE,
            "input",
            Map.of(
                "survivor",
                id(one),
                "absorbed",
                id(two),
                "version",
                admin.mergeVersion(id(one), id(two)),
                "reason",
                "same card"));
    assertEquals(List.of("w1", "t1"), merged.getList("mergeCustomers.customer.profiles.key"));
    assertNotEquals(before, state());
    JsonPath undone =
        admin.data(UNMERGE, "input", Map.of("merge", merged.getString("mergeCustomers.merge.id")));
    assertEquals(List.of("w1"), undone.getList("unmergeCustomers.customer.profiles.key"));
    assertEquals(List.of("t1"), undone.getList("unmergeCustomers.restored.profiles.key"));
    assertEquals(before, state());
    assertEquals(
        "CONFLICT",
        admin.error(
            UNMERGE, "input", Map.of("merge", merged.getString("mergeCustomers.merge.id"))));
  }

  private static String state() {
    return TestDatabase.rows(
            """
            SELECT string_agg(t, E'\\n' ORDER BY t) FROM (
              SELECT 'c' || customer_id || coalesce(display_name, '') || coalesce(merged_into::text, '-') AS t FROM customer
              UNION ALL SELECT 'p' || key || customer_id || home_id FROM profile
              UNION ALL SELECT 'a' || customer_id || name || value || profile_id FROM customer_attribute
              UNION ALL SELECT 'i' || value_hash || profile_id FROM identifier_claim) x
            """)
        .get(0);
  }

  @Test
  void the_middle_of_three_merges_can_be_undone() {
    UUID a = resolve(web, user("a", phone("13911111112")));
    UUID b = resolve(web, user("b", phone("13911111113")));
    UUID c = resolve(web, user("c", phone("13911111114")));
    UUID d = resolve(till, user("d", email("d@example.com")));
    merge(b, c);
    String middle = merge(a, b);
    String last = merge(d, a);
    assertEquals(List.of("a,b,c,d"), partition());
    admin.data(UNMERGE, "input", Map.of("merge", middle));
    assertEquals(List.of("a,d", "b,c"), partition());
    assertEquals(
        List.of("b,c"),
        List.of(
            TestDatabase.rows(
                    "SELECT string_agg(key, ',' ORDER BY key) FROM profile WHERE customer_id = '"
                        + b
                        + "'")
                .get(0)));
    admin.data(UNMERGE, "input", Map.of("merge", last));
    assertEquals(List.of("a", "b,c", "d"), partition());
  }

  private String merge(UUID survivor, UUID absorbed) {
    return admin.merge(id(survivor), id(absorbed));
  }

  @Test
  void a_profile_that_came_after_the_merge_goes_where_its_own_identifiers_tie_it() {
    UUID a = resolve(web, user("a", phone("13911111112")));
    UUID b = resolve(web, user("b", email("b@example.com")));
    String merge = merge(a, b);
    resolve(till, user("later-b", email("b@example.com")));
    resolve(till, user("later-a", phone("13911111112")));
    admin.data(UNMERGE, "input", Map.of("merge", merge));
    assertEquals(List.of("a,later-a", "b,later-b"), partition());
  }

  @Test
  void the_evidence_of_an_undone_merge_does_not_merge_again_but_asks() {
    UUID a = resolve(web, user("a", phone("13911111112")));
    resolve(web, user("b", email("b@example.com")));
    resolve(web, user("c", phone("13911111112"), email("b@example.com")));
    String merge =
        admin
            .data(
                "query($id: ID!) { customer(id: $id) { mergeHistory { edges { node { id } } } } }",
                "id",
                id(a))
            .getString("customer.mergeHistory.edges[1].node.id");
    admin.data(UNMERGE, "input", Map.of("merge", merge));
    resolve(web, user("c", phone("13911111112"), email("b@example.com")));
    assertEquals(List.of("a,c", "b"), partition());
    assertEquals(List.of("VETO|OPEN"), TestDatabase.rows("SELECT guard, state FROM match_review"));
    UUID b =
        UUID.fromString(
            TestDatabase.rows("SELECT customer_id FROM profile WHERE key = 'b'").get(0));
    merge(a, b);
    assertEquals(List.of("a,b,c"), partition(), "staff may decide otherwise");
  }

  @Test
  void a_review_is_decided_once_and_a_different_holds() {
    UUID a = resolve(web, user("a", phone("13911111112"), phone("13911111113")));
    resolve(web, user("b", email("b@example.com"), phone("13911111114"), phone("13911111115")));
    resolve(web, user("c", phone("13911111112"), email("b@example.com")));
    Api steward = Api.as("steward");
    String queue =
        "{ matchReviews { edges { node { id guard evidence state customers { id } } } } }";
    JsonPath reviews = steward.data(queue);
    assertEquals(List.of("VALUES_PER_CUSTOMER"), reviews.getList("matchReviews.edges.node.guard"));
    assertEquals(id(a), reviews.getString("matchReviews.edges[0].node.customers[0].id"));
    String decide =
        "mutation($i: DecideMatchReviewInput!) { decideMatchReview(input: $i) { review { state decidedBy } } }";
    String review = reviews.getString("matchReviews.edges[0].node.id");
    assertEquals(
        "CONFLICT",
        steward.error(decide, "i", Map.of("review", review, "decision", "SAME")),
        "a limit holds");
    JsonPath decided = steward.data(decide, "i", Map.of("review", review, "decision", "DIFFERENT"));
    assertEquals("DIFFERENT", decided.getString("decideMatchReview.review.state"));
    assertEquals(
        "CONFLICT", steward.error(decide, "i", Map.of("review", review, "decision", "UNDECIDED")));
    assertEquals("FORBIDDEN", Api.as("analyst").error(queue));
    assertEquals(
        List.of("1"),
        TestDatabase.rows("SELECT count(*) FROM customer_veto WHERE lifted_at IS NULL"));
  }

  @Test
  void the_same_merge_asked_both_ways_round_at_once_happens_once() {
    UUID a = resolve(web, user("a"));
    UUID b = resolve(web, user("b"));
    List<String> codes = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    List<Map<String, Object>> inputs = List.of(seen(a, b), seen(b, a));
    for (int i = 0; i < 8; i++) {
      Map<String, Object> input = inputs.get(i % 2);
      Thread thread =
          new Thread(
              () -> {
                String code =
                    admin.send(MERGE, "input", input).getString("errors[0].extensions.code");
                synchronized (codes) {
                  codes.add(String.valueOf(code));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    assertEquals(1, codes.stream().filter("null"::equals).count(), codes.toString());
    assertEquals(7, codes.stream().filter("CONFLICT"::equals).count(), codes.toString());
    assertEquals("1", TestDatabase.rows("SELECT count(*) FROM customer_merge").get(0));
  }

  /** A merge that was looked at. */
  private Map<String, Object> seen(UUID survivor, UUID absorbed) {
    return Map.of(
        "survivor",
        id(survivor),
        "absorbed",
        id(absorbed),
        "version",
        admin.mergeVersion(id(survivor), id(absorbed)));
  }

  @Test
  void a_merge_brings_the_version_of_its_preview() {
    UUID a = resolve(web, user("a"));
    UUID b = resolve(web, user("b"));
    Map<String, Object> two = Map.of("survivor", id(a), "absorbed", id(b));
    JsonPath preview =
        admin.data(
            "query($i: MergeCustomersInput!) { mergePreview(input: $i) { profilesMoved blockers version absorbed { id } } }",
            "i",
            two);
    assertEquals(1, preview.getInt("mergePreview.profilesMoved"));
    String version = preview.getString("mergePreview.version");
    resolve(web, says("b", AT, Map.of("name", "B")));
    assertEquals(
        "CONFLICT",
        admin.error(
            MERGE, "input", Map.of("survivor", id(a), "absorbed", id(b), "version", version)));
    assertEquals(
        "NOT_FOUND",
        admin.error(
            MERGE,
            "input",
            Map.of("survivor", id(a), "absorbed", id(UUID.randomUUID()), "version", version)));
    assertEquals(
        "CONFLICT",
        admin.error(
            MERGE, "input", Map.of("survivor", id(a), "absorbed", id(a), "version", version)));
    assertEquals("INVALID_INPUT", admin.error(MERGE, "input", two), "nobody looked");
    assertEquals("FORBIDDEN", Api.as("service").error(MERGE, "input", two));
  }

  @Test
  void the_trusted_source_is_believed_then_the_latest_word() {
    UUID one =
        resolve(
            web,
            says(
                "w1",
                AT.plusSeconds(100),
                Map.of("city", "Shanghai", "name", "Wei"),
                phone("13912345678")));
    resolve(till, says("t1", AT, Map.of("city", "Beijing"), phone("13912345678")));
    resolve(
        web,
        says("w1", AT.plusSeconds(50), Map.of("name", "late news of old"), phone("13912345678")));
    JsonPath found =
        admin.data(
            "query($id: ID!) { customer(id: $id) { displayName attributes { name value rule source { name } } } }",
            "id",
            id(one));
    assertEquals("Wei", found.getString("customer.displayName"));
    assertEquals(List.of("Beijing", "Wei"), found.getList("customer.attributes.value"));
    assertEquals(List.of("till", "web"), found.getList("customer.attributes.source.name"));
  }

  @Test
  void customers_are_found_by_the_beginning_of_the_name_or_a_word_of_it() {
    resolve(
        web,
        says("1", AT, Map.of("name", "Zhang Wei")),
        says("2", AT, Map.of("name", "王芳")),
        says("3", AT, Map.of("name", "Wei Wang")));
    String search =
        "query($s: String) { customers(filter: {search: $s}, orderBy: DISPLAY_NAME) { edges { node { displayName } } } }";
    assertEquals(
        List.of("Wei Wang", "Zhang Wei"),
        admin.data(search, "s", "wei").getList("customers.edges.node.displayName"));
    assertEquals(
        List.of("王芳"), admin.data(search, "s", "王").getList("customers.edges.node.displayName"));
    assertEquals(
        List.of(), admin.data(search, "s", "%").getList("customers.edges.node.displayName"));
  }

  @Test
  void a_subscriber_sees_the_customer_now_and_after_a_change() {
    UUID one = resolve(web, says("1", AT, Map.of("name", "Zhang Wei")));
    String document =
        "subscription { customerChanged(id: \"" + id(one) + "\") { id displayName } }";
    try (Socket socket = Socket.subscribe(TestDatabase.token("service"), document)) {
      assertEquals(
          "Zhang Wei", socket.next("next").getString("payload.data.customerChanged.displayName"));
      resolve(web, says("1", AT.plusSeconds(1), Map.of("name", "Zhang Weiwei")));
      String name;
      do {
        name = socket.next("next").getString("payload.data.customerChanged.displayName");
      } while (!"Zhang Weiwei".equals(name));
    }
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", id(one))));
    assertEquals(id(one), member.data("{ me { id } }").getString("me.id"));
    try (Socket socket = Socket.subscribe(null, document)) {
      assertEquals(4401, socket.closed());
    }
    try (Socket socket = Socket.subscribe(TestDatabase.token("analyst"), document)) {
      assertEquals("FORBIDDEN", socket.next("error").getString("payload[0].extensions.code"));
    }
    try (Socket socket = Socket.subscribe(TestDatabase.token("member"), document)) {
      JsonPath refused = socket.next("next");
      assertNull(refused.get("payload.data.customerChanged"), "somebody else's");
      assertEquals("FORBIDDEN", refused.getString("payload.errors[0].extensions.code"));
    }
  }

  @Test
  void a_subscriber_sees_a_merge_as_a_merge_and_its_undoing_as_one() {
    UUID one = resolve(web, says("1", AT, Map.of("name", "Zhang Wei")));
    UUID other = resolve(till, says("2", AT, Map.of("name", "Wei Zhang")));
    String document =
        "subscription { customerChanged(id: \"" + id(other) + "\") { id mergedInto { id } } }";
    try (Socket socket = Socket.subscribe(TestDatabase.token("service"), document)) {
      assertNull(socket.next("next").get("payload.data.customerChanged.mergedInto"));
      String merge = Api.as("steward").merge(id(one), id(other));
      assertEquals(id(one), into(socket, id(one)));
      Api.as("steward")
          .data(
              "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { merge { id } } }",
              "m",
              merge);
      assertNull(into(socket, null));
    }
  }

  /** What a subscriber hears of into whom somebody was merged, once it is this. */
  private static String into(Socket socket, String expected) {
    String into;
    do {
      into = socket.next("next").getString("payload.data.customerChanged.mergedInto.id");
    } while (!java.util.Objects.equals(expected, into));
    return into;
  }

  @Test
  void a_subscriber_hears_of_a_new_phone() {
    UUID one = resolve(web, says("1", AT, Map.of("name", "Zhang Wei"), phone("13912345678")));
    String document =
        "subscription { customerChanged(id: \"" + id(one) + "\") { identifiers { value } } }";
    String values = "payload.data.customerChanged.identifiers.value";
    try (Socket socket = Socket.subscribe(TestDatabase.token("service"), document)) {
      assertEquals(
          Set.of("1", "+8613912345678"), new HashSet<>(socket.next("next").getList(values)));
      resolve(web, says("1", AT.plusSeconds(1), Map.of(), phone("13700000001")));
      assertEquals(
          Set.of("1", "+8613912345678", "+8613700000001"),
          new HashSet<>(socket.next("next").getList(values)));
    }
  }

  private String version(UUID customer) {
    return TestDatabase.rows("SELECT version FROM customer WHERE customer_id = '" + customer + "'")
        .get(0);
  }

  private static int noted() {
    int noted = TestDatabase.rows("SELECT FROM customer_change").size();
    TestDatabase.run("DELETE FROM customer_change");
    return noted;
  }

  @Test
  void a_new_value_of_any_kind_is_a_change_and_one_that_is_known_is_none() {
    UUID one = resolve(web, says("1", AT, Map.of("city", "Beijing"), phone("13912345678")));
    assertEquals(1, noted());
    int version = 1;
    for (ProfileFact news :
        List.of(
            says("1", AT, Map.of(), phone("13700000001")),
            says("1", AT, Map.of(), email("wei@example.org")),
            says(
                "1",
                AT,
                Map.of(),
                new GivenIdentifier(IdentifierKind.CARD_NUMBER, null, "K1", null)),
            says("1", AT, Map.of(), phone("not a phone")),
            says("1", AT.plusSeconds(1), Map.of("city", "Suzhou")),
            says("1", AT, Map.of("shoe", "42")))) {
      assertTrue(resolving(web, news).await().indefinitely().get(0).changed(), news::toString);
      assertEquals(String.valueOf(++version), version(one), news::toString);
      assertEquals(1, noted(), news::toString);
      Known again = resolving(web, news).await().indefinitely().get(0);
      assertEquals(new Known(again.profileId(), one, false, false), again, news::toString);
      assertEquals(0, noted(), news::toString);
    }
    Known older =
        resolving(web, says("1", AT.minusSeconds(1), Map.of("city", "Wuxi"), phone("13912345678")))
            .await()
            .indefinitely()
            .get(0);
    assertTrue(older.changed(), "it was seen earlier than was known");
    assertEquals(String.valueOf(version), version(one), "nothing that anybody waits for");
    assertEquals(0, noted());
  }

  @Test
  void of_facts_that_say_the_same_at_once_the_first_tells_something_new() {
    resolve(web, says("1", AT, Map.of("city", "Beijing")));
    List<Known> known =
        resolving(
                web,
                says("1", AT.plusSeconds(1), Map.of("city", "Suzhou")),
                says("1", AT.plusSeconds(1), Map.of("city", "Suzhou")),
                says("1", AT.plusSeconds(1), Map.of("shoe", "42")),
                says("2", AT, Map.of()),
                says("2", AT, Map.of()))
            .await()
            .indefinitely();
    assertEquals(
        List.of(true, false, true, true, false), known.stream().map(Known::changed).toList());
  }

  @Test
  void a_member_sees_only_their_own() {
    UUID one = resolve(web, says("1", AT, Map.of("name", "Zhang Wei")));
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", id(one))));
    assertEquals("Zhang Wei", member.data("{ me { displayName } }").getString("me.displayName"));
    assertEquals(
        "FORBIDDEN", member.error("query($id: ID!) { customer(id: $id) { id } }", "id", id(one)));
    assertEquals("FORBIDDEN", member.error("{ customers { edges { node { id } } } }"));
  }
}
