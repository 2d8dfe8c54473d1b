package io.tributary.graphql.request;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** What is to be done when a request has been answered or its caller has gone. */
final class Ended {
  private static final String KEY = "tributary.ended";

  private final List<Runnable> steps = new ArrayList<>();
  private boolean isOver;

  private Ended() {}

  /** Adds a step to a request's end; it is done once. */
  static void then(RoutingContext context, Runnable step) {
    Ended ended = context.get(KEY);
    if (ended == null) {
      ended = new Ended();
      context.put(KEY, ended);
      Ended its = ended;
      context.addEndHandler(result -> its.run());
    }
    ended.steps.add(step);
  }

  /** The request is over. */
  static void of(RoutingContext context) {
    Ended ended = context.get(KEY);
    if (ended != null) {
      ended.run();
    }
  }

  private void run() {
    if (!isOver) {
      isOver = true;
      steps.forEach(Runnable::run);
    }
  }
}
