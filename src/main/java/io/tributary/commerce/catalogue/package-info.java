/**
 * Stores and products over GraphQL: the catalogue that orders and lines point to. Staff edit stores
 * here; files describe both through {@link io.tributary.commerce.Stores} and {@link
 * io.tributary.commerce.Products}.
 */
package io.tributary.commerce.catalogue;
