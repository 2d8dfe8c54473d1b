package io.tributary.insight.experiment;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What a campaign with a hold-out brought.
 *
 * @param treated the treated group, by assignment
 * @param heldOut the group held out
 * @param margin the part of revenue that is margin
 * @param costMinorUnits sends, incentives redeemed, and points issued × (1 - breakage) × unit cost
 * @param significance 0.05 when null
 */
@Input("IncrementalReturnInput")
@Description("What a campaign with a hold-out brought, by assignment, whether sent or not.")
public record IncrementalReturnInput(
    @NonNull @Description("The treated group.") Group treated,
    @NonNull @Description("The group that was held out.") Group heldOut,
    @Description("The part of revenue that is margin, 0 to 1.") double margin,
    @Description(
            "Sends, incentives redeemed, and points issued × (1 - breakage) × unit cost; above 0.")
        double costMinorUnits,
    @Description("What is left outside the interval, up to 0.2; 0.05 when left out.")
        Double significance) {

  /**
   * A group.
   *
   * @param customers assigned to it
   * @param meanMinorUnits revenue a customer
   * @param deviationMinorUnits its standard deviation
   */
  @Input("SpendingGroupInput")
  @Description("What customers of a group spent.")
  public record Group(
      @Description("Customers assigned to it, 2 or more.") int customers,
      @Description("Mean revenue of a customer, nothing spent counting as 0, in minor units.")
          double meanMinorUnits,
      @Description("The standard deviation of their revenue, with n - 1, in minor units.")
          double deviationMinorUnits) {}
}
