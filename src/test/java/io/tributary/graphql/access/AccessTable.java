package io.tributary.graphql.access;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import io.tributary.platform.Roles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table as a file and as a page of the documentation. */
final class AccessTable {
  private static final Path FILE = Path.of("src", "main", "resources", "access", "fields.csv");

  /** The columns, as the page names them. */
  private static final List<String> ROLES =
      List.of(
          Roles.ADMIN,
          Roles.STEWARD,
          Roles.SERVICE,
          Roles.MARKETER,
          Roles.ANALYST,
          Roles.TILL,
          Roles.MEMBER);

  private AccessTable() {}

  /** Every field of the schema, as {@code Type.field}, with the name of the type that it gives. */
  static Map<String, String> fields(GraphQLSchema schema) {
    Map<String, String> fields = new TreeMap<>();
    schema.getAllTypesAsList().stream()
        .filter(type -> type instanceof GraphQLFieldsContainer && !type.getName().startsWith("__"))
        .map(GraphQLFieldsContainer.class::cast)
        .forEach(
            type -> {
              for (GraphQLFieldDefinition field : type.getFieldDefinitions()) {
                fields.put(
                    type.getName() + "." + field.getName(),
                    ((GraphQLNamedType) GraphQLTypeUtil.unwrapAll(field.getType())).getName());
              }
            });
    return fields;
  }

  /**
   * Rows for the fields that have none: operations get the roles of their annotations, other fields
   * all roles that reach them. Whoever adds a field looks at its row and narrows it.
   */
  static Map<String, AccessMatrix.Row> proposed(
      GraphQLSchema schema, Map<String, AccessMatrix.Row> rows) {
    Map<String, String> fields = fields(schema);
    Map<String, Set<String>> declared = DeclaredRoles.ofOperations();
    Map<String, Set<String>> reaching = new TreeMap<>();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Map.Entry<String, String> field : fields.entrySet()) {
        String name = field.getKey();
        String parent = name.substring(0, name.indexOf('.'));
        Set<String> roles =
            rows.containsKey(name)
                ? rows.get(name).roles()
                : declared.getOrDefault(name, reaching.getOrDefault(parent, Set.of()));
        grows |= reaching.computeIfAbsent(field.getValue(), t -> new HashSet<>()).addAll(roles);
      }
    }
    Map<String, AccessMatrix.Row> all = new TreeMap<>();
    for (String name : fields.keySet()) {
      String parent = name.substring(0, name.indexOf('.'));
      all.put(
          name,
          rows.getOrDefault(
              name,
              new AccessMatrix.Row(
                  false,
                  null,
                  declared.getOrDefault(name, reaching.getOrDefault(parent, Set.of())))));
    }
    return all;
  }

  /** Writes the table. */
  static void write(Map<String, AccessMatrix.Row> rows) {
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(FILE)) {
      csv.writeRecord("field", "personal", "roles");
      new TreeMap<>(rows)
          .forEach(
              (field, row) ->
                  csv.writeRecord(
                      field,
                      !row.isClassified()
                          ? ""
                          : row.personal() == null ? AccessMatrix.NOTHING : row.personal().name(),
                      ROLES.stream()
                          .filter(row.roles()::contains)
                          .collect(Collectors.joining(" "))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page that people read. */
  static String page(Map<String, AccessMatrix.Row> rows) {
    List<String> lines = new ArrayList<>();
    lines.add("# Who may use what");
    lines.add("");
    lines.add(
        "Generated from `src/main/resources/access/fields.csv` by `AccessTest`; a field of the"
            + " schema that has no row there fails the build. ● reads the value, ◐ gets it masked,"
            + " · is refused with `FORBIDDEN`. The table is asked for every field of an operation"
            + " before anything of it is executed, whichever way the field is reached. Members"
            + " reach only their own customer.");
    String type = "";
    for (Map.Entry<String, AccessMatrix.Row> entry : new TreeMap<>(rows).entrySet()) {
      String[] name = entry.getKey().split("\\.");
      AccessMatrix.Row row = entry.getValue();
      if (!name[0].equals(type)) {
        type = name[0];
        lines.add("");
        lines.add("## " + type);
        lines.add("");
        lines.add("| field | personal | " + String.join(" | ", ROLES) + " |");
        lines.add("|---|---|" + ":-:|".repeat(ROLES.size()));
      }
      lines.add(
          "| "
              + name[1]
              + " | "
              + (row.personal() == null
                  ? ""
                  : row.personal().name().toLowerCase().replace('_', ' '))
              + " | "
              + ROLES.stream()
                  .map(role -> row.isMaskedFor(role) ? "◐" : row.roles().contains(role) ? "●" : "·")
                  .collect(Collectors.joining(" | "))
              + " |");
    }
    return String.join("\n", lines) + "\n";
  }
}
