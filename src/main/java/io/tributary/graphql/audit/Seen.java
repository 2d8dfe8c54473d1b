package io.tributary.graphql.audit;

import graphql.GraphQLError;
import graphql.execution.DataFetcherResult;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.language.OperationDefinition.Operation;
import io.tributary.platform.TypeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What one execution asked for and showed so far, by the name that each root field answers to. */
final class Seen implements InstrumentationState, AuditTrail.Watch {
  /** One root field. */
  private record Asked(AuditAction action, String field, Set<String> objects, String reason) {}

  private final Asker asker;
  private final Instant at;
  private final Map<String, Asked> asked = new LinkedHashMap<>();

  Seen(Asker asker, Instant at) {
    this.asker = asker;
    this.at = at;
  }

  /** Notes a root field, with the ids that its arguments name. */
  @Override
  public synchronized void asked(
      String root, Operation operation, String field, Map<String, Object> arguments) {
    Set<String> objects = new TreeSet<>();
    name(arguments, objects);
    AuditAction action = action(operation, field);
    asked.put(root, new Asked(action, field, objects, reason(action, arguments)));
  }

  private static AuditAction action(Operation operation, String field) {
    return switch (field) {
      case "personalExport" -> AuditAction.EXPORT;
      case "revealCustomer" -> AuditAction.REVEAL;
      default -> operation == Operation.MUTATION ? AuditAction.CHANGE : AuditAction.READ;
    };
  }

  /** Only where it is a word of a list and a number: a sentence might tell of the person. */
  private static String reason(AuditAction action, Map<String, Object> arguments) {
    return action == AuditAction.REVEAL && arguments.get("input") instanceof Map<?, ?> input
        ? input.get("reason") + " " + input.get("caseNumber")
        : null;
  }

  private static void name(Object argument, Set<String> objects) {
    if (argument instanceof Map<?, ?> input) {
      input.values().forEach(value -> name(value, objects));
    } else if (argument instanceof Collection<?> list) {
      list.forEach(value -> name(value, objects));
    } else if (argument instanceof String text
        && TypeId.typeOf(text).flatMap(type -> type.decode(text)).isPresent()) {
      objects.add(text);
    }
  }

  /** Notes whom a value shows; answers the value. */
  @Override
  public synchronized <T> T shown(String root, T value) {
    Object shown = value instanceof DataFetcherResult<?> result ? result.getData() : value;
    if (shown instanceof AboutPerson person) {
      note(root, person);
    } else if (shown instanceof Collection<?> list) {
      list.forEach(
          one -> {
            if (one instanceof AboutPerson person) {
              note(root, person);
            }
          });
    }
    return value;
  }

  private void note(String root, AboutPerson person) {
    Asked field = asked.get(root);
    if (field != null) {
      field.objects().add(person.personId());
    }
  }

  /** The records of what was asked for, with what became of it. */
  synchronized List<AuditRecord> records(List<GraphQLError> errors) {
    List<AuditRecord> records = new ArrayList<>();
    asked.forEach((root, field) -> records.add(record(field, outcome(root, errors))));
    return records;
  }

  private AuditRecord record(Asked field, String outcome) {
    String reason = outcome.equals(AuditRecord.DONE) ? field.reason() : null;
    return asker.did(at, field.action(), field.field(), outcome, field.objects(), reason);
  }

  /** An error of the field itself; errors within what it answered leave it done. */
  private static String outcome(String root, List<GraphQLError> errors) {
    return errors.stream()
        .filter(error -> List.of(root).equals(error.getPath()))
        .map(error -> String.valueOf(error.getExtensions().get("code")))
        .findFirst()
        .orElse(AuditRecord.DONE);
  }
}
