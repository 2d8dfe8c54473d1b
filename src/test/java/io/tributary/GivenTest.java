package io.tributary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fixtures themselves: what a test says is what the tables hold. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class GivenTest {
  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  @Test
  void a_customer_buys_returns_and_looks_around() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z")
        .line("tea", "80.00")
        .line("cup", "8.00")
        .returned("8.00", "2024-03-05T10:00:00Z");
    wei.did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");

    assertEquals(
        List.of("Zhang Wei|OFFLINE|8000"),
        TestDatabase.rows(
            """
            SELECT c.display_name, s.kind, o.net_minor FROM customer c JOIN profile p USING (customer_id)
            JOIN source s USING (source_id) JOIN counted_order o USING (profile_id)
            """));
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM order_line"));
    assertEquals(List.of("VIEW"), TestDatabase.rows("SELECT kind FROM event"));
  }
}
