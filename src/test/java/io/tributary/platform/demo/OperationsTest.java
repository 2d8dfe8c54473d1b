package io.tributary.platform.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.schema.GraphQLSchema;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tributary.Answer;
import io.tributary.Api;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import io.tributary.platform.local.Announcement;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A small demo shop comes in through the front doors, and the published documents ask about it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OperationsTest {
  private static final Path OPERATIONS = Path.of("graphql-schema", "operations");
  private static final int PEOPLE = 60;

  /** What one document makes and a later one, in the order of their names, is about. */
  private static final Map<String, String> MADE =
      Map.ofEntries(
          Map.entry("${allowance}", "grantTillAllowance.allowance.signed"),
          Map.entry("${benefit}", "setTierBenefit.benefit.id"),
          Map.entry("${claim}", "redeemReward.claim.id"),
          Map.entry("${code}", "customer.referralCode"),
          Map.entry("${coupon}", "createCoupon.coupon.id"),
          Map.entry("${handover}", "requestHandover.handover.id"),
          Map.entry("${lock}", "setTierLock.lock.id"),
          Map.entry("${merge}", "mergeCustomers.merge.id"),
          Map.entry("${mission}", "publishMission.mission.id"),
          Map.entry("${pin}", "pinAttribute.pin.id"),
          Map.entry("${pool}", "createPointsPool.pool.id"),
          Map.entry("${redemption}", "redeemCoupons.redemption.id"),
          Map.entry("${referral}", "useReferralCode.referral.id"),
          Map.entry("${reservation}", "reservePoints.reservation.id"),
          Map.entry("${reward}", "createReward.reward.id"),
          Map.entry("${sample}", "drawPairSample.sample.id"),
          Map.entry("${spending}", "redeemPoints.entry.id"),
          Map.entry("${store}", "createStore.store.id"),
          Map.entry("${use}", "useTierBenefit.use.id"));

  /**
   * Somebody whom one source knows and no other, not one of the two that the documents are about.
   */
  private static final String KNOWN_ONLY_BY =
      """
      SELECT customer_id FROM customer JOIN profile USING (customer_id) JOIN source USING (source_id)
      WHERE merged_into IS NULL GROUP BY customer_id HAVING array_agg(source.name) = ARRAY['%s']
      ORDER BY customer_id DESC LIMIT 1
      """;

  /** What a shop as small as this cannot do yet. */
  private static final Map<String, String> REFUSED_HERE =
      Map.of(
          "TrainMatchModel",
          "There are fewer than 1000 profiles with something to compare: too few to learn from.");

  /** What these two customers have one answer for, whatever the arguments. */
  private static final Set<String> ANSWERED_ALIKE =
      Set.of(
          "Customer.attributePins",
          "Customer.coupons",
          "Customer.eventBonuses",
          "Customer.handovers",
          "Customer.referralCode",
          "Customer.referrals",
          "Customer.rewardClaims",
          "ImportJob.rejections",
          "Membership.ifSpent",
          "PointsBalance.expiring",
          "PointsBalance.waiting",
          "Reward.eligibility");

  /**
   * What waits for somebody else's decision, what people have asked for, and what is held at a
   * checkout that is left.
   */
  private static final String PREPARED =
      """
      mutation ($customer: ID!, $second: ID!, $third: ID!, $programme: ID!) {
        prize: adjustPoints(input: {customer: $customer, programme: $programme, points: 20000, reason: "first prize", idempotencyKey: "prize 2026"}) {
          adjustment { id }
        }
        gift: adjustPoints(input: {customer: $customer, programme: $programme, points: 50, reason: "gift", idempotencyKey: "gift 2026"}) {
          entry { id }
        }
        received: openPrivacyRequest(input: {customer: $third, kind: EXPORT, idempotencyKey: "call-2"}) { request { id } }
        verified: openPrivacyRequest(input: {customer: $second, kind: EXPORT, idempotencyKey: "call-3"}) { request { id } }
        unwanted: openPrivacyRequest(input: {customer: $customer, kind: OBJECTION, idempotencyKey: "call-4"}) { request { id } }
        taken: openPrivacyRequest(input: {customer: $second, kind: OBJECTION, idempotencyKey: "call-5"}) { request { id } }
        restriction: openPrivacyRequest(input: {customer: $customer, kind: RESTRICTION, idempotencyKey: "call-6"}) { request { id } }
        basket: reservePoints(input: {customer: $customer, programme: $programme, points: 30, seconds: 1800, reference: "basket 89", idempotencyKey: "basket 89"}) {
          reservation { id }
        }
      }
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final long SEED = 20260101;

  /** The first moment of a day where the shop is. */
  private static final Instant TODAY = Instant.parse("2026-02-28T16:00:00Z");

  private final DemoShop shop = new DemoShop(SEED, PEOPLE, TODAY);
  private static final List<String> told = new ArrayList<>();
  private static boolean isOpen;
  private static Path home;
  private FrontDoors doors;
  private String programme;

  @Inject Announcement announcement;
  @Inject GraphQLSchema schema;

  /**
   * Once for all: the tests only look, or add what the others do not see. What they look at came in
   * by a start that was cut short and another one that went on.
   */
  @BeforeEach
  void open_the_shop() throws Exception {
    URI address = URI.create("http://localhost:" + RestAssured.port);
    doors = new FrontDoors(address, TestDatabase.token(Roles.ADMIN));
    if (!isOpen) {
      TestDatabase.clear();
      home = Files.createTempDirectory("demo");
      begin_and_cut_short();
      assertFalse(Opening.of(home).orElseThrow().done());
      told.addAll(start());
      isOpen = true;
    }
    programme = doors.ask("Programmes", "first", 1).at("/programmes/edges/0/node/id").asText();
  }

  /** A start that is interrupted while what the web shop tracked is on its way in. */
  private void begin_and_cut_short() throws Exception {
    try (Connection holder = TestDatabase.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE device_sign_in IN SHARE MODE");
      Thread first = new Thread(() -> demo().run(doors, home));
      first.start();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  TestDatabase.rows(
                              "SELECT count(*) FROM pg_locks WHERE relation = 'device_sign_in'::regclass AND NOT granted")
                          .get(0)
                          .compareTo("0")
                      > 0);
      first.interrupt();
      first.join();
    }
  }

  private Demo demo() {
    DemoSettings settings =
        new DemoSettings() {
          @Override
          public int people() {
            return PEOPLE;
          }

          @Override
          public long seed() {
            return SEED;
          }

          @Override
          public Optional<Set<Mishap>> mishaps() {
            return Optional.empty();
          }
        };
    return new Demo(settings, announcement, Optional.of(home), Clock.fixed(TODAY, ZoneOffset.UTC));
  }

  /** What a start says, a line each: in the log, then on the console. */
  private List<String> start() {
    List<String> said = new ArrayList<>();
    PrintStream console = System.out;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    Handler ear =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            said.addAll(
                (line instanceof ExtLogRecord text ? text.getFormattedMessage() : line.getMessage())
                    .lines()
                    .map(String::strip)
                    .toList());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger(Demo.class.getName());
    log.addHandler(ear);
    System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      demo().run(doors, home);
    } finally {
      log.removeHandler(ear);
      System.setOut(console);
    }
    shown
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(said::add);
    return said;
  }

  @Test
  void a_start_after_one_that_was_cut_short_goes_on_and_says_what_came_of_it() throws Exception {
    Summary summary = Summary.read(doors, shop.truth(), programme);
    assertEquals(
        "An earlier start was cut short: the rest of the demo's 60 people are on their way in …",
        told.get(0));
    assertTrue(told.get(1).matches("The demo's data came in within \\d+ s\\."), told.get(1));
    List<String> answer =
        Stream.of(
                Stream.of("The demo shop is open."),
                summary.lines(PEOPLE).lines().map(String::strip),
                Stream.of(
                    "somebody to see   the customer with phone " + People.SHOWN_PHONE,
                    "to click          " + announcement.page()))
            .flatMap(lines -> lines)
            .toList();
    assertEquals(answer, told.subList(2, told.size()));
    assertTrue(answer.get(3).matches("orders +[1-9]\\d*"), answer.get(3));
    assertTrue(answer.get(4).matches("tiers +Basic \\d+, Silver \\d+, Gold \\d+, Diamond \\d+"));
    assertTrue(answer.get(5).matches("again in 90 days +[1-9][\\d.]+ % of those .*"));
  }

  @Test
  void a_start_after_all_is_in_only_says_so() {
    List<String> orders = TestDatabase.rows("SELECT count(*) FROM customer_order");
    List<String> said = start();
    assertEquals("The demo shop is open.", said.get(0));
    assertEquals(orders, TestDatabase.rows("SELECT count(*) FROM customer_order"));
  }

  /** The queries that README shows, each with the answer that it shows. */
  private static final Pattern SHOWN =
      Pattern.compile("```graphql\n(.*?)```\n```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void the_queries_of_the_readme_are_answered_in_the_shape_that_it_shows() throws Exception {
    Matcher shown = SHOWN.matcher(Files.readString(Path.of("README.md")));
    int asked = 0;
    while (shown.find()) {
      asked++;
      // the shop of this test is a year older than the one whose answers are shown
      String query = shown.group(1).replace("2026-", "2025-").replace("prg_…", programme);
      JsonPath answer = Api.as(Roles.ADMIN).send(query);
      assertNull(answer.get("errors"), () -> query + answer.prettify());
      isOfShape(query, JSON.readTree(shown.group(2)), JSON.valueToTree(answer.getMap("data")));
    }
    assertEquals(6, asked, "five things to try, the last of them in two steps");
  }

  private static void isOfShape(String path, JsonNode shown, JsonNode answered) {
    if (shown.isNull() || answered.isNull()) {
      return; // what may be absent
    }
    if (shown.isObject()) {
      assertTrue(answered.isObject(), () -> path + " is " + answered);
      assertEquals(names(shown), names(answered), path);
      shown
          .fieldNames()
          .forEachRemaining(
              name -> isOfShape(path + "/" + name, shown.get(name), answered.get(name)));
    } else if (shown.isArray()) {
      assertFalse(answered.isEmpty(), () -> path + " has nothing in it");
      answered.forEach(one -> isOfShape(path + "[]", shown.get(0), one));
    } else {
      assertEquals(shown.isNumber(), answered.isNumber(), path);
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void the_shops_people_become_customers_without_a_wrong_merge_and_every_sale_is_there()
      throws Exception {
    Summary summary = Summary.read(doors, shop.truth(), programme);
    List<Sale> sales =
        shop.people().stream().flatMap(p -> shop.shopping().sales(p).stream()).toList();
    long returnedInFull =
        sales.stream()
            .filter(s -> s.refund() != null && s.refund().amountMinor() == s.totalMinor())
            .count();
    assertEquals(0, summary.wrongPairs());
    assertEquals(sales.size() - returnedInFull, summary.orders());
    assertEquals(
        Long.toString(sales.stream().mapToLong(Sale::totalMinor).sum()),
        TestDatabase.rows("SELECT sum(total_minor) FROM customer_order").get(0));
    assertEquals(
        Long.toString(
            sales.stream()
                .filter(s -> s.refund() != null)
                .mapToLong(s -> s.refund().amountMinor())
                .sum()),
        TestDatabase.rows("SELECT sum(amount_minor) FROM order_return").get(0));
    assertEquals(
        shop.people().stream().filter(p -> p.follower() != null).count(),
        (long) summary.known().get(Channel.WECHAT));
    int groups = shop.people().stream().mapToInt(OperationsTest::groups).sum();
    assertEquals(groups, summary.customers(), "what shares an identifier is one customer");
    assertTrue(groups > PEOPLE / 2 && groups != PEOPLE, "some share nothing, some are strangers");
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM rejected_message"));
  }

  @Test
  void the_shown_customer_is_one_across_all_three_channels() throws Exception {
    JsonNode page =
        JSON.readTree(Files.readString(OPERATIONS.resolve("CustomerPage.variables.json")));
    JsonNode customer =
        doors.ask("CustomerPage", "identifier", page.get("identifier")).get("customer");
    assertEquals(
        List.of("Tills", "WeChat", "Web shop"),
        customer.get("profiles").findValuesAsText("name").stream().distinct().sorted().toList());
    assertEquals(
        List.of("Tills", "Web shop"),
        customer.at("/orders/edges").findValues("source").stream()
            .map(source -> source.get("name").asText())
            .distinct()
            .sorted()
            .toList());
    assertTrue(
        customer
            .at("/timeline/edges")
            .findValuesAsText("kind")
            .containsAll(List.of("ORDER", "FOLLOW")));
    assertTrue(customer.at("/membership/tier").isTextual());
  }

  @Test
  void every_document_is_answered_and_no_field_asked_twice_mixes_its_answers() throws Exception {
    assertEquals(List.of(), send(files()));
    // who was one with another for a while is a member again, which other tests count
    Api.as(Roles.ADMIN).data("mutation { runJob(input: {name: \"recalculate-tiers\"}) { state } }");
    // what the documents made is there to be asked about
    AskedTwice fields =
        new AskedTwice(
            schema,
            Api.as(Roles.ADMIN),
            Map.of(
                "programme",
                List.of("\"" + programme + "\"", "\"prg_00000000000000000000000000\""),
                "customer",
                customers("\""),
                "currency",
                List.of("\"points\"", "\"growth\""),
                "name",
                List.of("\"name\"", "\"email\""),
                "amount",
                List.of("\"5000\"", "\"0\"")));
    fields.ask();
    assertEquals(List.of(), fields.wrong());
    Set<String> alike = new TreeSet<>(fields.asked());
    alike.removeAll(fields.toldApart());
    // whether both of the two have staff who look after them depends on who is asked about
    alike.removeAll(Set.of("Customer.relations", "Profile.relations"));
    assertEquals(ANSWERED_ALIKE, alike);
  }

  /** The two that the documents are about, as literals. */
  private static List<String> customers(String quote) {
    return TestDatabase.rows(
            "SELECT customer_id FROM customer WHERE merged_into IS NULL ORDER BY customer_id LIMIT 2")
        .stream()
        .map(id -> quote + TypeId.CUSTOMER.encode(UUID.fromString(id)) + quote)
        .toList();
  }

  /** Sends documents; answers those that are answered with an error. */
  private List<String> send(List<Path> documents) throws Exception {
    TestDatabase.run(
        """
        INSERT INTO match_trial (trial_id, run_id, precision, seed, requested_at, requested_by)
        SELECT run_id, run_id, 0.999, 1, now(), 'steward' FROM job_run LIMIT 1 ON CONFLICT DO NOTHING
        """);
    UUID review = UUID.randomUUID();
    TestDatabase.run(
        """
        INSERT INTO match_review (review_id, customer_id, other_id, guard, evidence, state, opened_at)
        SELECT '%s', min(customer_id::text)::uuid, max(customer_id::text)::uuid, 'BIRTH_DATES_DIFFER', '[]', 'OPEN', now()
        FROM customer WHERE merged_into IS NULL
        """
            .formatted(review));
    String other = customers("").get(1);
    String newcomer =
        customer(
            "SELECT customer_id FROM customer c WHERE merged_into IS NULL AND NOT EXISTS (SELECT FROM profile JOIN customer_order USING (profile_id) WHERE customer_id = c.customer_id) ORDER BY customer_id DESC LIMIT 1");
    String holder = customer(KNOWN_ONLY_BY.formatted("Tills"));
    String follower = customer(KNOWN_ONLY_BY.formatted("WeChat"));
    JsonPath waiting =
        Api.as(Roles.SERVICE)
            .data(
                PREPARED,
                "customer",
                other,
                "second",
                customers("").get(0),
                "third",
                newcomer,
                "programme",
                programme);
    Map<String, String> known =
        Map.ofEntries(
            Map.entry("${other}", other),
            Map.entry("${adjustment}", waiting.getString("prize.adjustment.id")),
            Map.entry("${held}", waiting.getString("basket.reservation.id")),
            Map.entry("${received}", waiting.getString("received.request.id")),
            Map.entry("${verified}", verified(waiting.getString("verified.request.id"))),
            Map.entry("${unwanted}", waiting.getString("unwanted.request.id")),
            Map.entry("${taken}", waiting.getString("taken.request.id")),
            Map.entry("${restriction}", restricted(waiting.getString("restriction.request.id"))),
            Map.entry("${review}", TypeId.REVIEW.encode(review)),
            Map.entry("${holder}", holder),
            Map.entry("${follower}", follower),
            Map.entry("${version}", Api.as(Roles.STEWARD).mergeVersion(holder, follower)),
            Map.entry(
                "${number}",
                phoneOf(
                    customer(
                        "SELECT customer_id FROM customer JOIN profile USING (customer_id) JOIN profile_identifier USING (profile_id) WHERE kind = 'PHONE' AND merged_into IS NULL ORDER BY customer_id DESC LIMIT 1"))),
            Map.entry("${newcomer}", newcomer),
            Map.entry("${programme}", programme),
            Map.entry(
                "${profile}",
                TypeId.PROFILE.encode(
                    id(
                        "SELECT profile_id FROM profile JOIN customer USING (customer_id) WHERE merged_into IS NULL ORDER BY customer_id, profile_id LIMIT 1"))),
            Map.entry("${customer}", customers("").get(0)),
            Map.entry(
                "${source}", TypeId.SOURCE.encode(id("SELECT source_id FROM source LIMIT 1"))),
            Map.entry(
                "${import}", TypeId.IMPORT.encode(id("SELECT import_id FROM import_job LIMIT 1"))),
            Map.entry(
                "${trial}",
                TypeId.MATCH_TRIAL.encode(id("SELECT trial_id FROM match_trial LIMIT 1"))),
            Map.entry("${run}", TypeId.JOB_RUN.encode(id("SELECT run_id FROM job_run LIMIT 1"))));
    List<String> wrong = new ArrayList<>();
    Map<String, String> made = new HashMap<>();
    for (Path document : documents) {
      String name = document.getFileName().toString().replace(".graphql", "");
      String variables = Files.readString(OPERATIONS.resolve(name + ".variables.json"));
      for (Map.Entry<String, String> value : known.entrySet()) {
        variables = variables.replace(value.getKey(), value.getValue());
      }
      variables = variables.replace("${now}", Instant.now().toString());
      for (Map.Entry<String, String> value : made.entrySet()) {
        variables = variables.replace(value.getKey(), value.getValue());
      }
      JsonPath answer =
          send(Files.readString(document), JSON.readTree(variables), known.get("${customer}"));
      String refusal = REFUSED_HERE.get(name);
      if (refusal != null) {
        if (!refusal.equals(answer.getString("errors[0].message"))) {
          wrong.add(name + ": " + answer.prettify());
        }
      } else if (answer.get("errors") != null || answer.getMap("data").containsValue(null)) {
        wrong.add(name + ": " + answer.prettify());
      } else {
        MADE.forEach(
            (key, path) -> {
              if (answer.getString("data." + path) != null) {
                made.put(key, answer.getString("data." + path));
              }
            });
      }
    }
    return wrong;
  }

  private static String customer(String sql) {
    return TypeId.CUSTOMER.encode(id(sql));
  }

  /** The phone number of a customer. */
  private static String phoneOf(String customer) {
    List<Map<String, String>> identifiers =
        Api.as(Roles.ADMIN)
            .data(
                "query($id: ID!) { customer(id: $id) { identifiers { kind value } } }",
                "id",
                customer)
            .getList("customer.identifiers");
    return identifiers.stream()
        .filter(identifier -> identifier.get("kind").equals("PHONE"))
        .findFirst()
        .orElseThrow()
        .get("value");
  }

  private static String verified(String request) {
    Api.as(Roles.SERVICE)
        .data(
            "mutation($r: ID!) { verifyPrivacyRequest(input: {request: $r, how: \"called back\"}) { request { id } } }",
            "r",
            request);
    return request;
  }

  private static String restricted(String request) {
    Api.as(Roles.SERVICE)
        .data(
            "mutation($r: ID!) { fulfilPrivacyRequest(input: {request: $r}) { request { id } } }",
            "r",
            verified(request));
    return request;
  }

  private static JsonPath send(String document, JsonNode variables, String member)
      throws IOException {
    if (document.startsWith("subscription")) {
      return first(document, variables);
    }
    List<Object> flat = new ArrayList<>();
    variables
        .fields()
        .forEachRemaining(
            variable ->
                flat.addAll(
                    List.of(
                        variable.getKey(), JSON.convertValue(variable.getValue(), Object.class))));
    Api who =
        document.contains(" me {")
            ? Api.withToken(TestDatabase.token(Map.of("role", Roles.MEMBER, "customer", member)))
            : Api.as(Roles.ADMIN);
    return who.send(document, flat.toArray());
  }

  /** What a subscription tells at once. */
  private static JsonPath first(String document, JsonNode variables) throws IOException {
    try (Socket socket = Socket.open(Socket.PROTOCOL, TestDatabase.token(Roles.ADMIN))) {
      Map<String, Object> asked = Map.of("query", document, "variables", variables);
      socket.send(
          JSON.writeValueAsString(Map.of("type", "subscribe", "id", "1", "payload", asked)));
      return new Answer(JSON.writeValueAsString(socket.next("next", "error").getMap("payload")));
    }
  }

  /** Into how many groups a person's identifiers tie the keys under which they are known. */
  private static int groups(Person person) {
    List<Set<String>> groups = new ArrayList<>();
    for (Person.Card card : person.cards()) {
      join(groups, card.customerRef(), phone(card.phone()), email(card.email()), card.number());
    }
    Person.Account account = person.account();
    if (account != null) {
      join(
          groups,
          account.userId(),
          phone(account.phone()),
          email(account.email()),
          account.unionId());
    }
    Person.Follower follower = person.follower();
    if (follower != null) {
      join(
          groups,
          follower.openId(),
          phone(follower.phone()),
          follower.unionId(),
          follower.cardNumber());
    }
    return groups.size();
  }

  private static void join(List<Set<String>> groups, String... values) {
    Set<String> joined = new HashSet<>(Arrays.asList(values));
    joined.remove(null);
    List<Set<String>> tied =
        groups.stream().filter(group -> !Collections.disjoint(group, joined)).toList();
    groups.removeAll(tied);
    tied.forEach(joined::addAll);
    groups.add(joined);
  }

  private static String phone(String written) {
    String digits =
        written == null ? null : Normalizer.normalize(written, Form.NFKC).replaceAll("\\D", "");
    return digits == null ? null : digits.replaceFirst("^(00)?86(?=1\\d{10}$)", "");
  }

  private static String email(String written) {
    return written == null || !written.contains("@") ? null : written;
  }

  private static UUID id(String query) {
    return UUID.fromString(TestDatabase.rows(query).get(0));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(OPERATIONS)) {
      return files.filter(file -> file.toString().endsWith(".graphql")).sorted().toList();
    }
  }
}
