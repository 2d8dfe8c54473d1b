package io.tributary.identity.linking;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.SecondLook;
import io.tributary.identity.linking.LinkStore.Waiting;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Compares profiles that are new or changed with all, a batch at a time, by the model in force. It
 * leaves the same customers as a run over everything.
 */
@ApplicationScoped
class MatchChangedCustomers implements Job {
  private static final int PROFILES = 500;

  private final Tx tx;
  private final Linker linker;
  private final MatchModels models;
  private final SecondLook secondLook;

  MatchChangedCustomers(Tx tx, Linker linker, MatchModels models, SecondLook secondLook) {
    this.secondLook = secondLook;
    this.tx = tx;
    this.linker = linker;
    this.models = models;
  }

  @Override
  public String name() {
    return "match-changed-customers";
  }

  @Override
  public String description() {
    return "Compares profiles that are new or changed with all others, and takes back merges of rules that no rule would make now.";
  }

  @Override
  public String cron() {
    return "*/2 * * * *";
  }

  /** How far a run is. */
  private record Step(long done, boolean more) {}

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(connection -> models.latest(connection))
        .chain(
            model ->
                tx.read(LinkStore::countPending)
                    .chain(total -> batches(context, model, total))
                    .chain(() -> MatchCustomers.takeAll(context, tx, linker, model)));
  }

  private Uni<Void> batches(JobContext context, MatchModel model, long total) {
    long[] done = new long[1];
    return context
        .progress(0, total)
        .chain(
            () ->
                Multi.createBy()
                    .repeating()
                    .uni(
                        () ->
                            batch(context, model)
                                .map(served -> new Step(done[0] += served, served == PROFILES))
                                .call(
                                    step ->
                                        context.progress(
                                            step.done(), Math.max(total, step.done()))))
                    .whilst(Step::more)
                    .collect()
                    .last()
                    .replaceWithVoid());
  }

  private Uni<Integer> batch(JobContext context, MatchModel model) {
    return tx.read(connection -> LinkStore.waiting(connection, PROFILES))
        .chain(
            waiting ->
                waiting.isEmpty()
                    ? Uni.createFrom().item(0)
                    : serve(context, model, waiting).replaceWith(waiting.size()));
  }

  private Uni<Void> serve(JobContext context, MatchModel model, List<Waiting> waiting) {
    Set<UUID> profiles = new HashSet<>();
    waiting.forEach(one -> profiles.add(one.profile()));
    return context
        .write(connection -> secondLook.at(connection, profiles))
        .chain(() -> tx.read(connection -> LinkStore.blocksOf(connection, profiles)))
        .chain(blocks -> linker.find(model, blocks, profiles))
        .chain(
            links ->
                context.write(
                    connection ->
                        LinkStore.keep(connection, links)
                            .chain(() -> LinkStore.served(connection, waiting))
                            // the change queue looks at customers at once, each before it sees
                            // what the other says
                            .chain(() -> LinkStore.customersOf(connection, profiles))
                            .chain(customers -> Rejudgement.score(connection, model, customers))));
  }
}
