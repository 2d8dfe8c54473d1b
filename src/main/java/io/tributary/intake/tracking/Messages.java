package io.tributary.intake.tracking;

import io.tributary.activity.EventKind;
import io.tributary.commerce.OrderStatus;
import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdWords;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.platform.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads messages: text in, what it says or why it is refused out; it never throws. */
final class Messages {
  /** The most bytes of a message, in UTF-8. */
  static final int LARGEST = 32 * 1024;

  /** The parts of the context that later tell where an event came from. */
  private static final List<String> CONTEXT_OF_EVENTS =
      List.of("campaign", "referrer", "page", "app", "locale", "timezone", "consent");

  private final Source source;
  private final Instant receivedAt;
  private final Envelope envelope;

  /** Reads messages of one call. */
  Messages(Source source, Instant receivedAt, Envelope envelope) {
    this.source = source;
    this.receivedAt = receivedAt;
    this.envelope = envelope;
  }

  /**
   * Reads one message.
   *
   * @param raw as it came
   * @param implied the type that the path says; null in a batch, where each message says its own
   */
  Reading read(String raw, MessageType implied) {
    if (raw.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
      return new Reading.Refusal(raw, null, "the message is larger than 32 kB");
    }
    String id = null;
    try {
      Map<String, Object> json = JsonText.object(raw);
      Fields fields = new Fields(json);
      id = fields.text("messageId");
      JsonText.check(json);
      MessageType type = implied != null ? implied : type(json.get("type"));
      return new One(fields, type).read(raw, id != null ? id : hash(json));
    } catch (Refused e) {
      return new Reading.Refusal(raw, id, e.getMessage());
    }
  }

  private static MessageType type(Object type) {
    return MessageType.of(type)
        .orElseThrow(
            () ->
                new Refused(
                    type == null
                        ? "type is missing: identify, track, page, screen, group or alias"
                        : "type %s is none of identify, track, page, screen, group and alias"
                            .formatted(Fields.shortened(type.toString()))));
  }

  /** The same for each sending of a message: without what changes from one to the next. */
  private static String hash(Map<String, Object> json) {
    Map<String, Object> told = new LinkedHashMap<>(json);
    told.keySet().removeAll(List.of("sentAt", "receivedAt", "writeKey"));
    return Ids.hash("message", JsonText.sorted(told)).toString();
  }

  /** One message on its way from fields to facts. */
  private final class One {
    private final Fields message;
    private final MessageType type;
    private final Fields context;
    private final Fields traits;
    private final Fields properties;
    private final Instant saidAt;
    private final Instant occurredAt;

    One(Fields message, MessageType type) {
      this.message = message;
      this.type = type;
      this.context = inherited(message.object("context"));
      this.traits = message.object("traits");
      this.properties = message.object("properties");
      this.saidAt = saidAt();
      this.occurredAt = occurredAt();
    }

    Reading read(String raw, String id) {
      Fact fact = fact();
      return new Reading.Message(raw, id, who(fact), fact);
    }

    private Fields inherited(Fields own) {
      if (envelope.context().isEmpty()) {
        return own;
      }
      Map<String, Object> all = new LinkedHashMap<>(envelope.context());
      all.putAll(own.json());
      return new Fields(all);
    }

    /**
     * A message that carries receivedAt has been through a data platform, which has corrected its
     * timestamp already.
     */
    private boolean isForwarded() {
      return message.any("receivedAt") != null && message.any("timestamp") != null;
    }

    private Instant saidAt() {
      String name =
          message.any("originalTimestamp") == null || isForwarded()
              ? "timestamp"
              : "originalTimestamp";
      Object said = message.any(name);
      if (said == null || said instanceof String text && text.isBlank()) {
        return null;
      }
      return EventTime.read(said, source.zone())
          .orElseThrow(
              () -> new Refused(name + " is neither ISO 8601 nor milliseconds since 1970"));
    }

    private Instant occurredAt() {
      Object sent = message.any("sentAt") != null ? message.any("sentAt") : envelope.sentAt();
      // a sentAt that cannot be read corrects nothing, as if it were not there
      Instant sentAt = isForwarded() ? null : EventTime.read(sent, source.zone()).orElse(null);
      return EventTime.corrected(saidAt, sentAt, receivedAt);
    }

    private ProfileFact who(Fact fact) {
      List<ProfileKey> links = new ArrayList<>();
      ProfileKey key = key(links);
      List<GivenIdentifier> identifiers = new ArrayList<>(Traits.identifiers(traitsOfPerson()));
      boolean paid = false;
      if (fact instanceof Fact.Sale sale) {
        identifiers.addAll(Traits.identifiers(properties));
        paid = sale.order().status() == OrderStatus.PAID;
      }
      identifiers.addAll(Traits.contextIdentifiers(context));
      Map<String, Object> attributes = new LinkedHashMap<>(Traits.contextAttributes(context));
      attributes.putAll(Traits.attributes(traitsOfPerson(), source.zone()));
      if (fact instanceof Fact.Sale && properties.text("referral_code") != null) {
        attributes.put("referral_code", properties.text("referral_code"));
      }
      return new ProfileFact(
          key, links, identifiers.stream().distinct().toList(), attributes, paid, occurredAt);
    }

