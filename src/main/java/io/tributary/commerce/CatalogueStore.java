package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The store and product tables. Rows are written in the order of their codes: no deadlocks. */
final class CatalogueStore {
  /** Adds stores and what is said of them; answers the codes that are new or changed. */
  private static final String UPSERT_STORES =
      """
      INSERT INTO store AS s (store_id, code, name, city, region, country, timezone, attributes, created_at)
      SELECT g.i, g.c, g.n, g.ci, g.r, g.co, g.t, g.a::jsonb, $1
      FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
        g(i, c, n, ci, r, co, t, a)
      ORDER BY g.c
      ON CONFLICT (code) DO UPDATE SET
        name = COALESCE(EXCLUDED.name, s.name), city = COALESCE(EXCLUDED.city, s.city),
        region = COALESCE(EXCLUDED.region, s.region), country = COALESCE(EXCLUDED.country, s.country),
        timezone = COALESCE(EXCLUDED.timezone, s.timezone), attributes = s.attributes || EXCLUDED.attributes,
        version = s.version + 1
      WHERE (s.name, s.city, s.region, s.country, s.timezone, s.attributes) IS DISTINCT FROM
        (COALESCE(EXCLUDED.name, s.name), COALESCE(EXCLUDED.city, s.city), COALESCE(EXCLUDED.region, s.region),
         COALESCE(EXCLUDED.country, s.country), COALESCE(EXCLUDED.timezone, s.timezone),
         s.attributes || EXCLUDED.attributes)
      RETURNING s.code
      """;

  /** Makes the stores that orders name before anybody described them. */
  private static final String MAKE_STORES =
      """
      INSERT INTO store (store_id, code, created_at)
      SELECT g.i, g.c, $1 FROM unnest($2::uuid[], $3::text[]) g(i, c) ORDER BY g.c
      ON CONFLICT (code) DO NOTHING
      """;

  private static final String STORE_IDS = "SELECT code, store_id FROM store WHERE code = ANY($1)";

  /** Adds products and what is said of them; answers the SKUs that are new or changed. */
  private static final String UPSERT_PRODUCTS =
      """
      INSERT INTO product AS p (product_id, sku, name, category, brand, attributes, created_at)
      SELECT g.i, g.s, g.n, g.c, g.b, g.a::jsonb, $1
      FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) g(i, s, n, c, b, a)
      ORDER BY g.s
      ON CONFLICT (sku) DO UPDATE SET
        name = COALESCE(EXCLUDED.name, p.name), category = COALESCE(EXCLUDED.category, p.category),
        brand = COALESCE(EXCLUDED.brand, p.brand), attributes = p.attributes || EXCLUDED.attributes,
        version = p.version + 1
      WHERE (p.name, p.category, p.brand, p.attributes) IS DISTINCT FROM
        (COALESCE(EXCLUDED.name, p.name), COALESCE(EXCLUDED.category, p.category),
         COALESCE(EXCLUDED.brand, p.brand), p.attributes || EXCLUDED.attributes)
      RETURNING p.sku
      """;

  private static final String PRODUCT_IDS =
      "SELECT sku, product_id FROM product WHERE sku = ANY($1)";

  private CatalogueStore() {}

  static Uni<Set<String>> upsertStores(SqlConnection connection, Instant now, List<StoreRow> rows) {
    Tuple values =
        Columns.after(Tuple.of(FactKeys.utc(now)), rows)
            .uuids(row -> Ids.next())
            .texts(StoreRow::code)
            .texts(StoreRow::name)
            .texts(StoreRow::city)
            .texts(StoreRow::region)
            .texts(StoreRow::country)
            .texts(StoreRow::timezone)
            .texts(row -> json(row.attributes()))
            .tuple();
    return connection.preparedQuery(UPSERT_STORES).execute(values).map(CatalogueStore::codes);
  }

  static Uni<Void> makeStores(SqlConnection connection, Instant now, List<StoreRow> rows) {
    Tuple values =
        Columns.after(Tuple.of(FactKeys.utc(now)), rows)
            .uuids(row -> Ids.next())
            .texts(StoreRow::code)
            .tuple();
    return connection.preparedQuery(MAKE_STORES).execute(values).replaceWithVoid();
  }

  static Uni<Map<String, UUID>> storeIds(SqlConnection connection, Collection<String> codes) {
    return ids(connection, STORE_IDS, codes);
  }

  static Uni<Set<String>> upsertProducts(
      SqlConnection connection, Instant now, List<ProductRow> rows) {
    Tuple values =
        Columns.after(Tuple.of(FactKeys.utc(now)), rows)
            .uuids(row -> Ids.next())
            .texts(ProductRow::sku)
            .texts(ProductRow::name)
            .texts(ProductRow::category)
            .texts(ProductRow::brand)
            .texts(row -> json(row.attributes()))
            .tuple();
    return connection.preparedQuery(UPSERT_PRODUCTS).execute(values).map(CatalogueStore::codes);
  }

  static Uni<Map<String, UUID>> productIds(SqlConnection connection, Collection<String> skus) {
    return ids(connection, PRODUCT_IDS, skus);
  }

  private static Uni<Map<String, UUID>> ids(
      SqlConnection connection, String query, Collection<String> codes) {
    return connection
        .preparedQuery(query)
        .execute(Tuple.tuple().addArrayOfString(codes.toArray(String[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getString(0), row -> row.getUUID(1)));
  }

  private static Set<String> codes(RowSet<Row> rows) {
    Set<String> codes = new HashSet<>();
    rows.forEach(row -> codes.add(row.getString(0)));
    return codes;
  }

  private static String json(Map<String, Object> attributes) {
    return new JsonObject(CatalogueRule.said(attributes)).encode();
  }
}
