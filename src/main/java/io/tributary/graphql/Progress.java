package io.tributary.graphql;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Faults;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Subscriptions to something that changes for a while and then ends. */
public final class Progress {
  private static final Logger LOG = Logger.getLogger(Progress.class);

  /** How often a subscription looks whether something has changed. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private Progress() {}

  /**
   * What something is now, and whenever it has changed, until it ends or is gone.
   *
   * @param name for the log, when looking fails: the subscription ends then
   * @param find looks; empty when there is none
   * @param hasEnded whether nothing will change any more
   */
  public static <T> Multi<T> of(
      String name, Supplier<Uni<Optional<T>>> find, Predicate<T> hasEnded) {
    return Multi.createBy()
        .repeating()
        .uni(() -> find.get())
        .withDelay(LOOK)
        .whilst(found -> found.isPresent() && !hasEnded.test(found.get()))
        .filter(Optional::isPresent)
        .map(Optional::get)
        .skip()
        .repetitions()
        .onOverflow()
        .drop()
        .onFailure()
        .invoke(failure -> LOG.warnf("%s ends: %s", name, Faults.kind(failure)))
        .onFailure()
        .recoverWithCompletion();
  }
}
