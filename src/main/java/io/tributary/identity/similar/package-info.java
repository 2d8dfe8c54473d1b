/**
 * Answers, before somebody makes a customer at a till or in a form, who is there already. In comes
 * what was typed; out go the customers that are like it, with a score that explains itself, their
 * values masked for tills.
 */
package io.tributary.identity.similar;
