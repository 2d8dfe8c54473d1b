package io.tributary.insight.assortment;

import org.eclipse.microprofile.graphql.Description;

/** What divides sales of products. */
@Description("What divides sales of products.")
public enum ProductGrouping {
  /** By SKU. */
  @Description("By SKU.")
  PRODUCT,
  /** By category. */
  @Description("By the product's category; null for products without.")
  CATEGORY,
  /** By brand. */
  @Description("By the product's brand; null for products without.")
  BRAND
}
