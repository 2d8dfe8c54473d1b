package io.tributary.job;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Runs by id, for the roles that may list them. */
@ApplicationScoped
class JobRunNodes implements NodeLoader {
  private final Jobs jobs;
  private final SecurityIdentity caller;

  JobRunNodes(Jobs jobs, SecurityIdentity caller) {
    this.jobs = jobs;
    this.caller = caller;
  }

  @Override
  public TypeId type() {
    return TypeId.JOB_RUN;
  }

  @Override
  public Uni<JobRun> load(UUID id) {
    if (!caller.hasRole(Roles.ADMIN) && !caller.hasRole(Roles.ANALYST)) {
      throw new ForbiddenException();
    }
    return jobs.find(id);
  }
}
