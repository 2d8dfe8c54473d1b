package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.activity.EventFact;
import io.tributary.activity.EventReader;
import io.tributary.identity.Source;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes the use of codes out of events: {@code Referral Code Used} with the property {@code
 * referral_code}. Intake makes such an event of a trait and of an order's property of that name.
 */
@ApplicationScoped
class ReferralEvents implements EventReader {
  private static final String NAME = "referral code used";
  private static final List<String> PROPERTIES = List.of("referral_code", "referralCode", "code");
  private final ReferralCodeStore store;

  ReferralEvents(ReferralCodeStore store) {
    this.store = store;
  }

  @Override
  public Uni<Void> read(SqlConnection connection, Source source, List<EventFact> events) {
    List<ReferralCodeStore.Use> uses = new ArrayList<>();
    for (EventFact event : events) {
      String code = code(event);
      if (code != null) {
        uses.add(
            new ReferralCodeStore.Use(
                event.profileId(), ReferralCodeText.hash(code), event.occurredAt()));
      }
    }
    return store.use(connection, uses);
  }

  /** The code that an event says was used; null when it says none. */
  static String code(EventFact event) {
    String name = event.name().toLowerCase(Locale.ROOT).replaceAll("[_\\-\\s]+", " ").strip();
    if (!name.equals(NAME) || event.properties() == null) {
      return null;
    }
    Map<String, Object> properties = event.properties();
    return PROPERTIES.stream()
        .map(properties::get)
        .filter(value -> value instanceof String || value instanceof Number)
        .map(Object::toString)
        .filter(code -> !code.isBlank() && code.length() <= ReferralCodeText.LONGEST)
        .findFirst()
        .orElse(null);
  }
}
