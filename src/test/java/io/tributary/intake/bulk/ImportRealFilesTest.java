package io.tributary.intake.bulk;

import static io.tributary.TestDatabase.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real files with known figures; they are not part of the repository. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ImportRealFilesTest {
  private static byte[] shared(String name) throws IOException {
    Path file = Path.of(System.getProperty("tributary.shared", "../shared"), "data", name);
    assumeTrue(Files.exists(file), () -> file + " is not there");
    return Files.readAllBytes(file);
  }

  private Source web;
  private Source till;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    web = Sent.newSource("web");
    till = Sent.newSource("till");
  }

  @Test
  void every_order_of_the_record_shop_gets_in_once() throws IOException {
    byte[] file = shared("cdnow/orders.csv");
    assertEquals(
        "COMPLETED accepted 69659 duplicates 0 rejected 0",
        Sent.csv(web.name(), "orders", file).finished().counts());
    assertEquals(
        List.of("69659|250031563|23570"),
        rows(
            "SELECT count(*), sum(net_minor), (SELECT count(*) FROM customer) FROM counted_order"));
    List<String> before = state();
    assertEquals(
        "COMPLETED accepted 0 duplicates 69659 rejected 0",
        Sent.csv(web.name(), "orders", file).finished().counts());
    assertEquals(before, state());
  }

  private static List<String> state() {
    return rows(
        """
        SELECT 'order', count(*), md5(string_agg(o::text, '' ORDER BY order_id)) FROM customer_order o
        UNION ALL SELECT 'profile', count(*), md5(string_agg(p::text, '' ORDER BY profile_id)) FROM profile p
        UNION ALL SELECT 'customer', count(*), md5(string_agg(c::text, '' ORDER BY customer_id)) FROM customer c
        UNION ALL SELECT 'change', count(*), md5(string_agg(q::text, '' ORDER BY change_id)) FROM customer_change q
        ORDER BY 1
        """);
  }

  @Test
  void the_grocers_baskets_add_up_to_the_cent() throws IOException {
    byte[] lines = shared("completejourney/transactions_sample.csv");
    Sent.Result result =
        Sent.csv(till.name(), "order-lines", lines)
            .with(
                "map",
                "household_id:customer_ref,basket_id:order_id,product_id:sku,sales_value:amount,"
                    + "transaction_timestamp:ordered_at,store_id:store")
            .with("fixed", "currency:USD")
            .finished();
    // one line's amount is 4.440892e-16: the rounding error of whoever exported it
    assertEquals("COMPLETED accepted 75000 duplicates 0 rejected 0", result.counts());
    assertEquals(
        List.of("23393524|293"),
        rows("SELECT sum(net_minor), count(DISTINCT store_id) FROM counted_order"));
    assertEquals(List.of("2377"), rows("SELECT count(*) FROM customer"));

    Sent.Result products =
        Sent.csv(till.name(), "products", shared("completejourney/products.csv"))
            .with("map", "product_id:sku,product_category:category,product_type:name")
            .finished();
    assertEquals("COMPLETED accepted 92331 duplicates 0 rejected 0", products.counts());
  }
}
