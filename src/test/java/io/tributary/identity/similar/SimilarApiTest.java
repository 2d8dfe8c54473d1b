package io.tributary.identity.similar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.Identities;
import io.tributary.identity.Known;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SimilarApiTest {
  private static final String FIND =
      """
      query($input: SimilarCustomersInput!) {
        findSimilarCustomers(input: $input) {
          customerId score why name phone email birthDate city masked explanation { field level weight } }
      }
      """;

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Changes changes;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private Known says(String key, String phone, String email, Map<String, Object> attributes) {
    Source till = Given.source("till");
    ProfileFact fact =
        new ProfileFact(
            ProfileKey.user(key),
            List.of(),
            List.of(
                new GivenIdentifier(IdentifierKind.PHONE, null, phone, true),
                new GivenIdentifier(IdentifierKind.EMAIL, null, email, true)),
            attributes,
            false,
            Instant.parse("2024-05-01T10:00:00Z"));
    Known known =
        tx.write(c -> identities.resolve(c, till, List.of(fact))).await().indefinitely().get(0);
    changes.drain().await().indefinitely();
    return known;
  }

  private static JsonPath find(String role, Map<String, Object> input) {
    return Api.as(role).data(FIND, "input", input);
  }

  @Test
  void whoever_is_there_already_is_found_and_says_why() {
    Known wei =
        says(
            "c1",
            "13912345678",
            "wei@mail.example",
            Map.of("name", "张伟", "birth_date", "1990-03-04", "city", "上海"));
    says("c2", "13811111111", "na@mail.example", Map.of("name", "李娜", "city", "上海"));
    JsonPath found =
        find(
            "service",
            Map.of("name", "Zhang Wei", "phone", "0086 139-1234-5687", "birthDate", "1990-04-03"));
    assertEquals(
        List.of(TypeId.CUSTOMER.encode(wei.customerId())),
        found.getList("findSimilarCustomers.customerId"));
    assertTrue(found.getDouble("findSimilarCustomers[0].score") > .5);
    assertTrue(
        found.getList("findSimilarCustomers[0].explanation.field").contains("birth date"),
        found::prettify);
    assertTrue(found.getString("findSimilarCustomers[0].why").contains("birth date day and month"));
    assertEquals("+8613912345678", found.getString("findSimilarCustomers[0].phone"));
    assertFalse(found.getBoolean("findSimilarCustomers[0].masked"));
  }

  @Test
  void a_till_sees_masked_values_and_no_more() {
    says(
        "c1",
        "13912345678",
        "wei@mail.example",
        Map.of("name", "张伟", "birth_date", "1990-03-04", "city", "上海"));
    JsonPath found = find("till", Map.of("phone", "139 1234 5678", "name", "张伟"));
    assertEquals("张*", found.getString("findSimilarCustomers[0].name"));
    assertEquals("+86139****5678", found.getString("findSimilarCustomers[0].phone"));
    assertEquals("w***@mail.example", found.getString("findSimilarCustomers[0].email"));
    assertEquals("1990", found.getString("findSimilarCustomers[0].birthDate"));
    assertTrue(found.getBoolean("findSimilarCustomers[0].masked"));
  }

  @Test
  void an_attribute_of_another_type_or_none_at_all_is_no_obstacle() {
    says("c1", "13912345678", "wei@mail.example", Map.of("birth_date", 1990, "city", List.of("a")));
    JsonPath found = find("admin", Map.of("phone", "13912345678", "minimumScore", 0));
    assertEquals(1, found.getList("findSimilarCustomers").size());
    assertNull(found.get("findSimilarCustomers[0].name"));
  }

  @Test
  void nobody_is_found_where_nobody_is_and_half_a_number_does_not_end_the_search() {
    Known wei = says("c1", "13912345678", "wei@mail.example", Map.of("name", "张伟", "city", "上海"));
    assertEquals(List.of(), find("admin", Map.of("name", "李娜")).getList("findSimilarCustomers"));
    assertEquals(
        List.of(TypeId.CUSTOMER.encode(wei.customerId())),
        find("admin", Map.of("name", "张伟", "city", "上海市", "phone", "139", "minimumScore", 0))
            .getList("findSimilarCustomers.customerId"));
  }

  @Test
  void it_takes_three_statements_whatever_is_found() {
    says("c1", "13912345678", "wei@mail.example", Map.of("name", "张伟", "city", "上海"));
    find("admin", Map.of("name", "张伟", "city", "上海", "minimumScore", 0));
    TestDatabase.clearStatements();
    find("admin", Map.of("name", "张伟", "city", "上海", "minimumScore", 0));
    assertTrue(TestDatabase.statements() <= 3, () -> TestDatabase.statements() + " statements");
  }

  @Test
  void what_cannot_be_looked_for_is_refused_and_so_is_whoever_may_not() {
    for (Map<String, Object> input :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("city", "上海"),
            Map.of("name", " "),
            Map.of("name", "x".repeat(400)),
            Map.of("name", "张伟", "first", 0),
            Map.of("name", "张伟", "minimumScore", 2))) {
      assertEquals("INVALID_INPUT", Api.as("admin").error(FIND, "input", input));
    }
    for (String role : List.of("analyst", "marketer", "member")) {
      assertEquals("FORBIDDEN", Api.as(role).error(FIND, "input", Map.of("name", "张伟")));
    }
  }
}
