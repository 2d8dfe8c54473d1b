package io.tributary.identity.linking;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.identity.Merge;
import io.tributary.job.JobRun;
import io.tributary.job.Jobs;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Models and scores over GraphQL. */
@GraphQLApi
public class LinkingApi {
  private static final String LIST = "matchModels";
  private final MatchModels models;
  private final ModelPublication publication;
  private final Customers customers;
  private final Jobs jobs;
  private final Tx tx;
  private final SecurityIdentity caller;

  LinkingApi(
      MatchModels models,
      ModelPublication publication,
      Customers customers,
      Jobs jobs,
      Tx tx,
      SecurityIdentity caller) {
    this.models = models;
    this.publication = publication;
    this.customers = customers;
    this.jobs = jobs;
    this.tx = tx;
    this.caller = caller;
  }

  /**
   * A trained model, or the answer to a dry run.
   *
   * @param model the one that was trained
   * @param run the run that applies it, or tries it
   * @param effect of a dry run
   * @param trial of a dry run
   */
  @Description("A trained model, or the answer to a dry run.")
  public record MatchModelPayload(
      @NonNull
          @Description(
              "The model that was trained; of a dry run, the one that would come next, or the one in force while that is"
                  + " not trained yet.")
          MatchModel model,
      @Description(
              "The run of match-customers that applies it; of a dry run, the run of try-match-model.")
          JobRun run,
      @Description(
              "What the model would change; null unless a dry run asked, and while it goes on: read the trial then.")
          MatchModelEffect effect,
      @Description(
              "Of a dry run: the trial, to be read again with matchModelTrial until it has ended.")
          MatchTrial trial) {}

  /**
   * What a run would change.
   *
   * @param merges customers merged into another
   * @param reviews pairs shown to staff
   * @param doubts merges that staff would be asked about
   * @param obsolete reviews that would be closed
   * @param samples of merges and reviews
   */
  @Description(
      "What a run of match-customers by a model would change. Limits of identifiers per customer are not counted.")
  public record MatchModelEffect(
      @Description("How many customers would be merged into another.") int merges,
      @Description("How many pairs of customers staff would be asked about, and are not yet.")
          int reviews,
      @Description("How many merges by score it does not support: staff would be asked about them.")
          int doubts,
      @Description("How many open reviews it would close, since it would not ask.") int obsolete,
      @NonNull @Description("Up to 10 merges and 10 reviews, those nearest to the threshold first.")
          List<@NonNull MatchSample> samples) {}

  /**
   * Two customers that would be merged or shown.
   *
   * @param customerId one
   * @param otherId the other
   * @param score why
   * @param reason why staff would be asked
   */
  @Description("Two customers that would be merged, or shown to staff.")
  public record MatchSample(
      @Ignore UUID customerId,
      @Ignore UUID otherId,
      @NonNull @Description("How alike their closest profiles are.") MatchScore score,
      @Description(
              "Why staff would be asked, such as SCORE or GIVEN_NAMES_DIFFER; null when they would be merged.")
          String reason) {}

