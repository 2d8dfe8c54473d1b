package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tributary.platform.Roles;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static Limits limits(Map<String, String> settings) {
    return new Limits(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(settings, "test", 1))
            .build(),
        100_000,
        5_000);
  }

  @Test
  void each_role_may_have_a_budget_of_its_own_and_roles_have_the_largest_of_theirs() {
    Limits limits = limits(Map.of("tributary.graphql.budget.member", "900"));
    assertEquals(900, limits.budget(Set.of(Roles.MEMBER)));
    assertEquals(5_000, limits.budget(Set.of(Roles.TILL)));
    assertEquals(5_000, limits.budget(Set.of(Roles.TILL, Roles.MEMBER)));
    assertEquals(100_000, limits.budget(Set.of(Roles.ANALYST, Roles.MEMBER)));
  }

  @Test
  void who_has_no_role_of_ours_has_the_small_budget() {
    assertEquals(5_000, limits(Map.of()).budget(Set.of("offline_access")));
    assertEquals(5_000, limits(Map.of()).budget(Set.of()));
  }
}
