package io.tributary.graphql.access;

import com.tngtech.archunit.core.domain.JavaMethod;
import io.quarkus.security.Authenticated;
import io.smallrye.graphql.api.Subscription;
import io.tributary.House;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Query;

/** What the operations' annotations say of roles. */
final class DeclaredRoles {
  private DeclaredRoles() {}

  /** The roles of every operation, by {@code Query.name}, {@code Mutation.name} and so on. */
  static Map<String, Set<String>> ofOperations() {
    Map<String, Set<String>> roles = new TreeMap<>();
    House.CLASSES.stream()
        .filter(type -> type.isAnnotatedWith(GraphQLApi.class))
        .flatMap(type -> type.getMethods().stream())
        .forEach(
            method -> {
              put(roles, "Query", method, Query.class, Query::value);
              put(roles, "Mutation", method, Mutation.class, Mutation::value);
              put(roles, "Subscription", method, Subscription.class, Subscription::value);
            });
    return roles;
  }

  private static <A extends Annotation> void put(
      Map<String, Set<String>> roles,
      String parent,
      JavaMethod method,
      Class<A> kind,
      Function<A, String> name) {
    if (method.isAnnotatedWith(kind)) {
      String given = name.apply(method.getAnnotationOfType(kind));
      roles.put(parent + "." + (given.isEmpty() ? method.getName() : given), of(method));
    }
  }

  private static Set<String> of(JavaMethod method) {
    if (method.isAnnotatedWith(RolesAllowed.class)) {
      return Set.of(method.getAnnotationOfType(RolesAllowed.class).value());
    }
    return method.isAnnotatedWith(Authenticated.class) ? Roles.ALL : Set.of();
  }
}
