package io.tributary.identity.linking.score;

import java.util.List;

/** What two profiles are compared by, each with its levels of agreement, the closest first. */
public enum Field {
  /** Given name; silent where the two names are exchanged, which the family name tells. */
  GIVEN_NAME(
      Term.USUAL,
      Trait.GIVEN_NAME,
      "the same",
      "short form, initial or same sound",
      "one slip",
      "similar",
      "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.givenNames(a, b);
    }
  },
  /** Family name. */
  FAMILY_NAME(
      Term.USUAL,
      Trait.FAMILY_NAME,
      "the same",
      "same sound",
      "one slip",
      "similar",
      "names exchanged",
      "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.familyNames(a, b);
    }
  },
  /** Birth date. */
  BIRTH_DATE(
      Term.NONE,
      Trait.BIRTH_DATE,
      "the same",
      "day and month swapped",
      "one slip",
      "two digits or one part off",
      "same year",
      "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.dates(a.get(Trait.BIRTH_DATE), b.get(Trait.BIRTH_DATE));
    }
  },
  /** Year of birth; silent where both profiles know the day. */
  BIRTH_YEAR(Term.NONE, Trait.BIRTH_DATE, "the same", "a year or a month off", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.years(a.get(Trait.BIRTH_DATE), b.get(Trait.BIRTH_DATE));
    }

    @Override
    boolean isKnown(Traits traits) {
      String born = traits.get(Trait.BIRTH_DATE);
      return born != null && BirthDate.isPart(born);
    }
  },
  /** Gender. */
  GENDER(Term.NONE, Trait.GENDER, "the same", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.words(a.get(Trait.GENDER), b.get(Trait.GENDER));
    }
  },
  /** Phone number. */
  PHONE(Term.NONE, Trait.PHONE, "the same", "one slip", "same last digits", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.best(a.all(Trait.PHONE), b.all(Trait.PHONE), Compare::phones);
    }
  },
  /** E-mail address. */
  EMAIL(
      Term.NONE,
      Trait.EMAIL,
      "the same",
      "one slip",
      "same local part",
      "a few slips",
      "similar",
      "same domain",
      "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.emails(a, b);
    }
  },
  /** The name of one in the e-mail address of the other, where they cannot be compared plainly. */
  NAME_IN_EMAIL(Term.NONE, Trait.EMAIL, "both names", "one name", "part of a name", "not in it") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.nameInEmail(a, b);
    }
  },
  /** Customer card number. */
  CARD_NUMBER(Term.NONE, Trait.CARD_NUMBER, "the same", "one slip", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.best(a.all(Trait.CARD_NUMBER), b.all(Trait.CARD_NUMBER), Compare::numbers);
    }
  },
  /** A number that a state gives one person. */
  NATIONAL_ID(Term.NONE, Trait.NATIONAL_ID, "the same", "one slip", "two slips", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.best(a.all(Trait.NATIONAL_ID), b.all(Trait.NATIONAL_ID), Compare::ids);
    }
  },
  /** House number. */
  HOUSE_NUMBER(Term.NONE, Trait.HOUSE_NUMBER, "the same", "one slip", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.numbers(a.get(Trait.HOUSE_NUMBER), b.get(Trait.HOUSE_NUMBER));
    }
  },
  /** Street, by its words. */
  STREET(
      Term.USUAL,
      Trait.STREET,
      "the same",
      "a few slips",
      "similar or most words",
      "on the other line",
      "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.lines(a, b, Trait.STREET, Trait.LOCALITY);
    }
  },
  /** Second line of the address. */
  LOCALITY(
      Term.USUAL,
      Trait.LOCALITY,
      "the same",
      "a few slips",
      "similar or most words",
      "on the other line",
      "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.lines(a, b, Trait.LOCALITY, Trait.STREET);
    }
  },
  /** Postcode. */
  POSTCODE(Term.USUAL, Trait.POSTCODE, "the same", "one slip", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.numbers(a.get(Trait.POSTCODE), b.get(Trait.POSTCODE));
    }
  },
  /** City. */
  CITY(Term.USUAL, Trait.CITY, "the same", "a few slips", "similar", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.cities(a.get(Trait.CITY), b.get(Trait.CITY));
    }
  },
  /** State or province. */
  REGION(Term.USUAL, Trait.REGION, "the same", "one slip", "different") {
    @Override
    int compare(Traits a, Traits b) {
      return Compare.numbers(a.get(Trait.REGION), b.get(Trait.REGION));
    }
  };

  /** Both profiles must say something for a field to count. */
  public static final int MISSING = -1;

  /** Whether how usual a value is counts. */
  enum Term {
    /** It does: sharing a rare one says more. */
    USUAL,
    /** It does not: each value is one person's, or all are about as usual. */
    NONE
  }

  private final Term term;
  private final Trait trait;
  private final List<String> levels;

  Field(Term term, Trait trait, String... levels) {
    this.term = term;
    this.trait = trait;
    this.levels = List.of(levels);
  }

  /** The level at which two profiles agree, 0 the closest; {@link #MISSING} when one is silent. */
  abstract int compare(Traits a, Traits b);

  /** The levels in words, the closest first. */
  public List<String> levels() {
    return levels;
  }

  /** Whether a profile says what makes this field worth learning. */
  boolean isKnown(Traits traits) {
    return traits.get(trait) != null;
  }

  /** The trait whose values have a frequency that counts; null when none does. */
  Trait term() {
    return term == Term.NONE ? null : trait;
  }
}
