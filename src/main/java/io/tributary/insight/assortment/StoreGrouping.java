package io.tributary.insight.assortment;

import org.eclipse.microprofile.graphql.Description;

/** What divides sales of stores. */
@Description("What divides sales of stores.")
public enum StoreGrouping {
  /** By store. */
  @Description("By the store's code.")
  STORE,
  /** By city. */
  @Description("By the store's city; null for stores without.")
  CITY,
  /** By region. */
  @Description("By the store's region; null for stores without.")
  REGION
}
