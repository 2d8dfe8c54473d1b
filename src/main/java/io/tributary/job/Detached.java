package io.tributary.job;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Starts work that outlives the request or tick that wants it. It gets a Vert.x context of its own,
 * since Hibernate's session lives in the context and two pieces of work would share it.
 */
public final class Detached {
  private static final Logger LOG = Logger.getLogger(Detached.class);

  private Detached() {}

  /** Starts work; a failure goes to the log. */
  public static void start(Vertx vertx, String what, Supplier<Uni<?>> work) {
    Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    context.runOnContext(
        nothing ->
            Uni.createFrom()
                .deferred(work::get)
                .subscribe()
                .with(done -> {}, failure -> LOG.errorf(failure, "%s failed", what)));
  }
}
