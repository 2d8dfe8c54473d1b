package io.tributary.insight.value;

import java.util.UUID;

/**
 * What the models in force say of a customer, for the packages beside this one.
 *
 * @param customer who
 * @param alive probability not to have left
 * @param valueMinor lifetime value in minor units; null when there is none
 * @param currency of the value
 * @param model what the same model says of other pasts
 */
public record Outlook(UUID customer, double alive, Long valueMinor, String currency, Model model) {

  /** A model of purchases. */
  public interface Model {
    /**
     * The probability not to have left.
     *
     * @param repeats purchase days after the first
     * @param lastDay the last of them, in days since the first
     * @param age days watched since the first
     */
    double alive(int repeats, int lastDay, int age);
  }
}
