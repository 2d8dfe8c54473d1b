package io.tributary.platform;

import java.util.Set;

/** The roles that a token's {@code groups} claim can carry. */
public final class Roles {
  /** May do everything. */
  public static final String ADMIN = "admin";

  /** Merges, unmerges, decides reviews. */
  public static final String STEWARD = "steward";

  /** Looks customers up and acts for them. */
  public static final String SERVICE = "service";

  /** Segments and campaigns. */
  public static final String MARKETER = "marketer";

  /** Figures, no personal data. */
  public static final String ANALYST = "analyst";

  /** One store's till. */
  public static final String TILL = "till";

  /** Only their own customer. */
  public static final String MEMBER = "member";

  /** Those of people who work for the retailer, tills apart. */
  public static final Set<String> STAFF = Set.of(ADMIN, STEWARD, SERVICE, MARKETER, ANALYST);

  /** All of them; whatever else a claim carries means nothing. */
  public static final Set<String> ALL =
      Set.of(ADMIN, STEWARD, SERVICE, MARKETER, ANALYST, TILL, MEMBER);

  private Roles() {}
}
