package io.tributary.privacy.export;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.FamilyStore;
import io.tributary.privacy.erasure.AsItCame;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes exports. */
@ApplicationScoped
public class Exports {
  /** Everything that is kept on a person, in the caller's transaction, which holds them. */
  public Uni<PersonalExport> of(SqlConnection connection, FamilyStore.Family family) {
    return parts(connection, family)
        .map(parts -> new PersonalExport(ExportPage.json(parts), ExportPage.html(parts)));
  }

  /** How many rows of which table an export has. */
  public Uni<JsonObject> count(SqlConnection connection, FamilyStore.Family family) {
    return parts(connection, family)
        .map(
            parts -> {
              JsonObject counts = new JsonObject();
              parts.forEach(part -> counts.put(part.table(), part.rows().size()));
              return counts;
            });
  }

  private static Uni<List<ExportPage.Part>> parts(
      SqlConnection connection, FamilyStore.Family family) {
    return ExportStore.accounts(connection, family.customers())
        .map(
            accounts ->
                Stream.of(family.customers(), family.profiles(), accounts)
                    .flatMap(List::stream)
                    .toArray(UUID[]::new))
        .chain(
            ids -> ExportStore.tables(connection).chain(tables -> parts(connection, tables, ids)))
        .call(parts -> addAround(connection, family, parts));
  }

  /** What names the person by other columns than ids, or somebody else as well. */
  private static Uni<Void> addAround(
      SqlConnection connection, FamilyStore.Family family, List<ExportPage.Part> parts) {
    List<UUID> customers = List.copyOf(family.customers());
    return ExportStore.reviews(connection, customers)
        .invoke(rows -> add(parts, "match_review", "whether staff were asked if two are one", rows))
        .chain(() -> ExportStore.vetoes(connection, customers))
        .invoke(rows -> add(parts, "customer_veto", "that two were said not to be one", rows))
        .chain(() -> AsItCame.of(connection, family.profiles().toArray(UUID[]::new)))
        .invoke(
            found ->
                found.forEach(
                    (table, rows) ->
                        add(parts, table, "what came and could not be taken in, as it was", rows)))
        .chain(() -> ExportStore.lookedAt(connection, customers))
        .invoke(
            rows ->
                add(parts, "audit_record", "who looked at this data or changed it, and when", rows))
        .replaceWithVoid();
  }

  private static void add(
      List<ExportPage.Part> parts, String table, String about, List<JsonObject> rows) {
    if (!rows.isEmpty()) {
      parts.add(new ExportPage.Part(table, about, rows));
    }
  }

  private static Uni<List<ExportPage.Part>> parts(
      SqlConnection connection, List<ExportStore.Named> tables, UUID[] ids) {
    List<ExportPage.Part> parts = new ArrayList<>();
    Uni<Void> all = Uni.createFrom().voidItem();
    for (ExportStore.Named table : tables) {
      all =
          all.chain(() -> ExportStore.rows(connection, table, ids))
              .invoke(
                  rows -> {
                    if (!rows.isEmpty()) {
                      parts.add(new ExportPage.Part(table.table(), table.about(), rows));
                    }
                  })
              .replaceWithVoid();
    }
    return all.replaceWith(parts);
  }
}
