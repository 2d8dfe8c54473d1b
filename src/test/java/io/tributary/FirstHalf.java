package io.tributary;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * About half of the tests by their time, for a process of its own with its own application and
 * database; {@link SecondHalf} has all that are not here.
 */
@Suite
@SelectPackages("io.tributary")
@IncludeClassNamePatterns(FirstHalf.TESTS)
class FirstHalf {
  /** The rooms whose tests these are. */
  static final String TESTS = "io\\.tributary\\.(graphql|insight|job|loyalty|privacy)\\..*Test";
}
