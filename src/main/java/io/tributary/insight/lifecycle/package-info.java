/**
 * Where customers stand between first contact and loss. What comes in: when they were first known,
 * their touches and purchases. What goes out: each customer's stages with their dates, counts by
 * stage for any instant, and flows between two.
 */
package io.tributary.insight.lifecycle;
