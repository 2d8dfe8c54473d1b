package io.tributary.commerce.catalogue;

import io.smallrye.mutiny.Uni;
import io.tributary.commerce.CatalogueRule;
import io.tributary.commerce.StoreRow;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.Storable;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Type;

/** Stores and products over GraphQL. */
@GraphQLApi
public class CatalogueApi {
  private static final int LONGEST_SEARCH = 100;

  private final CatalogueReadStore store;
  private final StoreEditing editing;

  CatalogueApi(CatalogueReadStore store, StoreEditing editing) {
    this.store = store;
    this.editing = editing;
  }

  /**
   * A new store.
   *
   * @param code unique
   * @param name what people call it
   * @param city where it is
   * @param region province or state
   * @param country ISO 3166-1 alpha-2
   * @param timezone IANA name
   */
  @Input("CreateStoreInput")
  @Description("A new store.")
  public record CreateStoreInput(
      @NonNull @Description("The code by which orders name it, 1 to 200 characters; unique.")
          String code,
      @Description("What people call it.") String name,
      @Description("The city it is in.") String city,
      @Description("Province or state.") String region,
      @Description("ISO 3166-1 alpha-2.") String country,
      @Description("IANA time zone.") String timezone) {}

  /**
   * What is to change of a store; what is null stays.
   *
   * @param id the store
   * @param version the version that the edit was made from
   * @param name new name
   * @param city new city
   * @param region new region
   * @param country new country
   * @param timezone new time zone
   */
  @Input("UpdateStoreInput")
  @Description("What is to change of a store; what is left out stays.")
  public record UpdateStoreInput(
      @Id @NonNull @Description("The store.") String id,
      @NonNull @Description("The version that the edit was made from.") Integer version,
      @Description("What people call it.") String name,
      @Description("The city it is in.") String city,
      @Description("Province or state.") String region,
      @Description("ISO 3166-1 alpha-2.") String country,
      @Description("IANA time zone.") String timezone) {}

  /**
   * A store that was made or edited.
   *
   * @param store as it is now
   */
  @Type("StorePayload")
  @Description("A store that was made or edited.")
  public record StorePayload(@NonNull @Description("As it is now.") Store store) {}

  /** A page of stores. INVALID_INPUT for a bad number, cursor or search. */
  @Query
  @RolesAllowed({
    Roles.ADMIN,
    Roles.STEWARD,
    Roles.SERVICE,
    Roles.MARKETER,
    Roles.ANALYST,
    Roles.TILL
  })
  @NonNull
  @Description("The places of sale, by code.")
  public Uni<StoreConnection> stores(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after,
      @Description("Only those whose code or name begins with this; in names case does not matter.")
          String search) {
    Paging paging = Paging.of(first, after, "stores", 1);
    return store
        .stores(after(paging), text(search), paging.limit())
        .map(
            rows ->
                paging.slice(
                    "stores",
                    rows,
                    row -> new String[] {row.code()},
                    StoreEdge::new,
                    StoreConnection::new));
  }

  /** A page of products. INVALID_INPUT for a bad number, cursor or search. */
  @Query
  @RolesAllowed({
    Roles.ADMIN,
    Roles.STEWARD,
    Roles.SERVICE,
    Roles.MARKETER,
    Roles.ANALYST,
    Roles.TILL
  })
  @NonNull
  @Description("What is sold, by article number.")
  public Uni<ProductConnection> products(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after,
      @Description("Only those whose SKU or name begins with this; in names case does not matter.")
          String search) {
    Paging paging = Paging.of(first, after, "products", 1);
    return store
        .products(after(paging), text(search), paging.limit())
        .map(
            rows ->
                paging.slice(
                    "products",
                    rows,
                    row -> new String[] {row.sku()},
                    ProductEdge::new,
                    ProductConnection::new));
  }

  /** Makes a store. INVALID_INPUT for a bad field, CONFLICT for a code that is taken. */
  @Mutation
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Makes a store.")
  public Uni<StorePayload> createStore(@NonNull @Description("The store.") CreateStoreInput input) {
    StoreRow row =
        checked(
            new StoreRow(
                input.code(),
                input.name(),
                input.city(),
                input.region(),
                input.country(),
                input.timezone(),
                Map.of()));
    return editing.create(row).map(StorePayload::new);
  }

  /** Edits a store. NOT_FOUND, INVALID_INPUT, CONFLICT when it was changed in the meantime. */
  @Mutation
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Edits a store; fails with CONFLICT when it was changed since its version was read.")
  public Uni<StorePayload> updateStore(@NonNull @Description("The edit.") UpdateStoreInput input) {
    UUID id =
        TypeId.STORE
            .decode(input.id())
            .orElseThrow(() -> ApiException.notFound("store", input.id()));
    StoreRow row =
        checked(
            new StoreRow(
                "unchanged",
                input.name(),
                input.city(),
                input.region(),
                input.country(),
                input.timezone(),
                Map.of()));
    return editing.update(id, input.version(), row).map(StorePayload::new);
  }

  private static String after(Paging paging) {
    String code = paging.continues() ? paging.text(0) : "";
    if (!Storable.text(code)) {
      throw ApiException.invalid("after", "after is not a cursor of this list.");
    }
    return code;
  }

  private static StoreRow checked(StoreRow row) {
    CatalogueRule.fault(row)
        .ifPresent(
            fault -> {
              String field = fault.column() == null ? "input" : "input." + fault.column();
              throw ApiException.invalid(field, fault.reason());
            });
    return row;
  }

  private static String text(String search) {
    if (search != null && (search.length() > LONGEST_SEARCH || !Storable.text(search))) {
      throw ApiException.invalid("search", "Search for 1 to " + LONGEST_SEARCH + " characters.");
    }
    return search == null || search.isBlank() ? null : search.strip();
  }
}