  /**
   * A page of models.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of models.")
  public record MatchModelConnection(
      @NonNull @Description("The page.") List<@NonNull MatchModelEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One model of a page.
   *
   * @param node the model
   * @param cursor its cursor
   */
  @Description("One model of a page.")
  public record MatchModelEdge(
      @NonNull @Description("The model.") MatchModel node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** The model in force. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.ANALYST})
  @NonNull
  @Description("The model in force; the built-in one until one is trained.")
  public Uni<MatchModel> matchModel() {
    return tx.read(connection -> models.latest(connection));
  }

  /** The trained models, newest first. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.ANALYST})
  @NonNull
  @Description("The trained models, newest first.")
  public Uni<MatchModelConnection> matchModels(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 1);
    long below = paging.continues() ? paging.number(0) : Integer.MAX_VALUE;
    return tx.read(
            connection ->
                ModelStore.page(
                    connection,
                    (int) Math.max(0, Math.min(Integer.MAX_VALUE, below)),
                    paging.limit()))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    model -> new String[] {Integer.toString(model.version())},
                    MatchModelEdge::new,
                    MatchModelConnection::new));
  }

  /**
   * Trains a model. INVALID_INPUT for a bad precision, CONFLICT when there are too few profiles or
   * another was trained at the same time; FORBIDDEN for a steward who does not ask for a dry run.
   */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Trains the next model on the profiles there are, without labels, and starts match-customers, which applies it;"
          + " with dryRun a job only finds out how many merges and reviews it would bring: the answer has it, or the trial to read it from"
          + " when that takes more than half a minute. Merges made before stay. Stewards may only "
          + "make dry runs.")
  public Uni<MatchModelPayload> trainMatchModel(
      @NonNull @Description("How to train.") TrainMatchModelInput input) {
    double precision = input.checkedPrecision();
    if (Boolean.TRUE.equals(input.dryRun())) {
      return publication
          .rehearse(precision, input.seed(), caller.getPrincipal().getName())
          .map(
              done ->
                  new MatchModelPayload(
                      done.model(), done.run(), done.trial().effect(), done.trial()));
    }
    if (!caller.hasRole(Roles.ADMIN)) {
      throw new ApiException(
          ErrorKind.FORBIDDEN, "Only an admin publishes a model. Ask for a dry run.");
    }
    return publication
        .publish(precision, input.seed(), caller.getPrincipal().getName())
        .map(done -> new MatchModelPayload(done.model(), done.run(), null, null));
  }

  /** A trial of a model. NOT_FOUND. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("A trial of a model, with what the model would change once it has ended. NOT_FOUND.")
  public Uni<MatchTrial> matchModelTrial(@Id @NonNull @Description("TypeID mtr_….") String id) {
    UUID trial =
        TypeId.MATCH_TRIAL.decode(id).orElseThrow(() -> ApiException.notFound("trial", id));
    return tx.read(connection -> TrialStore.byId(connection, trial))
        .invoke(
            found -> {
              if (found == null) {
                throw ApiException.notFound("trial", id);
              }
            });
  }

  /** The runs that try models, in one statement. */
  @Description("The run that tries it, with its progress; null when it is no longer kept.")
  public Uni<List<JobRun>> run(@Source List<MatchTrial> trials) {
    return jobs.runs(trials.stream().map(MatchTrial::runId).distinct().toList())
        .map(
            (Map<UUID, JobRun> found) -> {
              List<JobRun> runs = new ArrayList<>();
              trials.forEach(trial -> runs.add(found.get(trial.runId())));
              return runs;
            });
  }

  /** The two customers of each sample, in one statement. */
  @NonNull
  @Description("The two customers, as they stand now; one who was erased since is missing.")
  public Uni<List<@NonNull List<@NonNull Customer>>> customers(@Source List<MatchSample> samples) {
    List<UUID> ids = new ArrayList<>();
    samples.forEach(sample -> ids.addAll(List.of(sample.customerId(), sample.otherId())));
    return customers
        .byIds(ids.stream().distinct().toList())
        .map(
            found ->
                samples.stream()
                    .map(
                        s ->
                            Stream.of(s.customerId(), s.otherId())
                                .map(found::get)
                                .filter(Objects::nonNull)
                                .toList())
                    .toList());
  }

  /** The scores that merges rest on, in one statement for the page. */
  @Description("Of a merge by SCORE: how alike the two were, and why. Null for any other.")
  public Uni<List<MatchScore>> matchScore(@Source List<Merge> merges) {
    return tx.read(
            connection ->
                TrialStore.scores(connection, merges.stream().map(Merge::uuid).distinct().toList()))
        .map((Map<UUID, MatchScore> found) -> inOrder(merges, found));
  }

  private static List<MatchScore> inOrder(List<Merge> merges, Map<UUID, MatchScore> found) {
    List<MatchScore> scores = new ArrayList<>();
    merges.forEach(merge -> scores.add(found.get(merge.uuid())));
    return scores;
  }
}
