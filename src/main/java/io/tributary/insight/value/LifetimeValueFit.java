package io.tributary.insight.value;

import io.smallrye.graphql.api.Deprecated;
import io.tributary.graphql.Node;
import io.tributary.insight.CustomerSegment;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One version of a model.
 *
 * @param uuid its id
 * @param model which model
 * @param segmentBy by what customers are divided whom it is about; null for all
 * @param segment which of them it is about; null for all
 * @param asOf purchases at or after it were not seen
 * @param fittedAt when it was computed
 * @param timezone in which days begin
 * @param currency of the values
 * @param customers how many had bought
 * @param sample how many of them were read
 * @param repeaters how many of the sample bought on a second day
 * @param used how many the likelihood was taken over
 * @param refusal why there are no parameters; null when there are
 * @param logLikelihood of what was seen; null when refused
 * @param values the parameters; null when refused
 * @param correlation of number and mean value of repeat occasions; null for a model of purchases
 */
@Type("LifetimeValueFit")
@Description("One version of a model of lifetime value, fitted by maximum likelihood.")
public record LifetimeValueFit(
    @Ignore UUID uuid,
    @NonNull @Description("Which model.") LifetimeValueModel model,
    @Description("By what customers are divided whom it is about; null for all.")
        CustomerSegment segmentBy,
    @Description("The segment it is about; null for all.") String segment,
    @NonNull @Description("The instant it was fitted for: later purchases were not seen.")
        OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime fittedAt,
    @NonNull @Description("IANA time zone in which its days begin.") String timezone,
    @NonNull @Description("The currency of its values.") String currency,
    @Description("How many customers had bought by then.") int customers,
    @Description(
            "How many of them were read: all up to about 50,000, beyond that a part that is chosen"
                + " by the hash of the id.")
        int sample,
    @Description("How many of the sample bought on a second day.") int repeaters,
    @Description("How many the likelihood was taken over.") int used,
    @Description("Why there are no parameters; null when there are.") FitRefusal refusal,
    @Description("The log-likelihood at the parameters; null when refused.") Double logLikelihood,
    @Ignore double[] values,
    @Description(
            "GAMMA_GAMMA: correlation of the number of repeat purchases with their mean value,"
                + " which it takes to be 0; null for the others.")
        Double correlation)
    implements Node {

  private static final double MOST_CORRELATED = 0.3;

  @Override
  @Id
  @NonNull
  @Description("TypeID fit_….")
  public String getId() {
    return TypeId.VALUE_FIT.encode(uuid);
  }

  /** The channel. */
  @Deprecated(reason = "segmentBy and segment say it for every kind of segment.")
  @Description("Whom it is about: customers who first bought in this channel; null for others.")
  public String getFirstChannel() {
    return segmentBy == CustomerSegment.FIRST_CHANNEL ? segment : null;
  }

  /** The parameters by name. */
  @NonNull
  @Description("The parameters, in the order of the model's paper; empty when refused.")
  public List<@NonNull ModelParameter> getParameters() {
    return values == null ? List.of() : model.named(values);
  }

  /** What is to be kept in mind. */
  @NonNull
  @Description("What is to be kept in mind.")
  public List<@NonNull FitWarning> getWarnings() {
    List<FitWarning> warnings = new ArrayList<>();
    if (correlation != null && Math.abs(correlation) > MOST_CORRELATED) {
      warnings.add(FitWarning.CORRELATED_VALUE);
    }
    if (model == LifetimeValueModel.GAMMA_GAMMA && values != null && !spend().hasMean()) {
      warnings.add(FitWarning.MEAN_UNDEFINED);
    }
    return warnings;
  }

  /** The model of purchases. */
  @Ignore
  PurchaseProcess process() {
    return model.process(values);
  }

  /** The model of an occasion's value. */
  @Ignore
  GammaGamma spend() {
    return new GammaGamma(values[0], values[1], values[2]);
  }
}
