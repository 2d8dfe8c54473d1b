package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** What is at stake with a customer: a room that knows what people bought says so. */
public interface Stake {
  /** How many orders customers have, in one statement; who has none may be missing. */
  Uni<Map<UUID, Long>> orders(SqlConnection connection, Collection<UUID> customers);
}
