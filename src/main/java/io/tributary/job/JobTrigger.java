package io.tributary.job;

import org.eclipse.microprofile.graphql.Description;

/** Why a run came to be. */
@Description("Why a run of a job came to be.")
public enum JobTrigger {
  /** Its time had come. */
  @Description("Its time had come.")
  SCHEDULE,
  /** Its time had come while nobody was there to run it. */
  @Description("Its time had come while nobody was there to run it; it was made up for later.")
  CATCH_UP,
  /** Somebody asked for it. */
  @Description("Somebody asked for it.")
  REQUEST
}
