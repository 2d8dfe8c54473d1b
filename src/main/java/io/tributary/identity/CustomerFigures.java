package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Figures that a merge changes, as other rooms know them: a steward sees them before and after.
 * Every CDI bean of this type is asked.
 */
public interface CustomerFigures {
  /**
   * A figure.
   *
   * @param name what it is, such as "tier in Club"
   * @param value as text
   */
  record Figure(String name, String value) {}

  /**
   * Customers in groups, the members of a group taken as one customer; by the group's name. A
   * customer may be in several groups.
   *
   * @param groups the group of each row
   * @param customers the member of each row
   */
  record Groups(UUID[] groups, UUID[] customers) {
    /** Groups by their names. */
    public static Groups of(Map<UUID, ? extends Collection<UUID>> members) {
      UUID[] groups =
          members.entrySet().stream()
              .flatMap(group -> group.getValue().stream().map(member -> group.getKey()))
              .toArray(UUID[]::new);
      UUID[] customers = members.values().stream().flatMap(Collection::stream).toArray(UUID[]::new);
      return new Groups(groups, customers);
    }

    /** Each customer on its own. */
    public static Groups ofEach(Collection<UUID> customers) {
      Map<UUID, List<UUID>> each = new HashMap<>();
      customers.forEach(customer -> each.put(customer, List.of(customer)));
      return of(each);
    }
  }

  /**
   * The figures of groups of customers, in as many statements whatever their number; a group that
   * has none is missing. Also asked within a transaction that merged two of them and will be rolled
   * back.
   */
  Uni<Map<UUID, List<Figure>>> figures(SqlConnection connection, Groups groups);
}
