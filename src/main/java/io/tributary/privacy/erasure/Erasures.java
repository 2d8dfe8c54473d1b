package io.tributary.privacy.erasure;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.audit.Asker;
import io.tributary.graphql.audit.AuditAction;
import io.tributary.graphql.audit.AuditRecord;
import io.tributary.graphql.audit.AuditStore;
import io.tributary.identity.FamilyStore;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Erases people: all of it in one transaction, or nothing. The customer and the profiles stay as
 * keys without meaning, since orders, points and figures hang on them (the books must add up, and
 * who came back does not change because somebody left).
 */
@ApplicationScoped
public class Erasures {
  private final Tx tx;
  private final Clock clock;

  Erasures(Tx tx, Clock clock) {
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Erases a customer and all who were merged into them, in the caller's transaction.
   *
   * @param by who does it: the subject of a token, or the name of a job
   * @param check looks at the held family before anything is done, and fails to stop it
   * @return how many rows of which table were taken away or made nobody's, without personal data
   * @throws ApiException NOT_FOUND; GONE; CONFLICT while a file is under way in which the person
   *     may stand
   */
  public Uni<JsonObject> erase(
      SqlConnection connection,
      UUID customer,
      String by,
      Function<FamilyStore.Family, Uni<Void>> check) {
    return FamilyStore.lockAll(connection, customer)
        .call(check::apply)
        .chain(family -> erase(connection, family, by));
  }

  private Uni<JsonObject> erase(SqlConnection connection, FamilyStore.Family family, String by) {
    Instant now = clock.instant();
    AuditRecord record =
        Asker.named(by)
            .did(
                now,
                AuditAction.ERASE,
                "erasure",
                AuditRecord.DONE,
                family.customers().stream().map(TypeId.CUSTOMER::encode).toList(),
                null);
    UUID[] profiles = family.profiles().toArray(UUID[]::new);
    return ErasureStore.isImportUnderWay(connection, profiles)
        .invoke(Erasures::checkNoImport)
        .chain(() -> ErasureStore.valuesAndNames(connection, profiles))
        .chain(
            values ->
                ErasureStore.handOnShared(connection, profiles)
                    .chain(() -> ErasureStore.accounts(connection, family.customers()))
                    .chain(
                        accounts ->
                            ErasureStore.tables(connection)
                                .chain(
                                    tables ->
                                        each(
                                            connection,
                                            tables,
                                            ids(family, accounts),
                                            values,
                                            now))))
        .call(() -> ErasureStore.bury(connection, family.customers(), profiles, now))
        .call(() -> AuditStore.add(connection, List.of(record)));
  }

  private static void checkNoImport(boolean underWay) {
    if (underWay) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "A file is being imported in which this person may stand. Try again when it has ended.");
    }
  }

  /** Ids are never two things', so that one list serves every column. */
  private static UUID[] ids(FamilyStore.Family family, List<UUID> accounts) {
    return Stream.of(family.customers(), family.profiles(), accounts)
        .flatMap(List::stream)
        .toArray(UUID[]::new);
  }

  private static Uni<JsonObject> each(
      SqlConnection connection,
      List<ErasureStore.Declared> tables,
      UUID[] ids,
      PersonValues values,
      Instant now) {
    JsonObject done = new JsonObject();
    Uni<Void> all = Uni.createFrom().voidItem();
    for (ErasureStore.Declared table : tables) {
      all =
          all.chain(() -> ErasureStore.erase(connection, table, ids, values, now))
              .invoke(
                  rows -> {
                    if (rows > 0) {
                      done.put(table.table(), rows);
                    }
                  })
              .replaceWithVoid();
    }
    return all.replaceWith(done);
  }

  /**
   * What became of a list of the erased.
   *
   * @param erased who was there and was erased again
   * @param unclear who was there with profiles that they did not have when they were erased
   */
  record Replayed(List<UUID> erased, List<UUID> unclear) {}

  /**
   * Erases again those who are on a list and are there again, as after a backup was restored. Who
   * has other profiles than then is left to staff: the backup is from before an unmerge, and
   * somebody else may be among them.
   */
  Uni<Replayed> replay(List<Tombstone> list, String by) {
    Set<UUID> customers = new HashSet<>();
    list.forEach(stone -> customers.add(stone.customer()));
    Replayed replayed = new Replayed(new ArrayList<>(), new ArrayList<>());
    Uni<Void> all = Uni.createFrom().voidItem();
    for (Tombstone stone : list) {
      all = all.chain(() -> replay(stone, customers, by, replayed));
    }
    return all.replaceWith(replayed);
  }

  private Uni<Void> replay(Tombstone stone, Set<UUID> customers, String by, Replayed replayed) {
    return tx.write(
            connection ->
                erase(connection, stone.customer(), by, family -> check(family, stone, customers))
                    .chain(() -> ErasureStore.bury(connection, stone)))
        .invoke(() -> replayed.erased().add(stone.customer()))
        .onFailure(ApiException.class)
        .recoverWithUni(
            failure -> {
              ErrorKind kind = ((ApiException) failure).kind();
              if (kind == ErrorKind.CONFLICT) {
                replayed.unclear().add(stone.customer());
              }
              // not there: it came after the backup; gone: somebody of the list stood for them
              return Uni.createFrom().voidItem();
            });
  }

  private static Uni<Void> check(FamilyStore.Family family, Tombstone stone, Set<UUID> customers) {
    boolean same =
        customers.containsAll(family.customers())
            && stone.profiles().containsAll(family.profiles());
    return same
        ? Uni.createFrom().voidItem()
        : Uni.createFrom()
            .failure(new ApiException(ErrorKind.CONFLICT, "Somebody else may be among them."));
  }

  /** A page of the erased, in the order in which they were. */
  Uni<List<Tombstone>> tombstones(Instant after, UUID afterId, int limit) {
    return tx.read(connection -> ErasureStore.tombstones(connection, after, afterId, limit));
  }
}
