package io.tributary.insight.channel;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.SourceKind;
import io.tributary.platform.Money;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The figures of channels: one statement reads the terms, another the figures. */
@ApplicationScoped
class Channels {
  private final Tx tx;
  private final Clock clock;
  private final ChannelReadStore store;

  Channels(Tx tx, Clock clock, ChannelReadStore store) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
  }

  /** What each channel cost and brought; currency null for the one in use. */
  Uni<ChannelReport> report(Instant from, Instant asOf, int lookbackDays, String asked) {
    return tx.read(
        connection ->
            store
                .inUse(connection)
                .chain(
                    used -> {
                      String currency = asked == null ? used.currency() : asked;
                      ChannelRule rule = new ChannelRule(currency, used.settings().marginShare());
                      Map<String, ChannelTally> tallies = new HashMap<>();
                      return store
                          .tallies(
                              connection,
                              from,
                              asOf,
                              currency,
                              lookbackDays,
                              (channel, tally) -> add(tallies, channel, tally))
                          .map(done -> report(tallies, rule, from, asOf, used.timezone()));
                    }));
  }

  private static void add(Map<String, ChannelTally> tallies, String channel, ChannelTally tally) {
    tallies.merge(
        channel == null ? "" : channel,
        tally,
        (one, other) -> one.plus(other, Math.max(one.visitors(), other.visitors())));
  }

  /** The empty name is of all channels' visits together, counted by the database. */
  private ChannelReport report(
      Map<String, ChannelTally> tallies,
      ChannelRule rule,
      Instant from,
      Instant asOf,
      String timezone) {
    ChannelTally visits = tallies.getOrDefault("", ChannelTally.NONE);
    tallies.remove("");
    ChannelTally all =
        tallies.values().stream()
            .reduce(ChannelTally.NONE, (one, other) -> one.plus(other, visits.visitors()));
    List<ChannelFigures> channels =
        tallies.entrySet().stream()
            .map(channel -> rule.figures(channel.getKey(), channel.getValue()))
            .sorted(
                Comparator.comparingInt(ChannelFigures::visits)
                    .reversed()
                    .thenComparing(ChannelFigures::channel))
            .toList();
    ChannelFigures overall = rule.figures(null, all);
    return new ChannelReport(
        utc(from),
        utc(asOf),
        utc(clock.instant()),
        timezone,
        overall.newCustomers(),
        channels,
        overall);
  }

  /** Who buys where. */
  Uni<ChannelCustomers> customers(Instant asOf, String asked) {
    return tx.read(
        connection ->
            store
                .inUse(connection)
                .map(used -> asked == null ? used.currency() : asked)
                .chain(
                    currency ->
                        store
                            .customers(connection, asOf, currency)
                            .map(parts -> customers(parts, currency, asOf))));
  }

  private ChannelCustomers customers(
      List<ChannelReadStore.Part> parts, String currency, Instant asOf) {
    int all = of(parts, "KINDS").stream().mapToInt(ChannelReadStore.Part::customers).sum();
    int several =
        of(parts, "KINDS").stream()
            .filter(part -> Integer.parseInt(part.key()) >= 2)
            .mapToInt(ChannelReadStore.Part::customers)
            .sum();
    Map<String, Integer> began = new HashMap<>();
    of(parts, "BEGAN").forEach(part -> began.put(part.key(), part.customers()));
    return new ChannelCustomers(
        utc(asOf),
        utc(clock.instant()),
        all,
        of(parts, "ORDERS").stream().mapToInt(ChannelReadStore.Part::customers).sum(),
        groups(parts, "FIRST", all, currency),
        groups(parts, "LAST", all, currency),
        groups(parts, "FAVOURITE", all, currency),
        several,
        all == 0 ? null : several / (double) all,
        channels(parts, "1", all, currency),
        channels(parts, "2", all, currency),
        of(parts, "MOVE").stream()
            .map(
                part ->
                    new ChannelCustomers.Move(
                        SourceKind.valueOf(part.key()),
                        SourceKind.valueOf(part.to()),
                        began.get(part.key()),
                        part.customers(),
                        part.customers() / (double) began.get(part.key()),
                        part.days()))
            .toList());
  }

  private static List<ChannelReadStore.Part> of(List<ChannelReadStore.Part> parts, String by) {
    return parts.stream().filter(part -> part.by().equals(by)).toList();
  }

  private static List<ChannelCustomers.Group> groups(
      List<ChannelReadStore.Part> parts, String by, int all, String currency) {
    return of(parts, by).stream()
        .map(part -> group(part.key(), part.customers(), part.minor(), all, currency))
        .toList();
  }

  private static ChannelCustomers.Group channels(
      List<ChannelReadStore.Part> parts, String number, int all, String currency) {
    return of(parts, "CHANNELS").stream()
        .filter(part -> part.key().equals(number))
        .map(part -> group(null, part.customers(), part.minor(), all, currency))
        .findFirst()
        .orElseGet(() -> group(null, 0, 0, all, currency));
  }

  private static ChannelCustomers.Group group(
      String channel, int customers, long minor, int all, String currency) {
    return new ChannelCustomers.Group(
        channel,
        customers,
        all == 0 ? null : customers / (double) all,
        new Money(minor, currency),
        customers == 0 ? null : new Money(Math.round(minor / (double) customers), currency));
  }

  /** How far people came through a funnel whose steps were checked. */
  Uni<FunnelReport> funnel(
      Instant from, Instant asOf, List<FunnelInput.Step> steps, long windowSeconds) {
    return tx.write(
        connection ->
            store
                .settings(connection)
                .chain(
                    settings -> {
                      List<List<String>> names =
                          steps.stream().map(step -> names(step, settings)).toList();
                      Walk walk = new Walk(steps, names, windowSeconds);
                      return store
                          .steps(
                              connection,
                              from,
                              asOf,
                              names.stream().flatMap(List::stream).distinct().toList(),
                              steps.stream().anyMatch(s -> s.kind() == FunnelInput.Kind.PURCHASE),
                              walk)
                          .map(done -> report(walk.end(), steps, from, asOf));
                    }));
  }

  private static List<String> names(FunnelInput.Step step, ChannelSettings settings) {
    return switch (step.kind()) {
      case EVENT -> List.of(step.event().toLowerCase(Locale.ROOT));
      case REGISTRATION -> settings.registrationEvents();
      case ENQUIRY -> settings.enquiryEvents();
      case PURCHASE -> List.of();
    };
  }

  private FunnelReport report(
      FunnelRule rule, List<FunnelInput.Step> steps, Instant from, Instant asOf) {
    List<FunnelReport.Step> reached = new ArrayList<>(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      FunnelInput.Step step = steps.get(i);
      reached.add(
          new FunnelReport.Step(
              step.kind() == FunnelInput.Kind.EVENT ? step.event() : step.kind().name(),
              (int) rule.reached(i),
              ratio(rule.reached(i), rule.reached(0)),
              i == 0 ? null : ratio(rule.reached(i), rule.reached(i - 1)),
              i == 0 ? null : rule.medianSeconds(i)));
    }
    return new FunnelReport(
        utc(from), utc(asOf), utc(clock.instant()), (int) rule.reached(0), reached);
  }

  private static Double ratio(long part, long whole) {
    return whole == 0 ? null : part / (double) whole;
  }

  /** Tells the rule person by person what happened. */
  private static final class Walk implements ChannelReadStore.Steps {
    private final FunnelRule rule;
    private final Map<String, boolean[]> steps = new HashMap<>();
    private UUID person;

    Walk(List<FunnelInput.Step> wanted, List<List<String>> names, long windowSeconds) {
      rule = new FunnelRule(wanted.size(), windowSeconds);
      for (int i = 0; i < wanted.size(); i++) {
        int place = i;
        List<String> of = new ArrayList<>(names.get(i));
        if (wanted.get(i).kind() == FunnelInput.Kind.PURCHASE) {
          of.add(null);
        }
        of.forEach(
            name -> steps.computeIfAbsent(name, n -> new boolean[wanted.size()])[place] = true);
      }
    }

    @Override
    public void happened(UUID visitor, long second, String name) {
      if (person != null && !person.equals(visitor)) {
        rule.endOfPerson();
      }
      person = visitor;
      rule.happened(second, steps.get(name));
    }

    FunnelRule end() {
      if (person != null) {
        rule.endOfPerson();
      }
      return rule;
    }
  }
}
