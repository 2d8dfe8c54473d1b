package io.tributary.insight.value;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What models say of a past that somebody thought up, or knows from the papers. */
final class ForecastRule {
  private static final int MONTHS = 12;
  private static final double MONTHLY_DISCOUNT = 0.01;

  private ForecastRule() {}

  /**
   * A forecast for an input that was checked, by the parameters in it and the fits for what is not.
   *
   * @param purchases the fit of the model of purchases; null where its parameters are given
   * @param spend that of GAMMA_GAMMA; null where they are given, not asked for or not fitted
   */
  static PurchaseForecast forecast(
      PurchaseForecastInput input, LifetimeValueFit purchases, LifetimeValueFit spend) {
    double[] parameters = purchases == null ? given(input.parameters()) : purchases.values();
    PurchaseProcess process = input.model().process(parameters);
    int x = input.repeats();
    double last = input.lastWeeks();
    double age = input.ageWeeks();
    Worth worth =
        input.spend() == null
            ? Worth.NOT_ASKED
            : worth(
                input, process, spend == null ? given(input.spend().parameters()) : spend.values());
    return new PurchaseForecast(
        input.model().named(parameters),
        Stream.of(purchases, spend).filter(Objects::nonNull).toList(),
        process.alive(x, last, age),
        process.expectedAfter(x, last, age, input.weeks()),
        process.expected(input.weeks()),
        input.weeklyDiscountRate() == null
            ? null
            : process.discounted(x, last, age, input.weeklyDiscountRate()),
        input.mostRepeats() == null
            ? null
            : distribution(process, input.mostRepeats(), input.weeks()),
        worth.mean,
        worth.value,
        worth.reason);
  }

  private static double[] given(List<Double> parameters) {
    return parameters == null
        ? null
        : parameters.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Double> distribution(PurchaseProcess process, int most, double weeks) {
    return IntStream.rangeClosed(0, most).mapToObj(n -> process.probability(n, weeks)).toList();
  }

  private record Worth(Double mean, Double value, LifetimeValueReason reason) {
    private static final Worth NOT_ASKED = new Worth(null, null, null);
  }

  private static Worth worth(
      PurchaseForecastInput input, PurchaseProcess process, double[] parameters) {
    if (parameters == null) {
      return new Worth(null, null, LifetimeValueReason.NO_VALUE_MODEL);
    }
    GammaGamma model = new GammaGamma(parameters[0], parameters[1], parameters[2]);
    if (!model.hasMean()) {
      return new Worth(null, null, LifetimeValueReason.MEAN_UNDEFINED);
    }
    Integer over = input.spend().purchases();
    double mean = model.mean(over == null ? input.repeats() : over, input.spend().mean());
    ValueRule rule =
        new ValueRule(
            process,
            model,
            0,
            input.months() == null ? MONTHS : input.months(),
            input.monthlyDiscount() == null ? MONTHLY_DISCOUNT : input.monthlyDiscount());
    double ahead = rule.ahead(input.repeats(), input.lastWeeks(), input.ageWeeks()).discounted();
    return new Worth(mean, mean * ahead, null);
  }
}
