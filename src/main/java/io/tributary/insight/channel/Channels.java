package io.tributary.insight.channel;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.SourceKind;
import io.tributary.platform.Money;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The figures of channels, each answer by one statement. */
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
    Map<String, ChannelTally> tallies = new HashMap<>();
    return tx.read(
            connection ->
                store.tallies(
                    connection,
                    from,
                    asOf,
                    asked,
                    lookbackDays,
                    (channel, tally) -> add(tallies, channel, tally)))
        .map(
            terms ->
                report(
                    tallies,
                    new ChannelRule(terms.currency(), terms.marginShare()),
                    from,
                    asOf,
                    terms));
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
      ChannelReadStore.Terms terms) {
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
        terms.timezone(),
        overall.newCustomers(),
        channels,
        overall,
        terms.anonymous());
  }

  /** Who buys where; currency null for the one in use. */
  Uni<ChannelCustomers> customers(Instant asOf, String asked) {
    return tx.read(connection -> store.customers(connection, asOf, asked))
        .map(parts -> customers(parts.all(), parts.currency(), asOf));
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
    Money spent = new Money(minor, currency);
    return new ChannelCustomers.Group(
        channel,
        customers,
        all == 0 ? null : customers / (double) all,
        spent,
        customers == 0 ? null : spent.dividedBy(BigDecimal.valueOf(customers)));
  }

  /** How far people came through a funnel whose steps were checked. */
  Uni<FunnelReport> funnel(
      Instant from, Instant asOf, List<FunnelInput.Step> steps, long windowSeconds) {
    List<String> names =
        steps.stream()
            .filter(step -> step.kind() == FunnelInput.Kind.EVENT)
            .map(step -> step.event().toLowerCase(Locale.ROOT))
            .distinct()
            .toList();
    Set<FunnelInput.Kind> kinds =
        steps.stream().map(FunnelInput.Step::kind).collect(Collectors.toSet());
    return tx.write(
            connection -> {
              Walk walk = new Walk(steps, windowSeconds);
              return store
                  .steps(connection, from, asOf, names, kinds, walk)
                  .map(done -> walk.end());
            })
        .map(rule -> report(rule, steps, from, asOf));
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
    private final List<FunnelInput.Step> steps;
    private UUID person;

    Walk(List<FunnelInput.Step> steps, long windowSeconds) {
      this.steps = steps;
      rule = new FunnelRule(steps.size(), windowSeconds);
    }

    @Override
    public void happened(
        UUID visitor, long second, String name, boolean registration, boolean enquiry) {
      if (person != null && !person.equals(visitor)) {
        rule.endOfPerson();
      }
      person = visitor;
      boolean[] is = new boolean[steps.size()];
      for (int i = 0; i < is.length; i++) {
        is[i] =
            switch (steps.get(i).kind()) {
              case EVENT -> steps.get(i).event().toLowerCase(Locale.ROOT).equals(name);
              case REGISTRATION -> registration;
              case ENQUIRY -> enquiry;
              case PURCHASE -> name == null;
            };
      }
      rule.happened(second, is);
    }

    FunnelRule end() {
      if (person != null) {
        rule.endOfPerson();
      }
      return rule;
    }
  }
}
