/**
 * The records of who read or changed what of whom: read by administrators, sealed day by day, and
 * checked against their seals.
 */
package io.tributary.privacy.audit;
