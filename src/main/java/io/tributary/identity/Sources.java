package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** The sources, and who may send as one. */
@ApplicationScoped
public class Sources {
  /** The source that a write key (the current one, or the last one within its overlap) opens. */
  public Uni<Optional<Source>> byWriteKey(String writeKey) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }

  /** A source by its id. */
  public Uni<Optional<Source>> byId(UUID id) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }
}
