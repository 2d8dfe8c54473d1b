package io.tributary.graphql.request;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.ParseAndValidate;
import graphql.language.Document;
import graphql.language.IntValue;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.language.StringValue;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import graphql.parser.exceptions.ParseCancelledTooManyCharsException;
import graphql.schema.GraphQLSchema;
import graphql.validation.ValidationError;
import io.quarkus.scheduler.Scheduled;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.access.AccessMatrix;
import io.tributary.graphql.access.DeniedFields;
import io.tributary.graphql.request.Refusal.Denied;
import io.tributary.platform.Ids;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Documents on their way to be executed: parsed within limits, measured before they are validated
 * (a document of a kilobyte can keep a validator busy for seconds), and validated once.
 */
@Singleton
class Documents {
  /** Characters of a document. */
  static final int LONGEST = 50_000;

  private static final int LONGEST_KEPT = 10_000;
  private static final int MOST_KEPT = 500;

  /** Numbers of a page or a period have no more bits. */
  private static final int PAGE_BITS = 20;

  private static final ParserOptions OPTIONS =
      ParserOptions.getDefaultParserOptions()
          .transform(
              options ->
                  options
                      .captureIgnoredChars(false)
                      .captureLineComments(false)
                      .maxCharacters(LONGEST)
                      .maxTokens(Limits.TOKENS)
                      .redactTokenParserErrorMessages(true));

  private final GraphQLSchema schema;
  private final Limits limits;
  private final AccessMatrix access;

  /** Documents without values of their own, by their text's hash, those used last. */
  private final Map<UUID, Document> valid =
      new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Document> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /** Documents with values, which may be somebody's: until they are executed, which is at once. */
  private final Map<UUID, Document> passing =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Document> eldest) {
          return size() > MOST_KEPT;
        }
      };

  Documents(GraphQLSchema schema, Limits limits, AccessMatrix access) {
    this.schema = schema;
    this.limits = limits;
    this.access = access;
  }

  /**
   * An operation that may be executed.
   *
   * @param kind query, mutation or subscription
   * @param name its name; null when it has none
   * @param cost what it costs
   */
  record Admitted(Operation kind, String name, long cost) {}

  /**
   * Lets an operation pass or says why not.
   *
   * @param text the document
   * @param operationName which of its operations; null when it has one
   * @param variables their values
   * @param roles the caller's
   * @throws Refusal INVALID_INPUT, QUERY_TOO_COSTLY for what is over a limit or the roles' budget,
   *     FORBIDDEN for the schema and for fields that are not the roles'
   */
  Admitted admit(
      String text, String operationName, Map<String, Object> variables, Set<String> roles) {
    Document known = known(text);
    Document document = known == null ? parse(text) : known;
    OperationDefinition operation = QueryCost.operation(document, operationName);
    Measure measure = QueryCost.of(schema, document, operation, variables);
    limits.check(measure, QueryCost.rootFields(operation), roles);
    checkAccess(document, operation, roles);
    if (known == null) {
      for (OperationDefinition other : document.getDefinitionsOfType(OperationDefinition.class)) {
        Measure all = QueryCost.of(schema, document, other, Map.of());
        Limits.check(all, QueryCost.rootFields(other), Long.MAX_VALUE);
      }
      validate(document);
      keep(text, document);
    }
    return new Admitted(operation.getOperation(), operation.getName(), measure.cost());
  }

  private void checkAccess(Document document, OperationDefinition operation, Set<String> roles) {
    List<String> denied = DeniedFields.of(schema, access, document, operation, roles);
    if (!denied.isEmpty()) {
      throw new Refusal(new Denied(operation.getOperation() == Operation.MUTATION, denied));
    }
  }

  private static Document parse(String text) {
    try {
      return Parser.parse(
          ParserEnvironment.newParserEnvironment().document(text).parserOptions(OPTIONS).build());
    } catch (ParseCancelledException
        | ParseCancelledTooDeepException
        | ParseCancelledTooManyCharsException e) {
      throw new Refusal(
          ErrorKind.QUERY_TOO_COSTLY,
          "The document is too large: at most "
              + Limits.TOKENS
              + " tokens, "
              + LONGEST
              + " characters and 500 levels. Split it.");
    } catch (InvalidSyntaxException e) {
      GraphqlErrorBuilder<?> error =
          GraphqlErrorBuilder.newError()
              .message("The document is not GraphQL. Check it where the location points.")
              .extensions(Map.of("code", ErrorKind.INVALID_INPUT.name()));
      if (e.getLocation() != null) {
        error.location(e.getLocation());
      }
      throw new Refusal(List.of(error.build()));
    }
  }

  private void validate(Document document) {
    List<ValidationError> faults = ParseAndValidate.validate(schema, document, Locale.ROOT);
    if (!faults.isEmpty()) {
      List<GraphQLError> errors = new ArrayList<>();
      for (ValidationError fault : faults) {
        errors.add(
            GraphqlErrorBuilder.newError()
                .message("%s", fault.getMessage())
                .locations(fault.getLocations())
                .extensions(Map.of("code", ErrorKind.INVALID_INPUT.name()))
                .build());
      }
      throw new Refusal(errors);
    }
  }

  /** A document that was admitted before, parsed and valid; null when it is not kept. */
  Document known(String text) {
    UUID hash = Ids.hash(text);
    synchronized (valid) {
      Document lasting = valid.get(hash);
      return lasting == null ? passing.get(hash) : lasting;
    }
  }

  /** The same, for its execution: one with values of its own is forgotten with it. */
  Document take(String text) {
    UUID hash = Ids.hash(text);
    synchronized (valid) {
      Document lasting = valid.get(hash);
      return lasting == null ? passing.remove(hash) : lasting;
    }
  }

  private void keep(String text, Document document) {
    if (text.length() <= LONGEST_KEPT) {
      UUID hash = Ids.hash(text);
      synchronized (valid) {
        (holdsValues(document) ? passing : valid).put(hash, document);
      }
    }
  }

  /** Forgets documents with values that came a while ago and were not executed after all. */
  @Scheduled(every = "60s")
  void forget() {
    synchronized (valid) {
      passing.clear();
    }
  }

  /** How many documents with values are kept. */
  int passing() {
    synchronized (valid) {
      return passing.size();
    }
  }

  /** Texts, and numbers that may be a phone's: an erasure could not take them out again. */
  private static boolean holdsValues(Node<?> node) {
    return node instanceof StringValue
        || node instanceof IntValue number && number.getValue().bitLength() > PAGE_BITS
        || node.getChildren().stream().anyMatch(Documents::holdsValues);
  }
}
