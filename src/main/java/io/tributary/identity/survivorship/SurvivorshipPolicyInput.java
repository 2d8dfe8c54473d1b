package io.tributary.identity.survivorship;

import io.tributary.graphql.ApiException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new version of the survivorship policy.
 *
 * @param otherwise the rules of attributes that are not named
 * @param attributes the rules of named attributes
 * @param dryRun whether only to answer what would change; null for false
 */
@Input("SurvivorshipPolicyInput")
@Description("A new version of the survivorship policy; it replaces the one in force as a whole.")
public record SurvivorshipPolicyInput(
    @NonNull
        @Description(
            "The rules of attributes that are not named: the first one that tells two values apart decides. KEEP_ALL"
                + " stands alone.")
        List<@NonNull SurvivorshipRule> otherwise,
    @DefaultValue("[]") @Description("The rules of named attributes, up to 200.")
        List<@NonNull RulesInput> attributes,
    @DefaultValue("false")
        @Description("Whether only to answer how many customers would change, and publish nothing.")
        Boolean dryRun) {

  private static final int MOST_ATTRIBUTES = 200;
  private static final int LONGEST_NAME = 200;

  /**
   * The rules of one attribute.
   *
   * @param attribute its name
   * @param rules the first one first
   */
  @Input("AttributeRulesInput")
  @Description("The rules of one attribute.")
  public record RulesInput(
      @NonNull @Description("The attribute's name, such as city.") String attribute,
      @NonNull @Description("The first one that tells two values apart decides.")
          List<@NonNull SurvivorshipRule> rules) {}

  /**
   * The policy.
   *
   * @throws ApiException INVALID_INPUT with the field at fault
   */
  SurvivorshipPolicy policy(int version) {
    if (attributes.size() > MOST_ATTRIBUTES) {
      throw ApiException.invalid("input.attributes", "Name up to 200 attributes.");
    }
    Map<String, List<SurvivorshipRule>> rules = new HashMap<>();
    for (int i = 0; i < attributes.size(); i++) {
      String field = "input.attributes." + i;
      String name = name(field + ".attribute", attributes.get(i).attribute());
      if (rules.put(name, checked(field + ".rules", attributes.get(i).rules())) != null) {
        throw ApiException.invalid(field + ".attribute", name + " is named twice.");
      }
    }
    return new SurvivorshipPolicy(
        version, checked("input.otherwise", otherwise), Map.copyOf(rules));
  }

  /** An attribute's name; INVALID_INPUT when it is none. */
  static String name(String field, String name) {
    String clean = name.strip();
    if (clean.isEmpty() || clean.length() > LONGEST_NAME || clean.indexOf('\0') >= 0) {
      throw ApiException.invalid(field, "An attribute's name has 1 to 200 characters.");
    }
    return clean;
  }

  private static List<SurvivorshipRule> checked(String field, List<SurvivorshipRule> rules) {
    if (rules.isEmpty() || EnumSet.copyOf(rules).size() < rules.size()) {
      throw ApiException.invalid(field, "Give one rule or more, each once.");
    }
    if (rules.size() > 1 && rules.contains(SurvivorshipRule.KEEP_ALL)) {
      throw ApiException.invalid(
          field, "KEEP_ALL stands alone: where all values stay, none is better.");
    }
    return List.copyOf(rules);
  }
}
