package io.tributary.loyalty.earning;

import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** What tests of earning begin with: a programme and a member. */
abstract class EarningCase {
  static final String PUBLISH =
      """
      mutation($input: EarningPolicyInput!) { publishEarningPolicy(input: $input) {
        policy { id number currency pointsPerUnit rules publishedBy } } }
      """;

  @Inject Changes changes;
  final Api admin = Api.as("admin");
  String programme;
  Given.Person wei;

  @BeforeEach
  void a_programme_and_a_member() {
    TestDatabase.clear();
    programme =
        admin
            .data(
                """
                mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
                """)
            .getString("createProgramme.programme.id");
    wei = Given.customer("Zhang Wei");
  }

  Map<String, Object> policy(Object... more) {
    Map<String, Object> input =
        new HashMap<>(
            Map.of(
                "programme", programme,
                "pointsPerUnit", "1",
                "effectiveFrom", "2024-01-01T00:00:00+08:00"));
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return input;
  }

  void publish(Object... more) {
    admin.data(PUBLISH, "input", policy(more));
  }

  void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }

  /**
   * Entries by kind and points, in order; lots of old sales have ended by now, so expiry is far.
   */
  List<String> entries() {
    return TestDatabase.rows(
        "SELECT kind, amount FROM points_entry WHERE kind <> 'EXPIRE' ORDER BY recorded_at, entry_id");
  }

  void neverExpire() {
    admin.data(
        "mutation($p: ID!) { setPointsCurrency(input: {programme: $p, code: \"POINTS\"}) { currency { validity } } }",
        "p",
        programme);
  }

  /** A return of a product, rolled up on its order as commerce does. */
  static void returned(Given.Sale sale, String sku, long minor) {
    sale.returned("0.00", "2024-03-05T10:00:00Z");
    TestDatabase.run(
        """
        UPDATE order_return SET sku = '%s', amount_minor = %d WHERE order_id = '%s' AND sku IS NULL;
        UPDATE customer_order SET returned_minor = returned_minor + %d, refunded_minor = returned_minor + %d, last_returned_at = '2024-03-05T10:00:00Z', changed_at = clock_timestamp()
        WHERE order_id = '%s'
        """
            .formatted(sku, minor, sale.uuid(), minor, minor, sale.uuid()));
  }
}
