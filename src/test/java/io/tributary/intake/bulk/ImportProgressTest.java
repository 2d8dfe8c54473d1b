package io.tributary.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ImportProgressTest {
  private Source web;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    web = Sent.newSource("web");
  }

  private static Socket follow(String id) {
    return Socket.subscribe(
        TestDatabase.token("admin"),
        "subscription { importProgress(id: \"" + id + "\") { state accepted total progress } }");
  }

  @Test
  void a_subscriber_hears_of_the_import_until_it_ends() {
    StringBuilder file = new StringBuilder("order_id,customer_ref,ordered_at,total\n");
    for (int i = 0; i < 6_000; i++) {
      file.append("o").append(i).append(",c").append(i).append(",2024-03-01,1\n");
    }
    String id = Sent.csv(web.name(), "orders", file.toString()).accepted();
    try (Socket socket = follow(id)) {
      String state = "QUEUED";
      int accepted = 0;
      while (!state.equals("COMPLETED")) {
        JsonPath news = socket.next("next");
        state = news.getString("payload.data.importProgress.state");
        assertTrue(news.getInt("payload.data.importProgress.accepted") >= accepted);
        accepted = news.getInt("payload.data.importProgress.accepted");
      }
      assertEquals(6_000, accepted);
      assertEquals("1", socket.next("complete").getString("id"));
    }
  }

  @Test
  void an_unknown_import_has_no_news() {
    try (Socket socket = follow("imp_nonsense")) {
      assertEquals("1", socket.next("complete").getString("id"));
    }
  }
}
