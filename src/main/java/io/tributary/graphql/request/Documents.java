package io.tributary.graphql.request;

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
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Errors;
import io.tributary.graphql.access.AccessMatrix;
import io.tributary.graphql.access.DeniedFields;
import io.tributary.graphql.request.Refusal.Denied;
import io.tributary.platform.Ids;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

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

  /** How much is kept of one document: of its costs, and of the roles that it is open to. */
  private static final int MOST_ASKINGS = 50;

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
  private final Map<UUID, Known> valid =
      new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Known> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /** A document that is valid, with what was found out of it. */
  private static final class Known {
    private final Document document;
    private final Map<Asking, Measure> measures = new ConcurrentHashMap<>();
    private final Set<Asking> open = ConcurrentHashMap.newKeySet();

    private Known(Document document) {
      this.document = document;
    }
  }

  /** An operation with all that its cost depends on, or with the roles that come to its fields. */
  private record Asking(String operationName, Object beside) {}

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
   * @param isOverview whether it asks for a figure over everything that is stored
   * @param document the document that it is in, parsed and valid
   */
  record Admitted(Operation kind, String name, long cost, boolean isOverview, Document document) {}

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
    UUID hash = text.length() <= LONGEST_KEPT ? Ids.hash(text) : null;
    Known before = known(hash);
    Known known = before == null ? new Known(parse(text)) : before;
    Document document = known.document;
    OperationDefinition operation = QueryCost.operation(document, operationName);
    Measure measure = measure(known, operation, operationName, variables);
    limits.check(measure, QueryCost.rootFields(operation), roles);
    checkAccess(known, operation, operationName, roles);
    if (before == null) {
      for (OperationDefinition other : document.getDefinitionsOfType(OperationDefinition.class)) {
        Measure all = QueryCost.of(schema, document, other, Map.of());
        Limits.check(all, QueryCost.rootFields(other), Long.MAX_VALUE);
      }
      validate(document);
      keep(hash, known);
    }
    return new Admitted(
        operation.getOperation(),
        operation.getName(),
        measure.cost(),
        measure.isOverview(),
        document);
  }

  /** Of the variables, a cost depends on none but numbers. */
  private Measure measure(
      Known known, OperationDefinition operation, String name, Map<String, Object> variables) {
    Map<String, Object> numbers = new HashMap<>();
    variables.forEach(
        (variable, value) -> {
          if (value instanceof Number) {
            numbers.put(variable, value);
          }
        });
    Asking asking = new Asking(name, numbers);
    Measure measure = known.measures.get(asking);
    if (measure == null) {
      measure = QueryCost.of(schema, known.document, operation, variables);
      if (known.measures.size() < MOST_ASKINGS) {
        known.measures.put(asking, measure);
      }
    }
    return measure;
  }

  private void checkAccess(
      Known known, OperationDefinition operation, String name, Set<String> roles) {
    Asking asking = new Asking(name, roles);
    if (known.open.contains(asking)) {
      return;
    }
    List<String> denied = DeniedFields.of(schema, access, known.document, operation, roles);
    if (!denied.isEmpty()) {
      throw new Refusal(new Denied(operation.getOperation() == Operation.MUTATION, denied));
    }
    if (known.open.size() < MOST_ASKINGS) {
      known.open.add(new Asking(name, Set.copyOf(roles)));
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
      throw new Refusal(
          List.of(
              Errors.of(
                  ErrorKind.INVALID_INPUT,
                  "The document is not GraphQL. Check it where the location points.",
                  e.getLocation() == null ? null : List.of(e.getLocation()))));
    }
  }

  private void validate(Document document) {
    List<ValidationError> faults = ParseAndValidate.validate(schema, document, Locale.ROOT);
    if (!faults.isEmpty()) {
      throw new Refusal(
          faults.stream()
              .map(
                  fault ->
                      Errors.of(ErrorKind.INVALID_INPUT, fault.getMessage(), fault.getLocations()))
              .toList());
    }
  }

  /** A document that was admitted before, parsed and valid; null when it is not kept. */
  Document known(String text) {
    Known known = known(Ids.hash(text));
    return known == null ? null : known.document;
  }

  private Known known(UUID hash) {
    if (hash == null) {
      return null;
    }
    synchronized (valid) {
      return valid.get(hash);
    }
  }

  /** A document with values, which may be somebody's, is not kept. */
  private void keep(UUID hash, Known known) {
    if (hash != null && !holdsValues(known.document)) {
      synchronized (valid) {
        valid.put(hash, known);
      }
    }
  }

  /** Texts, and numbers that may be a phone's: an erasure could not take them out again. */
  private static boolean holdsValues(Node<?> node) {
    return node instanceof StringValue
        || node instanceof IntValue number && number.getValue().bitLength() > PAGE_BITS
        || node.getChildren().stream().anyMatch(Documents::holdsValues);
  }
}
