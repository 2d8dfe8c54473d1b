package io.tributary.platform.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Sends all that the demo shop knows through the front doors, then has the figures made. */
final class Delivery {
  private static final int IN_FLIGHT = 3;
  private static final int MESSAGES_A_BATCH = 500;
  private static final String PROGRAMME = "Rivulet Club";

  /** The ladder of the shop's club: net spend within twelve months, in yuan. */
  private static final List<Map<String, String>> TIERS =
      List.of(
          Map.of("name", "Basic", "minimumSpend", "0"),
          Map.of("name", "Silver", "minimumSpend", "1000"),
          Map.of("name", "Gold", "minimumSpend", "3000"),
          Map.of("name", "Diamond", "minimumSpend", "8000"));

  private final FrontDoors doors;
  private final DemoShop shop;
  private final Map<Channel, String> writeKeys = new EnumMap<>(Channel.class);

  Delivery(FrontDoors doors, DemoShop shop) {
    this.doors = doors;
    this.shop = shop;
  }

  /**
   * Sends everything. What an earlier run has brought in before it was cut short is sent again,
   * which changes nothing: every fact counts once.
   */
  void run() throws IOException, InterruptedException {
    JsonNode known = doors.ask("Sources", "first", 100);
    for (Channel channel : Channel.values()) {
      Optional<JsonNode> source = named(known.at("/sources/edges"), channel.sourceName());
      writeKeys.put(channel, source.isPresent() ? newKey(source.get()) : source(channel));
    }
    TillFiles tills = shop.tills();
    upload("stores", TillFiles.stores());
    upload("products", TillFiles.products());
    upload("customers", tills.customers());
    upload("orders", tills.orders());
    upload("order-lines", tills.orderLines());
    upload("returns", tills.returns());
    track(Channel.WEB, shop.web().messages());
    track(Channel.WECHAT, shop.weChat().messages());
    programme();
    job("recalculate-tiers");
    job("refresh-retention");
  }

  private static Optional<JsonNode> named(JsonNode edges, String name) {
    return StreamSupport.stream(edges.spliterator(), false)
        .map(edge -> edge.get("node"))
        .filter(node -> node.get("name").asText().equals(name))
        .findFirst();
  }

  /** A key is shown once, so what was made by an earlier run gets another one. */
  private String newKey(JsonNode source) throws IOException, InterruptedException {
    return doors
        .ask("RotateWriteKey", "input", Map.of("id", source.get("id").asText()))
        .at("/rotateWriteKey/writeKey")
        .asText();
  }

  private String source(Channel channel) throws IOException, InterruptedException {
    Map<String, Object> input =
        Map.of(
            "name", channel.sourceName(),
            "kind", channel.kind(),
            "trustRank", channel.trustRank(),
            "region", "CN",
            "currency", DemoShop.CURRENCY,
            "timezone", Shopping.ZONE.getId());
    return doors.ask("CreateSource", "input", input).at("/createSource/writeKey").asText();
  }

  private void upload(String kind, Stream<String> lines) throws IOException, InterruptedException {
    String id = doors.upload(writeKeys.get(Channel.TILL), kind, lines);
    while (true) {
      JsonNode job = doors.ask("ImportJob", "id", id).get("importJob");
      String state = job.get("state").asText();
      if (state.equals("COMPLETED") && job.get("rejected").asInt() == 0) {
        return;
      }
      if (!state.equals("QUEUED") && !state.equals("RUNNING")) {
        throw new IOException("the import of " + kind + " ended as " + job);
      }
      Thread.sleep(50);
    }
  }

  /** A few batches are on their way at once; the first that fails ends it. */
  private void track(Channel channel, Stream<String> messages)
      throws IOException, InterruptedException {
    ExecutorService senders = Executors.newFixedThreadPool(IN_FLIGHT);
    Semaphore free = new Semaphore(IN_FLIGHT);
    try {
      Batches batches = new Batches(messages.iterator(), MESSAGES_A_BATCH);
      List<Future<?>> sent = new ArrayList<>();
      while (batches.hasNext()) {
        String batch = batches.next();
        free.acquire();
        sent.add(
            senders.submit(
                () -> {
                  try {
                    doors.track(writeKeys.get(channel), batch);
                  } finally {
                    free.release();
                  }
                  return null;
                }));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      senders.shutdownNow();
    }
  }

  private void programme() throws IOException, InterruptedException {
    JsonNode known = doors.ask("Programmes", "first", 100).at("/programmes/edges");
    Optional<JsonNode> begun = named(known, PROGRAMME);
    String id = begun.isPresent() ? begun.get().get("id").asText() : newProgramme();
    if (begun.isEmpty() || !begun.get().hasNonNull("policy")) {
      doors.ask(
          "PublishTierPolicy", "input", Map.of("programme", id, "tiers", TIERS, "period", "P12M"));
    }
  }

  private String newProgramme() throws IOException, InterruptedException {
    Map<String, String> programme =
        Map.of("name", PROGRAMME, "currency", DemoShop.CURRENCY, "timezone", Shopping.ZONE.getId());
    return doors
        .ask("CreateProgramme", "input", programme)
        .at("/createProgramme/programme/id")
        .asText();
  }

  private void job(String name) throws IOException, InterruptedException {
    JsonNode run = doors.ask("RunJob", "input", Map.of("name", name)).get("runJob");
    while (run.get("state").asText().matches("QUEUED|RUNNING")) {
      Thread.sleep(200);
      run = doors.ask("JobRun", "id", run.get("id").asText()).get("node");
    }
    if (!run.get("state").asText().equals("COMPLETED")) {
      throw new IOException("the job " + name + " ended as " + run);
    }
  }
}
