package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
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
   * The figures of customers, in one statement; who has none is missing. Also asked within a
   * transaction that merged two of them and will be rolled back.
   */
  Uni<Map<UUID, List<Figure>>> figures(SqlConnection connection, List<UUID> customers);
}
