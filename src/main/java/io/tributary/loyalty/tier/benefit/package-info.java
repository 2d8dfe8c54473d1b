/**
 * What tiers come with besides points: free delivery, gifts, services, so many in a year.
 *
 * <p>In come the benefits that staff set and the uses that tills and shops report; out goes what
 * each member has left of the year. A use is kept with the customer that was named, and counts for
 * whoever is one person with them.
 */
package io.tributary.loyalty.tier.benefit;
