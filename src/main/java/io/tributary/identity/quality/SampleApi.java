package io.tributary.identity.quality;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Labelled samples over GraphQL. */
@GraphQLApi
public class SampleApi {
  private static final String SAMPLES = "pairSamples";
  private static final String PAIRS = "sampledPairs";
  private static final int LARGEST = 1_000;
  private static final int LONGEST_REASON = 500;
  private final Samples samples;
  private final Tx tx;
  private final Gather gather;
  private final Clock clock;
  private final SecurityIdentity caller;

  SampleApi(Samples samples, Tx tx, Gather gather, Clock clock, SecurityIdentity caller) {
    this.samples = samples;
    this.tx = tx;
    this.gather = gather;
    this.clock = clock;
    this.caller = caller;
  }

  /**
   * What to draw.
   *
   * @param size how many pairs
   * @param seed the same seed draws the same pairs
   */
  @Input("DrawPairSampleInput")
  @Description("What to draw.")
  public record DrawPairSampleInput(
      @Description("How many pairs, 1 to 1,000.") int size,
      @Description("The same seed draws the same pairs, as long as the data is the same.")
          int seed) {}

  /**
   * What somebody says of a pair.
   *
   * @param sample of which sample
   * @param pair its number
   * @param label what they say
   * @param reason why
   */
  @Input("LabelSampledPairInput")
  @Description("What somebody says of a pair; a later label replaces an earlier one.")
  public record LabelSampledPairInput(
      @Id @NonNull @Description("The sample.") String sample,
      @Description("The pair's number.") int pair,
      @NonNull @Description("What they say.") SampledPair.Label label,
      @Description("For the record, up to 500 characters.") String reason) {}

  /**
   * A sample.
   *
   * @param sample as it is now
   */
  @Description("A sample that was drawn.")
  public record PairSamplePayload(@NonNull @Description("The sample.") PairSample sample) {}

  /**
   * A labelled pair.
   *
   * @param pair as it is now
   * @param sample with its figures
   */
  @Description("A pair that was labelled.")
  public record SampledPairPayload(
      @NonNull @Description("As it is now.") SampledPair pair,
      @NonNull @Description("Its sample, with the figures as they are now.") PairSample sample) {}

  /**
   * A page of samples.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of samples.")
  public record PairSampleConnection(
      @NonNull @Description("The page.") List<@NonNull PairSampleEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One sample of a page.
   *
   * @param node the sample
   * @param cursor its cursor
   */
  @Description("One sample of a page.")
  public record PairSampleEdge(
      @NonNull @Description("The sample.") PairSample node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /**
   * A page of pairs.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of pairs.")
  public record SampledPairConnection(
      @NonNull @Description("The page.") List<@NonNull SampledPairEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One pair of a page.
   *
   * @param node the pair
   * @param cursor its cursor
   */
  @Description("One pair of a page.")
  public record SampledPairEdge(
      @NonNull @Description("The pair.") SampledPair node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** Draws a sample. INVALID_INPUT for a bad size, CONFLICT when there is nothing to draw from. */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Draws pairs of profiles to be labelled, alike many from each band of the score and from the pairs that are merged.")
  public Uni<PairSamplePayload> drawPairSample(
      @NonNull @Description("What.") DrawPairSampleInput input) {
    if (input.size() < 1 || input.size() > LARGEST) {
      throw ApiException.invalid("input.size", "A sample has 1 to 1,000 pairs.");
    }
    return samples
        .draw(input.size(), input.seed(), caller.getPrincipal().getName())
        .map(PairSamplePayload::new);
  }

  /** Labels a pair. INVALID_INPUT, NOT_FOUND. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("Says of a pair of a sample whether it is one person.")
  public Uni<SampledPairPayload> labelSampledPair(
      @NonNull @Description("What.") LabelSampledPairInput input) {
    UUID id =
        TypeId.PAIR_SAMPLE
            .decode(input.sample())
            .orElseThrow(() -> ApiException.notFound("sample", input.sample()));
    String reason = input.reason();
    if (reason != null && (reason.length() > LONGEST_REASON || reason.indexOf('\0') >= 0)) {
      throw ApiException.invalid("input.reason", "A reason has up to 500 characters.");
    }
    String by = caller.getPrincipal().getName();
    return tx.write(
            connection ->
                SampleStore.label(
                    connection, id, input.pair(), input.label(), reason, by, clock.instant()))
        .invoke(
            pair -> {
              if (pair == null) {
                throw ApiException.notFound(
                    "pair number " + input.pair() + " in a sample", input.sample());
              }
            })
        .chain(
            pair ->
                tx.read(connection -> SampleStore.byId(connection, id))
                    .map(sample -> new SampledPairPayload(pair, sample)));
  }

  /** The samples, newest first. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.ANALYST})
  @NonNull
  @Description("The samples that were drawn, newest first, each with its figures.")
  public Uni<PairSampleConnection> pairSamples(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, SAMPLES, 1);
    UUID before = paging.continues() ? paging.uuid(0) : null;
    return tx.read(connection -> SampleStore.page(connection, before, paging.limit()))
        .map(
            rows ->
                paging.slice(
                    SAMPLES,
                    rows,
                    sample -> new String[] {sample.uuid().toString()},
                    PairSampleEdge::new,
                    PairSampleConnection::new));
  }

  /** A sample's pairs, by number. One statement for a page of samples. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("The pairs, by number.")
  public Uni<SampledPairConnection> pairs(
      @Source PairSample sample,
      @DefaultValue("false") @Description("Whether only those without a label.")
          boolean onlyUnlabelled,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, PAIRS, 1);
    int from =
        paging.continues() ? (int) Math.max(0, Math.min(Integer.MAX_VALUE, paging.number(0))) : 0;
    return gather
        .load(
            PAIRS,
            List.of(paging, onlyUnlabelled),
            sample.uuid(),
            (List<UUID> ids) ->
                tx.read(
                    connection ->
                        SampleStore.pairs(connection, ids, from, onlyUnlabelled, paging.limit())))
        .map(
            found ->
                paging.slice(
                    PAIRS,
                    found == null ? List.<SampledPair>of() : found,
                    pair -> new String[] {Integer.toString(pair.number())},
                    SampledPairEdge::new,
                    SampledPairConnection::new));
  }
}
