package io.tributary.graphql.request;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A provider that takes roles back from tokens that it has given. */
@ApplicationScoped
public class TakenBack implements SecurityIdentityAugmentor {
  /** The subjects that have no role any more. */
  static final Set<String> SUBJECTS = ConcurrentHashMap.newKeySet();

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    boolean isTaken =
        !identity.isAnonymous() && SUBJECTS.contains(identity.getPrincipal().getName());
    return Uni.createFrom()
        .item(
            isTaken
                ? QuarkusSecurityIdentity.builder()
                    .setPrincipal(identity.getPrincipal())
                    .addAttributes(identity.getAttributes())
                    .addCredentials(identity.getCredentials())
                    .build()
                : identity);
  }
}
