package io.tributary.platform.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Roles;
import io.tributary.platform.demo.TruthMeasure.Ended;
import io.tributary.platform.demo.TruthMeasure.Figures;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo's people with every mishap: who is merged, who is asked about, who is mixed up. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TruthTest {
  private static final int PEOPLE = 1_000;
  private static final long SEED = 20260101;
  private static final Instant AS_OF = Instant.parse("2026-02-28T16:00:00Z");

  @Inject Changes changes;

  @Test
  void of_a_thousand_people_with_every_mishap_none_are_mixed_up_and_splits_are_found()
      throws Exception {
    TestDatabase.clear();
    DemoShop shop = TruthMeasure.shop(SEED, PEOPLE, AS_OF);
    FrontDoors doors =
        new FrontDoors(
            URI.create("http://localhost:" + RestAssured.port), TestDatabase.token(Roles.ADMIN));
    Map<Channel, String> keys = new EnumMap<>(Channel.class);
    for (Channel channel : Channel.values()) {
      keys.put(channel, source(doors, channel));
    }
    upload(doors, keys.get(Channel.TILL), shop.tills().customers());
    identify(doors, keys.get(Channel.WEB), shop.web().messages());
    identify(doors, keys.get(Channel.WECHAT), shop.weChat().messages());
    TruthMeasure truth = TruthMeasure.of(shop);
    Figures before = truth.measure(profiles(), reviews());
    assertEquals(0, before.wrong(), () -> "by identifiers alone: " + before);
    match(doors);
    Figures figures = truth.measure(profiles(), reviews());
    assertEquals(0, figures.wrong(), figures::toString);
    assertTrue(figures.found() >= .97, figures::toString);
  }

  private void match(FrontDoors doors) throws Exception {
    changes.drain().await().indefinitely();
    String state =
        doors
            .ask("RunJob", "input", Map.of("name", "match-customers"))
            .at("/runJob/state")
            .asText();
    assertEquals("COMPLETED", state);
  }

  private static String source(FrontDoors doors, Channel channel) throws Exception {
    Map<String, Object> input =
        Map.of(
            "name", channel.sourceName(), "kind", channel.kind(), "trustRank", 50, "region", "CN");
    return doors.ask("CreateSource", "input", input).at("/createSource/writeKey").asText();
  }

  private static void upload(FrontDoors doors, String key, Stream<String> lines) throws Exception {
    String id = doors.upload(key, "customers", lines);
    String state;
    do {
      JsonNode job = doors.ask("ImportJob", "id", id).get("importJob");
      state = job.get("state").asText();
    } while (state.equals("QUEUED") || state.equals("RUNNING"));
    assertEquals("COMPLETED", state);
  }

  private static void identify(FrontDoors doors, String key, Stream<String> messages)
      throws Exception {
    Batches batches =
        new Batches(messages.filter(m -> m.contains("\"type\":\"identify\"")).iterator(), 500);
    while (batches.hasNext()) {
      doors.track(key, batches.next());
    }
  }

  private static List<Ended> profiles() {
    return TestDatabase.rows(
            "SELECT s.name, p.key, p.customer_id FROM profile p JOIN source s USING (source_id) WHERE p.customer_id IS NOT NULL")
        .stream()
        .map(row -> row.split("\\|"))
        .map(row -> new Ended(row[0], row[1], UUID.fromString(row[2])))
        .toList();
  }

  private static List<Set<UUID>> reviews() {
    return TestDatabase.rows(TruthMeasure.OPEN_REVIEWS).stream()
        .map(row -> row.split("\\|"))
        .map(row -> Set.of(UUID.fromString(row[0]), UUID.fromString(row[1])))
        .toList();
  }
}
