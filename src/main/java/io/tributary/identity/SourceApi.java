package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Sources over GraphQL. */
@GraphQLApi
public class SourceApi {
  private static final int DEFAULT_TRUST = 50;
  private static final Set<String> REGIONS = Set.of(Locale.getISOCountries());
  private final Sources sources;
  private final SourceStore store;
  private final Clock clock;

  SourceApi(Sources sources, SourceStore store, Clock clock) {
    this.sources = sources;
    this.store = store;
    this.clock = clock;
  }

  /**
   * What a new source is like.
   *
   * @param name unique
   * @param kind where it meets people
   * @param trustRank 0 to 100, 50 when not said
   * @param region ISO 3166-1 alpha-2, CN when not said
   * @param currency ISO 4217, CNY when not said
   * @param timezone IANA, UTC when not said
   * @param assertsIdentifiers whether its phones and e-mails count as verified; true when not said
   * @param cardProgramme the programme of cards that name none
   */
  @Input("CreateSourceInput")
  @Description("What a new source is like.")
  public record CreateSourceInput(
      @NonNull @Description("Unique name, 1 to 100 characters.") String name,
      @NonNull @Description("Where it meets people.") SourceKind kind,
      @Description("0 to 100, default 50; the higher rank is believed where sources differ.")
          Integer trustRank,
      @Description("ISO 3166-1 alpha-2, default CN; phones without a country code are read in it.")
          String region,
      @Description("ISO 4217, default CNY; for amounts that name no currency.") String currency,
      @Description("IANA time zone, default UTC; for times that name none.") String timezone,
      @Description(
              "Whether phones and e-mails from here count as verified when a fact does not say; default true.")
          Boolean assertsIdentifiers,
      @Description(
              "The programme, as facts write it, of membership card numbers that come without one; up to 100 characters.")
          String cardProgramme) {}

  /**
   * What is to change; what is null stays.
   *
   * @param id the source
   * @param name new name
   * @param trustRank new trust rank
   * @param region new region
   * @param currency new currency
   * @param timezone new time zone
   * @param assertsIdentifiers new assertion
   * @param cardProgramme the programme of cards that name none; empty for none
   * @param archived true closes the source, false opens it again
   */
  @Input("UpdateSourceInput")
  @Description("What is to change of a source; what is left out stays.")
  public record UpdateSourceInput(
      @Id @NonNull @Description("The source.") String id,
      @Description("New unique name.") String name,
      @Description("New trust rank, 0 to 100.") Integer trustRank,
      @Description("New region, ISO 3166-1 alpha-2.") String region,
      @Description("New currency, ISO 4217.") String currency,
      @Description("New time zone, IANA.") String timezone,
      @Description("Whether phones and e-mails count as verified.") Boolean assertsIdentifiers,
      @Description(
              "The programme of membership card numbers that come without one, from now on; empty for none.")
          String cardProgramme,
      @Description("true closes the source to new facts, false opens it again.")
          Boolean archived) {}

  /**
   * Which key to change.
   *
   * @param id the source
   * @param revokeNow whether the old key stops at once
   */
  @Input("RotateWriteKeyInput")
  @Description("Which source gets a new write key.")
  public record RotateWriteKeyInput(
      @Id @NonNull @Description("The source.") String id,
      @DefaultValue("false")
          @Description("Whether the old key stops within seconds instead of after 24 hours.")
          Boolean revokeNow) {}

  /**
   * A source and its new key.
   *
   * @param source the source
   * @param writeKey shown this once
   */
  @Description("A source and the write key made for it.")
  public record CreateSourcePayload(
      @NonNull @Description("The source.") Source source,
      @NonNull
          @Description("The key to send with; it is shown this once and stored only as a hash.")
          String writeKey) {}

  /**
   * A changed source.
   *
   * @param source as it is now
   */
  @Description("A changed source.")
  public record UpdateSourcePayload(@NonNull @Description("As it is now.") Source source) {}

  /**
   * A page of sources.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of sources.")
  public record SourceConnection(
      @NonNull @Description("The page.") List<@NonNull SourceEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One source of a page.
   *
   * @param node the source
   * @param cursor its cursor
   */
  @Description("One source of a page.")
  public record SourceEdge(
      @NonNull @Description("The source.") Source node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** The sources by name. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @NonNull
  @Description("The sources, by name.")
  public Uni<SourceConnection> sources(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, "sources", 1);
    return store
        .page(paging.continues() ? paging.text(0) : "", paging.limit())
        .map(
            rows ->
                paging.slice(
                    "sources",
                    rows,
                    source -> new String[] {source.name()},
                    SourceEdge::new,
                    SourceConnection::new));
  }

