package io.tributary.job;

import io.tributary.platform.Ids;
import java.util.Optional;

/** What this process calls itself where leases say who holds them. */
public final class Replica {
  private static final String NAME =
      Optional.ofNullable(System.getenv("HOSTNAME")).orElse("replica")
          + "/"
          + ProcessHandle.current().pid()
          + "/"
          + Ids.next();

  private Replica() {}

  /** The host's name, the process's number and an id that no other start of it has. */
  public static String name() {
    return NAME;
  }
}
