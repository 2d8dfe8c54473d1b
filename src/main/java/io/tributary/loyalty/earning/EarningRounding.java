package io.tributary.loyalty.earning;

import java.math.RoundingMode;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** How a sale's points are made whole. */
@Enum("EarningRounding")
@Description("How a sale's points are made whole, once for the whole sale.")
public enum EarningRounding {
  /** To the whole number below. */
  DOWN,
  /** To the nearest, a half up. */
  HALF_UP,
  /** To the whole number above. */
  UP;

  /** As Java calls it. */
  RoundingMode mode() {
    return switch (this) {
      case DOWN -> RoundingMode.DOWN;
      case HALF_UP -> RoundingMode.HALF_UP;
      case UP -> RoundingMode.UP;
    };
  }
}
