package io.tributary.commerce;

import java.util.Map;

/**
 * A store as a file describes it. A null says nothing: what is known stays.
 *
 * @param code the channel's code of it, unique; orders name it by this
 * @param name what people call it
 * @param city where it is
 * @param region province or state
 * @param country ISO 3166-1 alpha-2
 * @param timezone IANA name
 * @param attributes further columns by name; added to the known ones
 */
public record StoreRow(
    String code,
    String name,
    String city,
    String region,
    String country,
    String timezone,
    Map<String, Object> attributes) {}
