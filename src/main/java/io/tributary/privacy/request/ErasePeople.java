package io.tributary.privacy.request;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/** Does the erasures that are asked for by who is known to be that person. */
@ApplicationScoped
class ErasePeople implements Job {
  private static final Logger LOG = Logger.getLogger(ErasePeople.class);
  private static final int BATCH = 100;
  private final PrivacyRequests requests;
  private final Tx tx;

  ErasePeople(PrivacyRequests requests, Tx tx) {
    this.requests = requests;
    this.tx = tx;
  }

  @Override
  public String name() {
    return "erase-people";
  }

  @Override
  public String description() {
    return "Erases who asked for it and is known to be that person.";
  }

  @Override
  public String cron() {
    return "50 * * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return from(context, null, 0);
  }

  private Uni<Void> from(JobContext context, PrivacyRequest after, long done) {
    Instant due = after == null ? null : after.dueAt().toInstant();
    return tx.read(
            connection ->
                PrivacyRequestStore.page(
                    connection,
                    PrivacyRequestState.VERIFIED,
                    PrivacyRequestKind.ERASURE,
                    due,
                    after == null ? null : after.uuid(),
                    BATCH))
        .chain(
            found -> {
              if (found.isEmpty()) {
                return context.progress(done, done);
              }
              return each(context, found)
                  .chain(() -> from(context, found.get(found.size() - 1), done + found.size()));
            });
  }

  /** One person is one transaction: who cannot be erased now does not hold up the others. */
  private Uni<Void> each(JobContext context, List<PrivacyRequest> found) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (PrivacyRequest request : found) {
      all =
          all.chain(
              () ->
                  context
                      .write(connection -> requests.fulfil(connection, request.uuid(), name()))
                      .replaceWithVoid()
                      .onFailure(ApiException.class)
                      .invoke(
                          failure ->
                              LOG.infof(
                                  "%s waits for the next run: %s",
                                  request.getId(), failure.getMessage()))
                      .onFailure(ApiException.class)
                      .recoverWithNull());
    }
    return all;
  }
}
