package io.tributary.platform;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Leaves an identity the roles that mean something here. Providers put others into the same claim
 * (Keycloak's {@code offline_access}, {@code default-roles-…}), and nothing may depend on whether
 * they are there.
 */
@ApplicationScoped
class KnownRoles implements SecurityIdentityAugmentor {
  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    if (identity.isAnonymous() || Roles.ALL.containsAll(identity.getRoles())) {
      return Uni.createFrom().item(identity);
    }
    QuarkusSecurityIdentity.Builder known =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(identity.getPrincipal())
            .addCredentials(identity.getCredentials())
            .addAttributes(identity.getAttributes())
            .addPermissionChecker(identity::checkPermission);
    identity.getRoles().stream().filter(Roles.ALL::contains).forEach(known::addRole);
    return Uni.createFrom().item(known.build());
  }
}