  /** Makes a source. INVALID_INPUT for a bad field, CONFLICT for a name that is taken. */
  @Mutation
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Makes a source and its write key.")
  public Uni<CreateSourcePayload> createSource(
      @NonNull @Description("The source.") CreateSourceInput input) {
    String name = name(input.name());
    int trustRank = trustRank(input.trustRank() == null ? DEFAULT_TRUST : input.trustRank());
    String region = region(input.region() == null ? "CN" : input.region());
    String currency = currency(input.currency() == null ? "CNY" : input.currency());
    String timezone = timezone(input.timezone() == null ? "UTC" : input.timezone());
    String cardProgramme = cardProgramme(input.cardProgramme());
    return sources
        .create(
            source -> {
              source.name = name;
              source.kind = input.kind();
              source.trustRank = trustRank;
              source.region = region;
              source.currency = currency;
              source.timezone = timezone;
              source.cardProgramme = cardProgramme;
              source.assertsIdentifiers =
                  input.assertsIdentifiers() == null || input.assertsIdentifiers();
            })
        .map(issued -> new CreateSourcePayload(issued.source(), issued.writeKey()));
  }

  /** Changes a source. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  @Mutation
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Changes a source.")
  public Uni<UpdateSourcePayload> updateSource(
      @NonNull @Description("The changes.") UpdateSourceInput input) {
    String name = input.name() == null ? null : name(input.name());
    Integer trustRank = input.trustRank() == null ? null : trustRank(input.trustRank());
    String region = input.region() == null ? null : region(input.region());
    String currency = input.currency() == null ? null : currency(input.currency());
    String timezone = input.timezone() == null ? null : timezone(input.timezone());
    String cardProgramme = cardProgramme(input.cardProgramme());
    return sources
        .change(
            id(input.id()),
            source -> {
              source.name = name == null ? source.name : name;
              source.trustRank = trustRank == null ? source.trustRank : trustRank;
              source.region = region == null ? source.region : region;
              source.currency = currency == null ? source.currency : currency;
              source.timezone = timezone == null ? source.timezone : timezone;
              if (input.assertsIdentifiers() != null) {
                source.assertsIdentifiers = input.assertsIdentifiers();
              }
              if (input.cardProgramme() != null) {
                source.cardProgramme = cardProgramme;
              }
              if (input.archived() != null) {
                source.archivedAt = input.archived() ? clock.instant() : null;
              }
            })
        .map(UpdateSourcePayload::new);
  }

  /** Gives a source a new write key. NOT_FOUND. */
  @Mutation
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Gives a source a new write key; the old one is taken for 24 hours more.")
  public Uni<CreateSourcePayload> rotateWriteKey(
      @NonNull @Description("Which.") RotateWriteKeyInput input) {
    return sources
        .rotate(id(input.id()), Boolean.TRUE.equals(input.revokeNow()))
        .map(issued -> new CreateSourcePayload(issued.source(), issued.writeKey()));
  }

  private static UUID id(String id) {
    return TypeId.SOURCE.decode(id).orElseThrow(() -> ApiException.notFound("source", id));
  }

  private static String name(String name) {
    String trimmed = name.strip();
    if (trimmed.isEmpty()
        || trimmed.length() > 100
        || trimmed.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.invalid(
          "input.name", "A name has 1 to 100 characters and no line breaks.");
    }
    return trimmed;
  }

  private static int trustRank(int rank) {
    if (rank < 0 || rank > 100) {
      throw ApiException.invalid("input.trustRank", "A trust rank is a number from 0 to 100.");
    }
    return rank;
  }

  private static String region(String region) {
    if (!REGIONS.contains(region)) {
      throw ApiException.invalid(
          "input.region", "A region is an ISO 3166-1 alpha-2 code in capitals, such as CN.");
    }
    return region;
  }

  private static String currency(String currency) {
    if (!Money.isCurrency(currency)) {
      throw ApiException.invalid("input.currency", "A currency is an ISO 4217 code, such as CNY.");
    }
    return currency;
  }

  private static String cardProgramme(String programme) {
    String trimmed = programme == null ? "" : programme.strip();
    if (trimmed.length() > 100 || trimmed.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.invalid(
          "input.cardProgramme", "A programme has up to 100 characters and no line breaks.");
    }
    return trimmed.isEmpty() ? null : trimmed;
  }

  private static String timezone(String timezone) {
    try {
      return ZoneId.of(timezone).getId();
    } catch (DateTimeException e) {
      throw ApiException.invalid(
          "input.timezone", "A time zone is an IANA name, such as Asia/Shanghai.");
    }
  }
}
