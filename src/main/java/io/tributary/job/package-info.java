/**
 * Which job runs when, on one replica, with history and progress; and the change queue's worker.
 * What comes in: CDI beans of type {@link io.tributary.job.Job} and {@link
 * io.tributary.job.CustomerDerivation} of the rooms above, requests to run a job, notes of which
 * customers changed ({@link io.tributary.job.ChangeQueue}). What goes out: runs, each due time once
 * in the whole cluster, and derived state that follows the facts within about a second.
 */
package io.tributary.job;
