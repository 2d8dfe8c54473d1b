package io.tributary.platform.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What became of the demo's people.
 *
 * @param known how many customers each channel knows
 * @param customers how many customers there are in all
 * @param wrongPairs pairs of profiles that were put together and belong to different people
 * @param orders how many orders count
 * @param tiers members by tier, lowest first
 * @param repurchase the share of customers who bought again within 90 days, as a percentage; null
 *     when nobody's 90 days are over
 */
record Summary(
    Map<Channel, Integer> known,
    int customers,
    long wrongPairs,
    long orders,
    Map<String, Integer> tiers,
    Double repurchase) {

  private static final int PAGE = 100;

  /** Reads all customers, a page at a time, and the programme's figures. */
  static Summary read(FrontDoors doors, Truth truth, String programme)
      throws IOException, InterruptedException {
    Map<Channel, Integer> known = new EnumMap<>(Channel.class);
    int customers = 0;
    long wrongPairs = 0;
    long orders = 0;
    String after = null;
    do {
      JsonNode page = doors.ask("KnownPeople", "first", PAGE, "after", after).get("customers");
      for (JsonNode edge : page.get("edges")) {
        List<Map.Entry<String, String>> profiles = profiles(edge.get("node"));
        customers++;
        orders += edge.at("/node/metrics/orders").asLong();
        wrongPairs += truth.wrongPairs(profiles);
        for (Channel channel : Channel.values()) {
          if (profiles.stream().anyMatch(p -> p.getKey().equals(channel.sourceName()))) {
            known.merge(channel, 1, Integer::sum);
          }
        }
      }
      boolean more = page.at("/pageInfo/hasNextPage").asBoolean();
      after = more ? page.at("/pageInfo/endCursor").asText() : null;
    } while (after != null);
    return new Summary(
        known, customers, wrongPairs, orders, tiers(doors, programme), repurchase(doors));
  }

  private static List<Map.Entry<String, String>> profiles(JsonNode customer) {
    List<Map.Entry<String, String>> profiles = new ArrayList<>();
    for (JsonNode profile : customer.get("profiles")) {
      profiles.add(Map.entry(profile.at("/source/name").asText(), profile.get("key").asText()));
    }
    return profiles;
  }

  private static Map<String, Integer> tiers(FrontDoors doors, String programme)
      throws IOException, InterruptedException {
    JsonNode counts = doors.ask("TierDistribution", "programme", programme).get("tierDistribution");
    return StreamSupport.stream(counts.spliterator(), false)
        .collect(
            Collectors.toMap(
                count -> count.get("tier").asText(),
                count -> count.get("members").asInt(),
                Integer::sum,
                LinkedHashMap::new));
  }

  private static Double repurchase(FrontDoors doors) throws IOException, InterruptedException {
    Map<String, Object> input = Map.of("days", List.of(90), "timezone", Shopping.ZONE.getId());
    JsonNode rate = doors.ask("Repurchase", "input", input).at("/repurchase/windows/0/rate");
    return rate.isNumber() ? 100 * rate.asDouble() : null;
  }

  /** The summary in a few lines for people. */
  String lines(int people) {
    String channels =
        known.entrySet().stream()
            .map(e -> e.getKey().sourceName() + " " + grouped(e.getValue()))
            .collect(Collectors.joining(", "));
    String members =
        tiers.entrySet().stream()
            .map(e -> e.getKey() + " " + grouped(e.getValue()))
            .collect(Collectors.joining(", "));
    String again = repurchase == null ? "not known yet" : "%.1f %%".formatted(repurchase);
    return """
          people known to   %s
          they make         %s customers of %s people, %s pairs wrongly merged
          orders            %s
          tiers             %s
          again in 90 days  %s of those who bought once\
        """
        .formatted(
            channels,
            grouped(customers),
            grouped(people),
            grouped(wrongPairs),
            grouped(orders),
            members,
            again);
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
