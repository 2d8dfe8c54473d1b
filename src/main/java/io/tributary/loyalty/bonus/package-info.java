/**
 * Fixed points for what members do that is no sale: reviews, follows, check-ins, a completed
 * profile, any event by its name.
 *
 * <p>In come the bonuses that staff set, and through the change queue the facts of members, in any
 * order and however often; out go points, once per fact, within windows, caps and budgets, with
 * what gave them and what cut them.
 */
package io.tributary.loyalty.bonus;
