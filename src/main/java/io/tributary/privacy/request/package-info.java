/**
 * What people ask for about their data: each a request with a check of who asks, a day by which it
 * is to be settled, a state and a proof. In come requests of members and of staff for them; out go
 * the queue of requests and what was done.
 */
package io.tributary.privacy.request;
