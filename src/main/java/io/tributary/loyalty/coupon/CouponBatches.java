package io.tributary.loyalty.coupon;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds batches of codes for {@code node(id)}. */
@ApplicationScoped
class CouponBatches implements NodeLoader {
  private final CodeStore store;
  private final Tx tx;

  CouponBatches(CodeStore store, Tx tx) {
    this.store = store;
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.COUPON_BATCH;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.batch(connection, id));
  }
}
