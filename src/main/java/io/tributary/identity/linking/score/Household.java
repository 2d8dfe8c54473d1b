package io.tributary.identity.linking.score;

/**
 * What holds two profiles apart although much agrees: people of one household share a family name,
 * an address, a phone, and twins a birth date as well. The fields of a score count as if they were
 * independent, which is not so in a family.
 */
public enum Household {
  /** Twins, spouses, siblings: the given names differ. */
  GIVEN_NAMES_DIFFER,
  /** Father and son of one name: the birth dates differ. */
  BIRTH_DATES_DIFFER,
  /** Nothing that agrees is a person's own: names and an address are a family's. */
  NOTHING_PERSONAL;

  private static final int GIVEN_NAME_DIFFERS = Field.GIVEN_NAME.levels().size() - 1;
  private static final int BIRTH_DATE_DIFFERS = Field.BIRTH_DATE.levels().size() - 1;
  private static final int PHONE_DIFFERS = Field.PHONE.levels().size() - 1;
  private static final int BIRTH_YEAR_DIFFERS = Field.BIRTH_YEAR.levels().size() - 1;
  private static final int SAME_YEAR_ONLY = Field.BIRTH_DATE.levels().size() - 2;

  /** What speaks for two people of one household; null when nothing does. */
  public static Household between(Traits a, Traits b) {
    if (within(Field.NATIONAL_ID, 1, a, b)) {
      return null;
    }
    if (Field.GIVEN_NAME.compare(a, b) == GIVEN_NAME_DIFFERS) {
      return GIVEN_NAMES_DIFFER;
    }
    if (within(Field.EMAIL, 0, a, b)) {
      return contradict(a, b) ? BIRTH_DATES_DIFFER : null;
    }
    if (Field.BIRTH_DATE.compare(a, b) >= SAME_YEAR_ONLY
        || Field.BIRTH_YEAR.compare(a, b) == BIRTH_YEAR_DIFFERS) {
      return BIRTH_DATES_DIFFER;
    }
    boolean personal =
        within(Field.BIRTH_DATE, SAME_YEAR_ONLY - 1, a, b)
            || within(Field.EMAIL, 4, a, b)
            || within(Field.NAME_IN_EMAIL, 1, a, b)
            || within(Field.PHONE, 1, a, b)
            || within(Field.CARD_NUMBER, 0, a, b);
    return personal ? null : NOTHING_PERSONAL;
  }

  /**
   * Whether birth dates and phone numbers are known of both and have nothing in common: people of
   * one name who have one address by chance, as some among a million do.
   */
  static boolean contradict(Traits a, Traits b) {
    return !within(Field.NATIONAL_ID, 1, a, b)
        && (Field.BIRTH_DATE.compare(a, b) == BIRTH_DATE_DIFFERS
            || Field.BIRTH_YEAR.compare(a, b) == BIRTH_YEAR_DIFFERS)
        && Field.PHONE.compare(a, b) == PHONE_DIFFERS;
  }

  private static boolean within(Field field, int most, Traits a, Traits b) {
    int level = field.compare(a, b);
    return level != Field.MISSING && level <= most;
  }
}
