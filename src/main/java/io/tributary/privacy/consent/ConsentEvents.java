package io.tributary.privacy.consent;

import io.smallrye.mutiny.Uni;
import io.tributary.activity.EventFact;
import io.tributary.activity.EventReader;
import io.tributary.identity.Source;
import io.tributary.identity.SourceKind;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Takes decisions out of events: {@code Consent Granted}, {@code Consent Denied}, {@code Consent
 * Withdrawn} and {@code Unsubscribed} with the properties purpose, channel and text_version, and
 * Segment's {@code Segment Consent Preference Updated} with context.consent.categoryPreferences.
 */
@ApplicationScoped
class ConsentEvents implements EventReader {
  private static final Map<String, ConsentDecision> NAMES =
      Map.of(
          "consent granted", ConsentDecision.GRANTED,
          "consent denied", ConsentDecision.DENIED,
          "consent withdrawn", ConsentDecision.WITHDRAWN,
          "unsubscribed", ConsentDecision.WITHDRAWN);

  private static final String PREFERENCES = "segment consent preference updated";
  private final Clock clock;

  ConsentEvents(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Uni<Void> read(SqlConnection connection, Source source, List<EventFact> events) {
    List<ConsentStore.Entry> entries = new ArrayList<>();
    events.forEach(event -> entries.addAll(read(source, event)));
    return ConsentStore.add(connection, entries, clock.instant());
  }

  static List<ConsentStore.Entry> read(Source source, EventFact event) {
    String name = event.name().toLowerCase(Locale.ROOT).replaceAll("[_\\-\\s]+", " ").strip();
    Map<String, Object> properties = event.properties() == null ? Map.of() : event.properties();
    if (name.equals(PREFERENCES)) {
      return preferences(source, event, properties);
    }
    ConsentDecision decision = NAMES.get(name);
    if (decision == null) {
      return List.of();
    }
    String purpose = Purpose.of(text(properties, "purpose")).orElse(Purpose.MARKETING);
    ConsentChannel channel =
        ConsentChannel.of(text(properties, "channel"))
            .orElse(name.equals("unsubscribed") ? usual(source) : ConsentChannel.ANY);
    return List.of(entry(source, event, purpose, channel, decision));
  }

  /** What "unsubscribed" is about where nobody says: an official account, or a mailing list. */
  private static ConsentChannel usual(Source source) {
    return source.kind() == SourceKind.SOCIAL ? ConsentChannel.WECHAT : ConsentChannel.EMAIL;
  }

  private static List<ConsentStore.Entry> preferences(
      Source source, EventFact event, Map<String, Object> properties) {
    List<ConsentStore.Entry> entries = new ArrayList<>();
    if (properties.get("context") instanceof Map<?, ?> context
        && context.get("consent") instanceof Map<?, ?> consent
        && consent.get("categoryPreferences") instanceof Map<?, ?> categories) {
      categories.forEach(
          (category, agreed) -> {
            Optional<String> purpose = Purpose.of(String.valueOf(category));
            if (purpose.isPresent() && agreed instanceof Boolean yes) {
              entries.add(
                  entry(
                      source,
                      event,
                      purpose.get(),
                      ConsentChannel.ANY,
                      yes ? ConsentDecision.GRANTED : ConsentDecision.DENIED));
            }
          });
    }
    return entries;
  }

  private static ConsentStore.Entry entry(
      Source source,
      EventFact event,
      String purpose,
      ConsentChannel channel,
      ConsentDecision decision) {
    Map<String, Object> properties = event.properties() == null ? Map.of() : event.properties();
    return new ConsentStore.Entry(
        event.profileId(),
        Ids.hash("consent event", source.uuid().toString(), event.externalId(), purpose),
        null,
        purpose,
        channel,
        decision,
        text(properties, "text_version"),
        text(properties, "guardian"),
        source.name(),
        event.occurredAt(),
        source.name());
  }

  private static String text(Map<String, Object> properties, String name) {
    Object value = properties.get(name);
    String text = value instanceof String || value instanceof Number ? value.toString() : "";
    return text.isBlank() ? null : text.substring(0, Math.min(text.length(), Purpose.LONGEST_TEXT));
  }
}
