package io.tributary.identity.policy;

import io.tributary.identity.IdentifierKind;
import io.tributary.identity.IdentifierPolicy;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new version of the identifier table; what is null stays as it is.
 *
 * @param kinds the rows that change
 * @param blocked all values that never tie
 * @param customersPerFact one fact that would tie more ties none
 * @param profilesPerCustomer no rule makes a customer of more
 * @param customersPerValue a value of more unlike people is shared
 * @param onePerPerson attributes of which one person has one value
 * @param dryRun whether only to answer what would change
 */
@Input("IdentifierPolicyInput")
@Description("A new version of the identifier table; what is left out stays as it is.")
public record IdentifierPolicyInput(
    @Description("The rows that change.") List<Row> kinds,
    @Description(
            "All values that never tie, normalised; * at the beginning or the end stands for any text: test@*. Up to"
                + " 1,000.")
        List<String> blocked,
    @Description("One fact that would tie more customers ties none; 1 to 20.")
        Integer customersPerFact,
    @Description("No rule makes a customer of more profiles; 2 to 1,000.")
        Integer profilesPerCustomer,
    @Description(
            "A value that more people carry who differ in name and birth date is shared; 1 to 100.")
        Integer customersPerValue,
    @Description("Attributes of which one person has one value, such as national_id.")
        List<String> onePerPerson,
    @Description("Whether only to answer what would change; default false.") Boolean dryRun) {

  /**
   * A row that changes.
   *
   * @param kind the kind
   * @param ties when it ties
   * @param perCustomer the limit; null for none
   * @param onePerPerson whether two values are two people
   * @param ofHousehold whether a household may have one value in common
   */
  @Input("IdentifierRuleInput")
  @Description("A row of the identifier table that changes, as a whole.")
  public record Row(
      @NonNull @Description("The kind.") IdentifierKind kind,
      @NonNull @Description("When it ties; ANONYMOUS_ID and DEVICE_ID never do.")
          IdentifierPolicy.Ties ties,
      @Description(
              "How many values within one scope a customer may have, 1 to 1,000; null for any.")
          Integer perCustomer,
      @Description("Whether two values within one scope are two people; default false.")
          Boolean onePerPerson,
      @Description(
              "Whether a household may have one value in common: alone it ties nobody whose given names differ; default"
                  + " false.")
          Boolean ofHousehold) {}
}
