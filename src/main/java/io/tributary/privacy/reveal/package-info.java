/**
 * Values that answers mask are shown of one customer at a time, for a reason that goes on record.
 */
package io.tributary.privacy.reveal;
