/**
 * Pools: members of a household who share their points. In come pools that staff make and who joins
 * and leaves them; out goes who is in which. Accounts stay their members': the ledger spends from
 * all of a pool's.
 */
package io.tributary.loyalty.pool;
