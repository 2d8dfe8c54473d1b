package io.tributary.graphql;

import graphql.schema.GraphQLSchema;
import graphql.schema.diff.DiffEvent;
import graphql.schema.diff.DiffSet;
import graphql.schema.diff.SchemaDiff;
import graphql.schema.diff.reporting.CapturingReporter;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.util.List;

/** What of a schema would break a client that was written for an older one. */
final class SchemaBreaks {
  private SchemaBreaks() {}

  /** One sentence for each break, in order. */
  static List<String> between(String released, String now) {
    CapturingReporter found = new CapturingReporter();
    new SchemaDiff().diffSchema(DiffSet.diffSet(parsed(released), parsed(now)), found);
    return found.getBreakages().stream().map(SchemaBreaks::sentence).distinct().sorted().toList();
  }

  private static GraphQLSchema parsed(String schema) {
    return UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse(schema));
  }

  private static String sentence(DiffEvent event) {
    String place =
        event.getTypeName() + (event.getFieldName() == null ? "" : "." + event.getFieldName());
    return place + ": " + event.getReasonMsg().replaceAll("\\s+", " ").strip();
  }
}
