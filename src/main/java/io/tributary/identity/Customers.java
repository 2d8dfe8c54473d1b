package io.tributary.identity;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Finds customers. */
@ApplicationScoped
public class Customers {
  /** Kinds whose scope is a source when nobody names one. */
  private static final Set<IdentifierKind> OF_A_SOURCE =
      Set.of(
          IdentifierKind.USER_ID,
          IdentifierKind.ANONYMOUS_ID,
          IdentifierKind.DEVICE_ID,
          IdentifierKind.WECHAT_OPENID,
          IdentifierKind.WECOM_EXTERNAL_USERID);

  private final CustomerStore store;
  private final String region;

  /**
   * Finds customers.
   *
   * @param region in which phone numbers without a country code are read in look-ups; those that
   *     sources send are read in the source's own
   */
  Customers(
      CustomerStore store,
      @ConfigProperty(name = "tributary.lookups.region", defaultValue = "CN") String region) {
    this.store = store;
    this.region = region;
    if (!PhoneNumberUtil.getInstance().getSupportedRegions().contains(region)) {
      throw new IllegalArgumentException(
          "tributary.lookups.region (TRIBUTARY_LOOKUPS_REGION) is "
              + region
              + ", which is no region with phone numbers. Set it to an ISO 3166-1 alpha-2 code in"
              + " capitals, such as CN.");
    }
  }

  /** Customers by id, in one statement; one that was merged away shows its survivor's facts. */
  public Uni<Map<UUID, Customer>> byIds(Collection<UUID> ids) {
    return store.byIds(ids);
  }

  /**
   * A customer by id, or null.
   *
   * @throws ApiException GONE when the person was erased
   */
  public Uni<Customer> byId(UUID id) {
    return store
        .byIds(List.of(id))
        .map(found -> found.get(id))
        .call(
            found ->
                found != null
                    ? Uni.createFrom().voidItem()
                    : store
                        .isErased(id)
                        .invoke(
                            erased -> {
                              if (erased) {
                                throw FamilyStore.gone();
                              }
                            }));
  }

  /**
   * The customer that an identifier points to, or null.
   *
   * @throws ApiException INVALID_INPUT when it cannot be normalised, CONFLICT when it points to
   *     several
   */
  Uni<Customer> byIdentifier(IdentifierInput input) {
    return idsByIdentifier(input)
        .chain(
            ids -> {
              if (ids.size() > 1) {
                throw new ApiException(
                    ErrorKind.CONFLICT,
                    "identifier",
                    "Several customers carry this value. Give its scope, or list them with"
                        + " customers(filter: {identifier: …}).");
              }
              return ids.isEmpty() ? Uni.createFrom().nullItem() : byId(ids.get(0));
            });
  }

  /** The customers that an identifier points to, at most 100; INVALID_INPUT for a bad value. */
  Uni<List<UUID>> idsByIdentifier(IdentifierInput input) {
    if (input.value().isBlank() || input.value().indexOf('\0') >= 0) {
      throw ApiException.invalid("identifier.value", "Give the identifier's value.");
    }
    boolean needsSources = OF_A_SOURCE.contains(input.kind()) && input.scope() == null;
    return (needsSources ? store.sourceIds() : Uni.createFrom().item(List.<UUID>of()))
        .chain(
            sources -> {
              List<UUID> hashes = new ArrayList<>();
              List<UUID> keys = new ArrayList<>();
              String value = normal(input);
              if (input.scope() != null) {
                hashes.add(Identifier.hash(input.kind(), input.scope(), value));
                TypeId.SOURCE
                    .decode(input.scope())
                    .ifPresent(
                        id -> keys.add(Naming.hash(id, new ProfileKey(input.kind(), value))));
              } else {
                hashes.add(Identifier.hash(input.kind(), "", value));
                for (UUID id : sources) {
                  hashes.add(Identifier.hash(input.kind(), TypeId.SOURCE.encode(id), value));
                  keys.add(Naming.hash(id, new ProfileKey(input.kind(), value)));
                }
              }
              return store.byIdentifier(hashes.toArray(UUID[]::new), keys.toArray(UUID[]::new));
            });
  }

  /** A value as it is kept; INVALID_INPUT when it cannot be one of its kind. */
  String normal(IdentifierInput input) {
    Source anyone =
        new Source(new UUID(0, 0), "", SourceKind.ONLINE, 0, region, "CNY", ZoneOffset.UTC, true);
    IdentifierPolicy.Rule rule =
        new IdentifierPolicy.Rule(IdentifierPolicy.Ties.ALWAYS, null, false);
    Identifier normal =
        Normaliser.normalise(
            new GivenIdentifier(input.kind(), input.scope(), input.value(), true),
            anyone,
            new IdentifierPolicy(Map.of(input.kind(), rule), Set.of(), 0, 0, 0, Set.of()));
    if (normal.state() == Identifier.State.INVALID) {
      throw ApiException.invalid(
          "identifier.value", "This value " + normal.reason() + ". Check how it is written.");
    }
    return normal.value();
  }
}
