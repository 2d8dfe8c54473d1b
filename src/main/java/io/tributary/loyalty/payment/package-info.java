/**
 * Points as money on an order.
 *
 * <p>In come what a currency of points is worth, and payments that name an order of a source,
 * before or after the order itself comes; out go what each order was paid with, and, by itself, the
 * points that go back when the order is returned or cancelled.
 */
package io.tributary.loyalty.payment;
