package io.tributary.commerce.catalogue;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Reads stores and products. */
@ApplicationScoped
class CatalogueReadStore {
  private static final String STORE =
      "SELECT store_id, code, name, city, region, country, timezone, attributes::text, version FROM store ";

  private static final String STORES_BY_IDS = STORE + "WHERE store_id = ANY($1)";

  /** Stores after a code whose code or name begins with a text. */
  private static final String STORES =
      STORE
          + """
          WHERE code > $1 AND ($2::text IS NULL OR code LIKE $2 || '%' OR lower(name) LIKE lower($2) || '%')
          ORDER BY code LIMIT $3
          """;

  private static final String PRODUCT =
      "SELECT product_id, sku, name, category, brand, attributes::text FROM product ";

  private static final String PRODUCT_BY_ID = PRODUCT + "WHERE product_id = $1";

  private static final String PRODUCTS_BY_SKU = PRODUCT + "WHERE sku = ANY($1)";

  /** Products after an SKU whose SKU or name begins with a text. */
  private static final String PRODUCTS =
      PRODUCT
          + """
          WHERE sku > $1 AND ($2::text IS NULL OR sku LIKE $2 || '%' OR lower(name) LIKE lower($2) || '%')
          ORDER BY sku LIMIT $3
          """;

  private final Tx tx;

  CatalogueReadStore(Tx tx) {
    this.tx = tx;
  }

  Uni<Map<UUID, Store>> storesByIds(Collection<UUID> ids) {
    return by(
        STORES_BY_IDS,
        Tuple.of(ids.toArray(UUID[]::new)),
        ids.isEmpty(),
        CatalogueReadStore::store,
        Store::uuid);
  }

  Uni<Map<String, Product>> productsBySku(Collection<String> skus) {
    return by(
        PRODUCTS_BY_SKU,
        Tuple.tuple().addArrayOfString(skus.toArray(String[]::new)),
        skus.isEmpty(),
        CatalogueReadStore::product,
        Product::sku);
  }

  Uni<Product> productById(UUID id) {
    return tx.read(connection -> connection.preparedQuery(PRODUCT_BY_ID).execute(Tuple.of(id)))
        .map(rows -> rows.size() == 0 ? null : product(rows.iterator().next()));
  }

  /** Stores by code. */
  Uni<List<Store>> stores(String after, String search, int limit) {
    return page(STORES, after, search, limit, CatalogueReadStore::store);
  }

  /** Products by SKU. */
  Uni<List<Product>> products(String after, String search, int limit) {
    return page(PRODUCTS, after, search, limit, CatalogueReadStore::product);
  }

  private <K, T> Uni<Map<K, T>> by(
      String sql, Tuple values, boolean none, Function<Row, T> reader, Function<T, K> key) {
    Map<K, T> found = new HashMap<>();
    if (none) {
      return Uni.createFrom().item(found);
    }
    return tx.read(connection -> connection.preparedQuery(sql).execute(values))
        .map(
            rows -> {
              list(rows, reader).forEach(one -> found.put(key.apply(one), one));
              return found;
            });
  }

  private <T> Uni<List<T>> page(
      String sql, String after, String search, int limit, Function<Row, T> reader) {
    String begins = search == null ? null : search.replaceAll("([\\\\%_])", "\\\\$1");
    return tx.read(
            connection -> connection.preparedQuery(sql).execute(Tuple.of(after, begins, limit)))
        .map(rows -> list(rows, reader));
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> reader) {
    List<T> list = new ArrayList<>();
    rows.forEach(row -> list.add(reader.apply(row)));
    return list;
  }

  private static Store store(Row row) {
    return new Store(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getInteger(8));
  }

  private static Product product(Row row) {
    return new Product(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5));
  }
}
