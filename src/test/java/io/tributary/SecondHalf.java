package io.tributary;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Every test that is not of {@link FirstHalf}. */
@Suite
@SelectPackages("io.tributary")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns(FirstHalf.TESTS)
class SecondHalf {}
