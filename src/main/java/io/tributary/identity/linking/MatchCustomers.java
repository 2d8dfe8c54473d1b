package io.tributary.identity.linking;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.SecondLook;
import io.tributary.identity.linking.LinkStore.Link;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Compares all profiles that share a key, range of keys by range of keys, keeps the links, and then
 * takes them best first. Whatever the number of profiles, it holds one range and one batch of links
 * at a time. In the end it judges anew what an older model left behind. A run that begins again
 * from the start finds what was merged before as one customer.
 */
@ApplicationScoped
class MatchCustomers implements Job {
  static final String NAME = "match-customers";
  private static final UUID FIRST = new UUID(0, 0);
  private static final int PROFILES = 1_000;
  static final int LINKS = 300;

  private final Tx tx;
  private final Sweep sweep;
  private final Linker linker;
  private final Trainer trainer;
  private final Rejudgement rejudgement;
  private final SecondLook secondLook;

  MatchCustomers(
      Tx tx,
      Sweep sweep,
      Linker linker,
      Trainer trainer,
      Rejudgement rejudgement,
      SecondLook secondLook) {
    this.secondLook = secondLook;
    this.rejudgement = rejudgement;
    this.tx = tx;
    this.sweep = sweep;
    this.linker = linker;
    this.trainer = trainer;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Compares all profiles and merges those that are surely one person; asks staff about the likely ones.";
  }

  @Override
  public String cron() {
    return "40 3 * * *";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return context
        .progress(0, null)
        .chain(() -> keepTraits(context))
        .chain(() -> lookAgain(context))
        .chain(() -> trainer.first(context))
        .chain(
            model ->
                context
                    .write(LinkStore::dropAll)
                    .chain(
                        () -> sweep.over(model, links -> keep(context, links), context::progress))
                    .chain(() -> takeAll(context, tx, linker, model))
                    .chain(() -> rejudgement.of(context, model)))
        .chain(
            () -> context.write(connection -> LinkStore.servedUntil(connection, context.asOf())));
  }

  /** Profiles from before there were traits, and any that a failed recomputation left behind. */
  private static Uni<Void> keepTraits(JobContext context) {
    AtomicReference<UUID> at = new AtomicReference<>(FIRST);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                context
                    .write(connection -> TraitStore.refreshAfter(connection, at.get(), PROFILES))
                    .invoke(last -> at.set(last == null ? at.get() : last))
                    .map(last -> last != null))
        .whilst(more -> more)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** What waits is served by this run, and so are merges that no rule would make now. */
  private Uni<Void> lookAgain(JobContext context) {
    AtomicReference<UUID> at = new AtomicReference<>(FIRST);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                context.write(
                    connection ->
                        LinkStore.pendingAfter(connection, at.get(), LINKS)
                            .invoke(
                                pending ->
                                    at.set(
                                        pending.isEmpty()
                                            ? at.get()
                                            : pending.get(pending.size() - 1)))
                            .call(pending -> secondLook.at(connection, pending))))
        .whilst(pending -> !pending.isEmpty())
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Uni<Void> keep(JobContext context, List<Link> links) {
    return context.write(connection -> LinkStore.keep(connection, links));
  }

  /** Takes all kept links, the best first; begins to count anew. */
  static Uni<Void> takeAll(JobContext context, Tx tx, Linker linker, MatchModel model) {
    AtomicLong done = new AtomicLong();
    return tx.read(LinkStore::countLinks)
        .chain(
            total ->
                Multi.createBy()
                    .repeating()
                    .uni(
                        () ->
                            context
                                .write(connection -> takeBest(connection, linker, model))
                                .call(
                                    taken ->
                                        context.progress(
                                            done.addAndGet(taken), Math.max(total, done.get()))))
                    .whilst(taken -> taken == LINKS)
                    .collect()
                    .last()
                    .replaceWithVoid());
  }

  private static Uni<Integer> takeBest(SqlConnection connection, Linker linker, MatchModel model) {
    return LinkStore.best(connection, Link.FIRST, LINKS)
        .chain(
            links ->
                links.isEmpty()
                    ? Uni.createFrom().item(0)
                    : take(connection, linker, model, links));
  }

  private static Uni<Integer> take(
      SqlConnection connection, Linker linker, MatchModel model, List<Link> links) {
    return linker
        .apply(connection, model, links)
        .chain(() -> LinkStore.drop(connection, links))
        .replaceWith(links.size());
  }
}
