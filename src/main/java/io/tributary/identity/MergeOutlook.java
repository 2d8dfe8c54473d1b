package io.tributary.identity;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.CustomerDerivation;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What two customers have, and what the one has that they become. What follows from the facts is
 * computed by the very code that computes it after a merge.
 */
@ApplicationScoped
public class MergeOutlook {
  private final List<CustomerDerivation> derivations;
  private final List<CustomerFigures> figures;

  MergeOutlook(@All List<CustomerDerivation> derivations, @All List<CustomerFigures> figures) {
    this.derivations =
        derivations.stream().sorted(Comparator.comparingInt(CustomerDerivation::order)).toList();
    this.figures = figures;
  }

  /**
   * What a customer shows.
   *
   * @param attributes by name: value and rule
   * @param figures by name
   */
  record Picture(Map<String, String[]> attributes, Map<String, String> figures) {
    /** A hash of all of it. */
    String version(List<UUID> moved) {
      StringBuilder all = new StringBuilder(moved.toString());
      attributes.forEach(
          (name, value) -> all.append('\n').append(name).append('=').append(value[0]));
      figures.forEach((name, value) -> all.append('\n').append(name).append(':').append(value));
      return Ids.hash("merge preview", all.toString()).toString();
    }
  }

  /** Recomputes what follows from the facts of customers, in this transaction. */
  Uni<Void> derive(SqlConnection connection, List<UUID> customers, Instant now) {
    Uni<Void> done = ChangeQueue.hold(connection, customers);
    for (CustomerDerivation derivation : derivations) {
      done = done.chain(() -> derivation.refresh(connection, customers, now));
    }
    return done;
  }

  /**
   * The figures of groups of customers, each group as if it were one; one that has none is missing.
   */
  public Uni<Map<UUID, Map<String, String>>> figures(
      SqlConnection connection, CustomerFigures.Groups groups) {
    Map<UUID, Map<String, String>> all = new HashMap<>();
    Uni<Void> done = Uni.createFrom().voidItem();
    for (CustomerFigures of : figures) {
      done =
          done.chain(() -> of.figures(connection, groups))
              .invoke(
                  found ->
                      found.forEach(
                          (id, list) ->
                              list.forEach(
                                  one ->
                                      all.computeIfAbsent(id, group -> new TreeMap<>())
                                          .put(one.name(), one.value()))))
              .replaceWithVoid();
    }
    return done.replaceWith(all);
  }

  /** What customers show now. */
  Uni<Map<UUID, Picture>> pictures(SqlConnection connection, List<UUID> customers) {
    Map<UUID, Picture> pictures = new HashMap<>();
    customers.forEach(id -> pictures.put(id, new Picture(new TreeMap<>(), new TreeMap<>())));
    return MergeStore.survived(connection, customers)
        .invoke(
            survived ->
                survived.forEach(
                    one ->
                        pictures
                            .get(one.customer())
                            .attributes()
                            .put(one.name(), new String[] {one.value(), one.rule()})))
        .chain(() -> figures(connection, CustomerFigures.Groups.ofEach(customers)))
        .invoke(found -> found.forEach((id, of) -> pictures.get(id).figures().putAll(of)))
        .replaceWith(pictures);
  }

  /** The names that any of the pictures has. */
  public static TreeSet<String> names(List<Map<String, ?>> maps) {
    TreeSet<String> names = new TreeSet<>();
    maps.forEach(map -> names.addAll(map.keySet()));
    return names;
  }
}
