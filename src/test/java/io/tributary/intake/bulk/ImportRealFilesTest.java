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

  private Source till;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    till = Sent.newSource("till");
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
