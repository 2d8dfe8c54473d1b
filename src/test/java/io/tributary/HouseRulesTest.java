package io.tributary;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;
import org.junit.jupiter.api.Test;

/** Holds the table of rooms, and what every room keeps to. */
class HouseRulesTest {
  private static final JavaClasses HOUSE = House.CLASSES;

  private static final List<String> FOR_ALL = List.of("job", "graphql", "platform");
  private static final Map<String, List<String>> MAY_USE = new TreeMap<>();

  static {
    MAY_USE.put("intake", List.of("identity", "commerce", "activity"));
    MAY_USE.put("identity", List.of());
    MAY_USE.put("commerce", List.of("identity"));
    MAY_USE.put("activity", List.of("identity"));
    MAY_USE.put("loyalty", List.of("identity", "commerce", "activity"));
    MAY_USE.put("insight", List.of("identity", "commerce", "activity", "loyalty"));
    MAY_USE.put(
        "privacy", List.of("intake", "identity", "commerce", "activity", "loyalty", "insight"));
    FOR_ALL.forEach(room -> MAY_USE.put(room, List.of()));
  }

  @Test
  void every_class_is_in_a_room() {
    List<String> rooms =
        MAY_USE.keySet().stream().map(room -> "io.tributary." + room + "..").toList();
    classes()
        .that()
        .doNotHaveSimpleName("Main")
        .should()
        .resideInAnyPackage(rooms.toArray(String[]::new))
        .check(HOUSE);
  }

  @Test
  void rooms_use_only_what_the_table_allows() {
    MAY_USE.forEach(
        (room, others) -> {
          List<String> allowed = new ArrayList<>(others);
          allowed.add(room);
          allowed.addAll(FOR_ALL);
          String[] packages =
              allowed.stream().map(other -> "io.tributary." + other + "..").toArray(String[]::new);
          DescribedPredicate<JavaClass> ours = resideInAnyPackage("io.tributary..");
          noClasses()
              .that()
              .resideInAPackage("io.tributary." + room + "..")
              .should()
              .dependOnClassesThat(ours.and(DescribedPredicate.not(resideInAnyPackage(packages))))
              .allowEmptyShould(true)
              .check(HOUSE);
        });
  }

  @Test
  void operations_and_fields_that_fetch_are_reactive() {
    methods()
        .that()
        .areAnnotatedWith(Query.class)
        .or()
        .areAnnotatedWith(Mutation.class)
        .should()
        .haveRawReturnType(Uni.class)
        .check(HOUSE);
    methods()
        .that()
        .areAnnotatedWith(Subscription.class)
        .should()
        .haveRawReturnType(Multi.class)
        .check(HOUSE);
  }

  /** A batched field is called once, with the first caller's arguments: it must have none. */
  @Test
  void batched_fields_have_no_arguments() {
    HOUSE.stream()
        .filter(type -> type.isAnnotatedWith(GraphQLApi.class))
        .flatMap(type -> type.getMethods().stream())
        .filter(
            method ->
                method.getParameters().stream()
                    .anyMatch(
                        p ->
                            p.isAnnotatedWith(Source.class)
                                && p.getRawType().isEquivalentTo(List.class)))
        .filter(method -> method.getParameters().size() > 1)
        .findAny()
        .ifPresent(
            method -> {
              throw new AssertionError(method.getFullName() + " is batched and has arguments");
            });
  }

  @Test
  void faces_hold_no_sql_and_only_stores_do() {
    noClasses()
        .that()
        .areAnnotatedWith(GraphQLApi.class)
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.vertx.mutiny.sqlclient.Tuple")
        .check(HOUSE);
  }

  @Test
  void nobody_takes_the_time_from_the_air() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.tributary.platform.Times")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.time.OffsetDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(HOUSE);
  }

  /** PageInfo is Relay's own word. */
  @Test
  void names_say_what_a_thing_is() {
    noClasses()
        .that()
        .doNotHaveSimpleName("PageInfo")
        .should()
        .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Dto|DTO|Info)")
        .check(HOUSE);
  }
}
