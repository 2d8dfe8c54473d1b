package io.tributary.identity.linking.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model begins with, before there are enough profiles to learn from: cautious round figures.
 * m falls with each level, u is what a country's people have in common.
 */
public final class BuiltIn {
  /** Two profiles in a million are one person: whoever is matched must have much in common. */
  private static final double PRIOR = 2e-6;

  private BuiltIn() {}

  /** The model. */
  public static Model model() {
    List<Model.FieldWeights> fields = new ArrayList<>();
    fields.add(of(Field.GIVEN_NAME, m(.75, .06, .08, .03, .08), m(.01, .005, .005, .02, .96)));
    fields.add(
        of(Field.FAMILY_NAME, m(.8, .04, .07, .02, .03, .04), m(.02, .005, .005, .02, .001, .949)));
    fields.add(
        of(
            Field.BIRTH_DATE,
            m(.9, .01, .04, .02, .01, .02),
            m(.00005, .00005, .0012, .013, .0127, .973)));
    fields.add(of(Field.BIRTH_YEAR, m(.95, .03, .02), m(.015, .03, .955)));
    fields.add(of(Field.GENDER, m(.97, .03), m(.5, .5)));
    fields.add(of(Field.PHONE, m(.75, .06, .02, .17), m(.000001, .000004, .000005, .99999)));
    fields.add(
        of(
            Field.EMAIL,
            m(.65, .07, .05, .03, .03, .05, .12),
            m(.000001, .000001, .00001, .00002, .001, .1, .898968)));
    fields.add(of(Field.NAME_IN_EMAIL, m(.2, .3, .1, .4), m(.0001, .004, .01, .9859)));
    fields.add(of(Field.CARD_NUMBER, m(.6, .05, .35), m(.000001, .00001, .999989)));
    fields.add(of(Field.NATIONAL_ID, m(.93, .03, .01, .03), m(.000001, .000005, .00005, .999944)));
    fields.add(of(Field.HOUSE_NUMBER, m(.75, .1, .15), m(.015, .2, .785)));
    fields.add(of(Field.STREET, m(.6, .15, .1, .02, .13), m(.0005, .0005, .002, .0001, .9969)));
    fields.add(of(Field.LOCALITY, m(.5, .15, .1, .02, .23), m(.001, .0005, .002, .0001, .9964)));
    fields.add(of(Field.POSTCODE, m(.75, .1, .15), m(.002, .015, .983)));
    fields.add(of(Field.CITY, m(.8, .05, .02, .13), m(.08, .005, .01, .905)));
    fields.add(of(Field.REGION, m(.9, .02, .08), m(.1, .01, .89)));
    return new Model(PRIOR, fields, new Terms(Map.of(), Map.of()));
  }

  private static double[] m(double... shares) {
    return shares;
  }

  private static Model.FieldWeights of(Field field, double[] m, double[] u) {
    if (m.length != field.levels().size() || u.length != m.length) {
      throw new IllegalStateException(field + " has " + field.levels().size() + " levels");
    }
    return new Model.FieldWeights(field, m, u);
  }
}
