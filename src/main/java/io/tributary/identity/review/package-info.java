/**
 * What rules would not decide, for staff to decide. In come reviews that guards and scores opened;
 * out go a queue with the most to gain first, decisions with their actor and reason, one by one or
 * by a rule, vetoes that can be lifted, and how often staff agree with a score.
 */
package io.tributary.identity.review;
