package io.tributary.graphql.request;

import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaPrinter;
import io.tributary.graphql.Cost;
import io.tributary.platform.GraphqlPath;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * The schema as text, for people and for what generates code from it. The library's own text has
 * all directives, also those that say who may call what and do not say it right, or none.
 */
@ApplicationScoped
class SchemaText {
  private static final Set<String> SHOWN = Set.of(Cost.DIRECTIVE, "deprecated", "specifiedBy");

  /** Before the library's route, behind the filters that sign callers in. */
  private static final int ORDER = -5;

  private final GraphQLSchema schema;

  /** Printed when it is first asked for: most processes never are. */
  private volatile String text;

  SchemaText(GraphQLSchema schema) {
    this.schema = schema;
  }

  void register(@Observes Router router) {
    router
        .route(HttpMethod.GET, GraphqlPath.PATH + "/schema.graphql")
        .order(ORDER)
        .blockingHandler(
            context ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/graphql; charset=utf-8")
                    .end(text()));
  }

  /** In the order of names, descriptions and costs included. */
  private String text() {
    if (text == null) {
      text = print();
    }
    return text;
  }

  private String print() {
    SchemaPrinter.Options options =
        SchemaPrinter.Options.defaultOptions()
            .includeScalarTypes(true)
            .includeDirectiveDefinition(Cost.DIRECTIVE::equals)
            .includeDirectives(SHOWN::contains);
    return new SchemaPrinter(options).print(schema);
  }
}
