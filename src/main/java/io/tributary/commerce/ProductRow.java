package io.tributary.commerce;

import java.util.Map;

/**
 * A product as a file describes it. A null says nothing: what is known stays.
 *
 * @param sku the article number, unique; order lines name it by this
 * @param name what people call it
 * @param category the shop's category
 * @param brand who makes it
 * @param attributes further columns by name; added to the known ones
 */
public record ProductRow(
    String sku, String name, String category, String brand, Map<String, Object> attributes) {}
