package io.tributary.identity.quality;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * How good matching is.
 *
 * @param asOf when this was read
 * @param periods oldest first
 * @param openReviews by age
 * @param sharedValues by kind
 * @param profilesPerCustomer the distribution
 */
@Description("How good matching is: what was found wrong later, and what there is now.")
public record IdentityQuality(
    @NonNull @Description("When this was read; all but the periods is as of then.")
        OffsetDateTime asOf,
    @NonNull @Description("What was done and found in each period, oldest first.")
        List<@NonNull IdentityQualityPeriod> periods,
    @NonNull @Description("The open reviews by age, youngest first.")
        List<@NonNull OpenReviewAge> openReviews,
    @NonNull @Description("Values that several people share and that so tie nobody, by kind.")
        List<@NonNull SharedValueCount> sharedValues,
    @NonNull @Description("How many customers have how many profiles.")
        List<@NonNull ProfilesPerCustomer> profilesPerCustomer) {

  /**
   * Which periods.
   *
   * @param from the first day
   * @param to the last day
   * @param period the length
   * @param timezone in which days are days
   */
  @Input("IdentityQualityInput")
  @Description("Which periods; up to 400 of them.")
  public record IdentityQualityInput(
      @NonNull @Description("The first day; its whole period counts.") LocalDate from,
      @NonNull @Description("The last day; its whole period counts.") LocalDate to,
      @DefaultValue("MONTH") @Description("The length; MONTH when left out.") QualityPeriod period,
      @DefaultValue("UTC") @Description("IANA time zone in which days are days; UTC when left out.")
          String timezone) {}

  /**
   * What was done and found in a period.
   *
   * @param start its first day
   * @param rules what each rule did
   * @param reviewsOpened how many
   * @param reviewsDecided how many
   */
  @Description("What was done and found in a period.")
  public record IdentityQualityPeriod(
      @NonNull @Description("Its first day.") LocalDate start,
      @NonNull
          @Description("What each rule did and had undone; rules that did nothing are left out.")
          List<@NonNull RuleQuality> rules,
      @Description("How many reviews were opened.") int reviewsOpened,
      @Description("How many reviews were decided.") int reviewsDecided) {}

  /**
   * What a rule did in a period.
   *
   * @param rule as merges show it
   * @param merges made in the period
   * @param undoneSince of those, undone until now
   * @param splitsFound of those, of customers who had stood apart for a day
   * @param wrongMergesFound merges of the rule, of any time, undone in the period
   * @param daysUntilFound how long those had held, on average
   */
  @Description("What a rule did in a period, and what was found wrong with it.")
  public record RuleQuality(
      @NonNull @Description("The rule as merges show it: IDENTIFIER, LINK, SCORE or MANUAL.")
          String rule,
      @Description("Merges it made in the period.") int merges,
      @Description("Of these, undone until now: so many of its merges were wrong, as far as known.")
          int undoneSince,
      @Description(
              "Of these, merges of customers who had stood apart for more than a day: splits found late.")
          int splitsFound,
      @Description("Merges of this rule, whenever made, that were undone in the period.")
          int wrongMergesFound,
      @Description("How many days those had held on average; null when there are none.")
          Double daysUntilFound) {}

  /**
   * Open reviews of an age.
   *
   * @param fromDays the youngest
   * @param toDays the oldest; null for any age
   * @param reviews how many
   */
  @Description("Open reviews of an age.")
  public record OpenReviewAge(
      @Description("At least so many days old.") int fromDays,
      @Description("Younger than so many days; null for any age.") Integer toDays,
      @Description("How many.") int reviews) {}

  /**
   * Shared values of a kind.
   *
   * @param kind of identifier
   * @param values how many
   */
  @Description("Shared values of a kind.")
  public record SharedValueCount(
      @NonNull @Description("The kind of identifier.") String kind,
      @Description("How many values.") int values) {}

  /**
   * Customers of so many profiles.
   *
   * @param from at least
   * @param to at most; null for any number
   * @param customers how many
   */
  @Description("Customers of so many profiles.")
  public record ProfilesPerCustomer(
      @Description("At least so many profiles.") int from,
      @Description("At most so many; null for any number.") Integer to,
      @Description("How many customers.") int customers) {}
}
