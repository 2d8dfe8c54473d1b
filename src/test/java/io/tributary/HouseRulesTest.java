package io.tributary;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  /** Whoever sends a statement is a store, or what all stores share. */
  @Test
  void only_stores_send_statements() {
    noClasses()
        .that(describe("are no stores", type -> !isStore(type)))
        .and()
        .resideOutsideOfPackage("io.tributary.platform..")
        .should()
        .callMethodWhere(
            JavaCall.Predicates.target(nameMatching("query|prepare|preparedQuery"))
                .and(JavaCall.Predicates.target(owner(assignableTo(SqlClient.class)))))
        .orShould()
        .callMethodWhere(
            JavaCall.Predicates.target(nameMatching("query|prepare|preparedQuery"))
                .and(
                    JavaCall.Predicates.target(
                        owner(assignableTo(io.vertx.sqlclient.SqlClient.class)))))
        .check(HOUSE);
  }

  private static boolean isStore(JavaClass type) {
    return outermost(type).getSimpleName().endsWith("Store");
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(HouseRulesTest::outermost).orElse(type);
  }

  /** What the compiled classes do not show: that a statement is written down elsewhere. */
  @Test
  void only_stores_hold_sql() throws IOException {
    Pattern sql =
        Pattern.compile(
            "(\"|\"\"\"\\s+)(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|LOCK|TRUNCATE|MERGE INTO|SAVEPOINT|ROLLBACK)\\s");
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      List<Path> others =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.getFileName().toString().endsWith("Store.java"))
              .filter(file -> !file.toString().contains("platform"))
              .toList();
      assertTrue(others.size() > 500);
      List<Path> holders = new ArrayList<>();
      for (Path file : others) {
        if (sql.matcher(Files.readString(file)).find()) {
          holders.add(file);
        }
      }
      assertEquals(List.of(), holders, "move the statement to a store");
    }
  }

  /**
   * A field whose way leads to a store would block where it does not answer later, or it would drop
   * what it began.
   */
  @Test
  void fields_that_reach_a_store_are_reactive() {
    List<String> wrong =
        HOUSE.stream()
            .filter(type -> type.isAnnotatedWith(GraphQLApi.class))
            .flatMap(type -> type.getMethods().stream())
            .filter(
                method ->
                    method.getParameters().stream().anyMatch(p -> p.isAnnotatedWith(Source.class)))
            .filter(
                method ->
                    !method.getRawReturnType().isEquivalentTo(Uni.class)
                        && !method.getRawReturnType().isEquivalentTo(Multi.class))
            .filter(method -> reachesStore(method, new HashSet<>()))
            .map(JavaMethod::getFullName)
            .toList();
    assertEquals(List.of(), wrong);
  }

  private static boolean reachesStore(JavaCodeUnit from, Set<JavaCodeUnit> seen) {
    if (!seen.add(from)) {
      return false;
    }
    return from.getCallsFromSelf().stream()
        .anyMatch(
            call ->
                isWayToDatabase(call.getTargetOwner())
                    || call.getTarget()
                        .resolveMember()
                        .filter(member -> HOUSE.contain(member.getOwner().getFullName()))
                        .filter(member -> reachesStore((JavaCodeUnit) member, seen))
                        .isPresent());
  }

  private static boolean isWayToDatabase(JavaClass type) {
    return type.isEquivalentTo(Tx.class)
        || type.isAssignableTo(SqlClient.class)
        || type.getFullName().startsWith("io.tributary") && type.getSimpleName().endsWith("Store");
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

  /** What goes past it is neither tried again nor stopped when nobody waits for it any more. */
  @Test
  void the_one_way_to_the_database_is_tx() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.tributary.platform.Tx")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.vertx.mutiny.sqlclient.Pool")
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