    /** Traits of a group are not those of its member. */
    private Fields traitsOfPerson() {
      Map<String, Object> all = new LinkedHashMap<>(context.object("traits").json());
      if (type != MessageType.GROUP) {
        all.putAll(traits.json());
      }
      return new Fields(all);
    }

    private ProfileKey key(List<ProfileKey> links) {
      Optional<String> userId = id("userId");
      Optional<String> anonymousId = id("anonymousId");
      if (userId.isEmpty() && anonymousId.isEmpty()) {
        throw new Refused(whyNobody());
      }
      if (type == MessageType.ALIAS) {
        String previous = id("previousId").orElseThrow(() -> new Refused(why("previousId")));
        String current = userId.orElseThrow(() -> new Refused(why("userId")));
        if (!previous.equals(current)) {
          links.addAll(Aliases.namesOf(previous));
        }
      }
      if (userId.isEmpty()) {
        return ProfileKey.anonymous(anonymousId.get());
      }
      anonymousId
          .map(ProfileKey::anonymous)
          .filter(link -> !links.contains(link))
          .ifPresent(links::add);
      return ProfileKey.user(userId.get());
    }

    private Optional<String> id(String name) {
      return Optional.ofNullable(message.text(name)).filter(id -> IdWords.refusal(id).isEmpty());
    }

    private String whyNobody() {
      return "it names nobody: %s, and %s".formatted(why("userId"), why("anonymousId"));
    }

    private String why(String name) {
      Object sent = message.any(name);
      String text = Fields.textOf(sent);
      if (sent == null) {
        return name + " is missing";
      }
      if (text == null && !(sent instanceof String)) {
        return name + " is neither text nor a number";
      }
      return name + " " + IdWords.refusal(text).orElse("is no id");
    }

    private Fact fact() {
      return switch (type) {
        case IDENTIFY, ALIAS -> new Fact.None();
        case TRACK -> track();
        case PAGE, SCREEN ->
            new Fact.Happening(EventKind.VIEW, viewName(), properties("category", "name"));
        case GROUP -> group();
      };
    }

    private Fact track() {
      String event = message.text("event");
      if (event == null) {
        throw new Refused("event, the name of what happened, is missing");
      }
      String name = event.toLowerCase(Locale.ROOT).replaceAll("[_\\-\\s]+", " ");
      return OrderEvents.read(name, properties, source.currency(), occurredAt, saidAt)
          .orElseGet(
              () ->
                  new Fact.Happening(
                      kind(name),
                      event,
                      properties(),
                      RelationEvents.read(name, properties, occurredAt, source.zone())));
    }

    private static EventKind kind(String event) {
      if (event.equals("store visited") || event.equals("checked in")) {
        return EventKind.VISIT;
      }
      if (event.matches(".*\\b(un)?(followed|subscribed)\\b.*")) {
        return EventKind.FOLLOW;
      }
      if (event.matches("(.* )?(reviewed|commented)")) {
        return EventKind.COMMENT;
      }
      return event.matches("(.* )?viewed") ? EventKind.VIEW : EventKind.INTERACTION;
    }

    private Fact group() {
      String groupId = message.text("groupId");
      IdWords.refusal(groupId)
          .ifPresent(
              reason -> {
                throw new Refused(why("groupId"));
              });
      Map<String, Object> said = properties();
      said.put("group_id", groupId);
      said.put("traits", traits.json());
      String name = traits.text("name");
      return new Fact.Happening(EventKind.GROUP, name != null ? name : groupId, said);
    }

    private String viewName() {
      String name = message.text("name");
      String told = name != null ? name : properties.text("name", "title", "path", "url");
      String page = told != null ? told : context.object("page").text("title", "path", "url");
      return page != null ? page : type == MessageType.PAGE ? "Page" : "Screen";
    }

    /**
     * The properties, with fields of the message beside them and what of the context may matter.
     */
    private Map<String, Object> properties(String... beside) {
      Map<String, Object> all = new LinkedHashMap<>(properties.json());
      for (String name : beside) {
        String value = message.text(name);
        if (value != null) {
          all.putIfAbsent(name, value);
        }
      }
      Map<String, Object> kept = new LinkedHashMap<>(context.json());
      kept.keySet().retainAll(CONTEXT_OF_EVENTS);
      if (!kept.isEmpty()) {
        all.putIfAbsent("context", kept);
      }
      return all;
    }
  }
}
