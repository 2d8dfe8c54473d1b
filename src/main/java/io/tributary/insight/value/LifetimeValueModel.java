package io.tributary.insight.value;

import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;

/** The models of lifetime value. */
@Description("The models of lifetime value. Times are in weeks.")
public enum LifetimeValueModel {
  /** Purchases: Fader, Hardie and Lee 2005. */
  @Description("Purchases; customers leave after one of them: Fader, Hardie and Lee 2005.")
  BG_NBD("r", "alpha", "a", "b"),
  /** Purchases: Schmittlein, Morrison and Colombo 1987. */
  @Description("Purchases; customers leave at any time: Schmittlein, Morrison and Colombo 1987.")
  PARETO_NBD("r", "alpha", "s", "beta"),
  /** The value of a purchase: Fader and Hardie 2013. */
  @Description("The value of a purchase: Fader and Hardie 2013.")
  GAMMA_GAMMA("p", "q", "gamma");

  private final List<String> names;

  LifetimeValueModel(String... names) {
    this.names = List.of(names);
  }

  /** Parameters with their names, in the order of the model's paper. */
  @Ignore
  List<ModelParameter> named(double[] parameters) {
    return IntStream.range(0, parameters.length)
        .mapToObj(i -> new ModelParameter(names.get(i), parameters[i]))
        .toList();
  }

  /** How many parameters it has. */
  @Ignore
  int size() {
    return names.size();
  }

  /** The model of purchases with these parameters. */
  @Ignore
  PurchaseProcess process(double[] p) {
    return switch (this) {
      case BG_NBD -> new BgNbd(p[0], p[1], p[2], p[3]);
      case PARETO_NBD -> new ParetoNbd(p[0], p[1], p[2], p[3]);
      case GAMMA_GAMMA -> throw new IllegalArgumentException("no model of purchases");
    };
  }
}
