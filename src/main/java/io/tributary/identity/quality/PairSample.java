package io.tributary.identity.quality;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A sample of pairs of profiles, drawn to be labelled.
 *
 * @param uuid its id
 * @param seed it was drawn with
 * @param drawnAt when
 * @param drawnBy who asked
 * @param known what is known of each stratum
 */
@Type("PairSample")
@Description("A sample of pairs of profiles, drawn to be labelled by people who look at them.")
public record PairSample(
    @Ignore UUID uuid,
    @Description(
            "The seed it was drawn with: the same seed draws the same pairs from the same data.")
        int seed,
    @NonNull @Description("When it was drawn.") OffsetDateTime drawnAt,
    @NonNull @Description("Who drew it.") String drawnBy,
    @Ignore List<Known> known)
    implements Node {

  /** What is known of a stratum: its population in the pool, pairs drawn, and their labels. */
  record Known(String name, long population, int drawn, int same, int different, int unsure) {
    private SampleRule.Stratum stratum() {
      return new SampleRule.Stratum(name, population, same, different);
    }
  }

  /**
   * Pairs that are alike in score.
   *
   * @param name MERGED, or the score from which it goes
   * @param population pairs of the pool
   * @param drawn pairs of the sample
   * @param same labelled so
   * @param different labelled so
   * @param unsure labelled so
   */
  @Description("Pairs that are alike in score.")
  public record PairSampleStratum(
      @NonNull
          @Description(
              "MERGED for pairs within one customer, else the score from which the band goes: FROM_0.5.")
          String name,
      @Description("Pairs in the pool that was drawn from.") int population,
      @Description("Pairs in the sample.") int drawn,
      @Description("Labelled SAME.") int same,
      @Description("Labelled DIFFERENT.") int different,
      @Description("Labelled UNSURE; they do not count.") int unsure) {}

  /**
   * An estimate.
   *
   * @param value the estimate
   * @param low of the 95 % interval
   * @param high of the 95 % interval
   */
  @Description("A share, estimated from labels, with its 95 % interval.")
  public record SampleEstimate(
      @Description("The estimate, 0 to 1.") double value,
      @Description("Where the 95 % interval begins.") double low,
      @Description("Where the 95 % interval ends.") double high) {
    static SampleEstimate of(SampleRule.Estimate estimate) {
      return estimate == null
          ? null
          : new SampleEstimate(estimate.value(), estimate.low(), estimate.high());
    }
  }

  @Override
  @Id
  @NonNull
  @Description("TypeID smp_….")
  public String getId() {
    return TypeId.PAIR_SAMPLE.encode(uuid);
  }

  private List<SampleRule.Stratum> rules() {
    return known.stream().map(Known::stratum).toList();
  }

  /** The strata. */
  @NonNull
  @Description("The strata, with how many of their pairs are labelled how.")
  public List<@NonNull PairSampleStratum> getStrata() {
    return known.stream()
        .map(
            k ->
                new PairSampleStratum(
                    k.name(),
                    Math.toIntExact(k.population()),
                    k.drawn(),
                    k.same(),
                    k.different(),
                    k.unsure()))
        .toList();
  }

  /** Of merged pairs, the share that is one person. */
  @Description(
      "Of the pairs within one customer, the share that is one person; null while none of them is labelled.")
  public SampleEstimate getPrecision() {
    return SampleEstimate.of(SampleRule.precision(rules()));
  }

  /** Of pairs of one person, the share that is merged. */
  @Description(
      "Of the pairs that are one person, the share within one customer, among pairs that share a blocking key; null"
          + " while a stratum has no label.")
  public SampleEstimate getRecall() {
    return SampleEstimate.of(SampleRule.recall(rules(), seed));
  }

  /** Why an estimate is missing. */
  @Description("Why precision or recall is null; null when neither is.")
  public String getReason() {
    if (getPrecision() == null) {
      return "Label pairs of the stratum MERGED.";
    }
    return getRecall() == null
        ? "Label at least one pair, SAME or DIFFERENT, of every stratum; one must be SAME."
        : null;
  }
}
