package io.tributary.graphql.engine;

import graphql.ExceptionWhileDataFetching;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQLContext;
import graphql.GraphqlErrorBuilder;
import graphql.SerializationError;
import graphql.TypeMismatchError;
import graphql.TypeResolutionEnvironment;
import graphql.execution.DataFetcherResult;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStepInfo;
import graphql.execution.FieldCollector;
import graphql.execution.FieldCollectorParameters;
import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.execution.ResultPath;
import graphql.execution.TypeResolutionParameters;
import graphql.execution.ValuesResolver;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.CoercingSerializeException;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.DataFetchingEnvironmentImpl;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import graphql.schema.TypeResolver;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.smallrye.graphql.transformation.AbstractDataFetcherException;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Selection;
import io.tributary.graphql.access.Masking;
import io.tributary.graphql.audit.AuditTrail;
import io.tributary.graphql.engine.Plan.Planned;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One execution of an operation. Objects are gone through as they come; what is read for many at
 * once waits for the end of the event loop's turn. Steps come one at a time, on the context on
 * which the execution began if there is one.
 */
final class Run {
  private static final FieldCollector COLLECTOR = new FieldCollector();

  /** What may not be null and is, and so takes what it is in with it. */
  private static final Object BROKEN = new Object();

  private final Engine engine;
  private final ExecutionContext execution;
  private final GraphQLContext shared;
  private final boolean oneByOne;
  private final AuditTrail.Watch watch;
  private final Masking.Viewer viewer;
  private final BooleanSupplier isLate;
  private final Context context = Vertx.currentContext();
  private final CompletableFuture<ExecutionResult> answer = new CompletableFuture<>();
  private final Box root;

  /** Objects that wait for a field to be read for all of them. */
  private Map<Resolver, Batch> batches = new LinkedHashMap<>();

  private int steps;
  private int pending;
  private int begun;

  /** A field of many objects, and the places that its values go to. */
  private record Batch(List<Object> sources, List<Box> boxes, List<Integer> places) {}

  Run(Engine engine, ExecutionContext execution, MergedSelectionSet fields) {
    this.engine = engine;
    this.execution = execution;
    this.shared = execution.getGraphQLContext();
    Operation operation = execution.getOperationDefinition().getOperation();
    this.oneByOne = operation == Operation.MUTATION;
    this.watch = AuditTrail.watch(shared);
    this.viewer = Masking.viewer(shared);
    this.isLate = shared.getOrDefault(QuickStrategy.LATE, QuickStrategy.NEVER);
    GraphQLObjectType type =
        oneByOne ? engine.schema().getMutationType() : engine.schema().getQueryType();
    this.root = Box.ofObject(null, 0, plan(type, fields, null));
  }

  CompletableFuture<ExecutionResult> begin() {
    step(
        () -> {
          if (!oneByOne) {
            while (begun < root.values.length) {
              field(root, begun++, execution.getRoot());
            }
          }
        });
    return answer;
  }

  // ---- steps

  private synchronized void step(Runnable step) {
    ManagedContext request = Arc.container().requestContext();
    boolean isOurs = !request.isActive();
    if (isOurs) {
      ContextState state = shared.get(QuickStrategy.REQUEST_CONTEXT);
      if (state == null) {
        request.activate();
      } else {
        request.activate(state);
      }
    }
    steps++;
    try {
      step.run();
      endTurn();
      boolean isLost = false;
      while (steps == 1 && pending == 0 && oneByOne && begun < root.values.length && !isLost) {
        isLost = begun > 0 && isLost(begun - 1);
        if (!isLost) {
          field(root, begun++, execution.getRoot());
          endTurn();
        }
      }
      if (steps == 1 && pending == 0 && !answer.isDone()) {
        Object data = isLost ? lost() : settled(root);
        answer.complete(
            new ExecutionResultImpl(data == BROKEN ? null : data, execution.getErrors()));
      }
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    } finally {
      steps--;
      if (isOurs) {
        request.deactivate();
      }
    }
  }

  /** Without an event loop the end of a step from outside is the end of the turn. */
  private void endTurn() {
    while (steps == 1 && context == null && !batches.isEmpty()) {
      readGathered();
    }
  }

  /**
   * Whether a mutation's field has ended so that there will be no data at all. What comes after it
   * is not done then: the caller would never learn of it.
   */
  private boolean isLost(int at) {
    Planned field = root.plan.fields()[at];
    return field.site.shape().isRequired()
        && settled(root, at, field.site.shape(), field) == BROKEN;
  }

  /** Tells what is wrong with what was done of a mutation. */
  private Object lost() {
    for (int i = 0; i < begun; i++) {
      Planned field = root.plan.fields()[i];
      settled(root, i, field.site.shape(), field);
    }
    return BROKEN;
  }

  /** A step that comes from outside, on whichever thread. */
  private void arrive(Runnable step) {
    if (context == null || Vertx.currentContext() == context) {
      step(step);
    } else {
      context.runOnContext(nothing -> step(step));
    }
  }

  private <T> void await(Uni<T> later, Consumer<T> then, Consumer<Throwable> otherwise) {
    pending++;
    later
        .subscribe()
        .with(
            value ->
                arrive(
                    () -> {
                      pending--;
                      then.accept(value);
                    }),
            failure ->
                arrive(
                    () -> {
                      pending--;
                      otherwise.accept(failure);
                    }));
  }

  // ---- what is selected

  private Plan plan(GraphQLObjectType type, MergedSelectionSet selected, Planned above) {
    Planned[] fields = new Planned[selected.getKeys().size()];
    int i = 0;
    for (Map.Entry<String, MergedField> entry : selected.getSubFields().entrySet()) {
      MergedField merged = entry.getValue();
      Site site = engine.site(type, merged.getName());
      Set<String> before = viewer == null ? null : above == null ? viewer.roles() : above.roles;
      Set<String> roles = viewer == null ? null : viewer.passing(site.name(), before);
      UnaryOperator<Object> mask = viewer == null ? null : viewer.mask(site.name(), before);
      fields[i++] = new Planned(entry.getKey(), site, merged, type, above, roles, mask);
    }
    return new Plan(type, fields);
  }

  private Plan below(Planned field, GraphQLObjectType type) {
    Plan known = field.below;
    if (known != null && known.type() == type) {
      return known;
    }
    FieldCollectorParameters parameters =
        FieldCollectorParameters.newParameters()
            .schema(engine.schema())
            .objectType(type)
            .fragments(execution.getFragmentsByName())
            .variables(execution.getCoercedVariables().toMap())
            .graphQLContext(shared)
            .build();
    field.below = plan(type, COLLECTOR.collectFields(parameters, field.merged), field);
    return field.below;
  }

  private Map<String, Object> arguments(Planned field) {
    if (field.arguments == null) {
      field.arguments =
          ValuesResolver.getArgumentValues(
              engine.schema().getCodeRegistry(),
              field.site.definition().getArguments(),
              field.merged.getArguments(),
              execution.getCoercedVariables(),
              shared,
              execution.getLocale());
    }
    return field.arguments;
  }

  // ---- reading

  private void field(Box box, int at, Object source) {
    Planned field = box.plan.fields()[at];
    Site site = field.site;
    try {
      if (site.property() != null) {
        got(box, at, site.property().read(source));
        return;
      }
      if (field.isRoot()) {
        watch.asked(
            field.key,
            execution.getOperationDefinition().getOperation(),
            field.merged.getName(),
            arguments(field));
      }
      if (isLate.getAsBoolean()) {
        return; // the caller has been answered
      }
      if (site.isOfMany()) {
        gather(site.resolver(), box, at, source);
      } else if (site.resolver() != null) {
        ask(box, at, field, source);
      } else {
        readOtherwise(box, at, field, source);
      }
    } catch (Exception | LinkageError e) {
      failed(box, at, e);
    }
  }

  private void ask(Box box, int at, Planned field, Object source) throws Exception {
    Resolver resolver = field.site.resolver();
    if (field.given == null) {
      DataFetchingEnvironment environment = environment(box, at, field, null);
      try {
        field.given = resolver.given(environment);
      } catch (AbstractDataFetcherException e) {
        DataFetcherResult.Builder<Object> result = DataFetcherResult.newResult();
        e.appendDataFetcherResult(result, environment);
        result.build().getErrors().forEach(execution::addError);
        return;
      }
    }
    if (field.isRoot()) {
      Selection.during(path -> selects(field, path), () -> answer(box, at, resolver, source));
    } else {
      answer(box, at, resolver, source);
    }
  }

  private void answer(Box box, int at, Resolver resolver, Object source) throws Exception {
    Object answered = resolver.call(box.plan.fields()[at].given, source);
    if (answered instanceof Uni<?> later) {
      await(
          later,
          value -> got(box, at, resolver.shaped(value)),
          failure -> failed(box, at, failure));
    } else {
      got(box, at, resolver.shaped(answered));
    }
  }

  /** Whether a field is selected below another, by its path from there on. */
  private boolean selects(Planned above, List<String> path) {
    return GraphQLTypeUtil.unwrapAll(above.site.definition().getType())
            instanceof GraphQLObjectType type
        && Arrays.stream(below(above, type).fields())
            .anyMatch(
                field ->
                    field.merged.getName().equals(path.get(0))
                        && (path.size() == 1 || selects(field, path.subList(1, path.size()))));
  }

  private void readOtherwise(Box box, int at, Planned field, Object source) throws Exception {
    Object answered = field.site.other().get(environment(box, at, field, source));
    if (answered instanceof CompletionStage<?> later) {
      await(
          Uni.createFrom().completionStage(later),
          value -> got(box, at, value),
          failure -> failed(box, at, failure));
    } else {
      got(box, at, answered);
    }
  }

  private DataFetchingEnvironment environment(Box box, int at, Planned field, Object source) {
    return DataFetchingEnvironmentImpl.newDataFetchingEnvironment(execution)
        .source(source)
        .arguments(() -> arguments(field))
        .fieldDefinition(field.site.definition())
        .mergedField(field.merged)
        .fieldType(field.site.definition().getType())
        .parentType(field.parent)
        .executionStepInfo(
            ExecutionStepInfo.newExecutionStepInfo()
                .type(field.site.definition().getType())
                .path(box.path(at))
                .field(field.merged)
                .fieldContainer(field.parent)
                .build())
        .build();
  }

  private void gather(Resolver resolver, Box box, int at, Object source) {
    if (batches.isEmpty()) {
      pending++;
      if (context != null) {
        context.runOnContext(nothing -> step(this::readGathered));
      }
    }
    Batch batch =
        batches.computeIfAbsent(
            resolver, r -> new Batch(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    batch.sources.add(source);
    batch.boxes.add(box);
    batch.places.add(at);
  }

  private void readGathered() {
    pending--;
    Map<Resolver, Batch> all = batches;
    batches = new LinkedHashMap<>();
    if (!isLate.getAsBoolean()) {
      all.forEach(this::readGathered);
    }
  }

  private void readGathered(Resolver resolver, Batch batch) {
    try {
      Uni<?> later = (Uni<?>) resolver.call(new Object[1], batch.sources);
      await(later, values -> deal(batch, (List<?>) values), failure -> failed(batch, failure));
    } catch (Exception | LinkageError e) {
      failed(batch, e);
    }
  }

  private void deal(Batch batch, List<?> values) {
    int size = batch.sources.size();
    if (values == null || values.size() != size) {
      failed(
          batch,
          new IllegalStateException(
              (values == null ? 0 : values.size()) + " values were read for " + size));
      return;
    }
    for (int i = 0; i < size; i++) {
      got(batch.boxes.get(i), batch.places.get(i), values.get(i));
    }
  }

  private void failed(Batch batch, Throwable failure) {
    for (int i = 0; i < batch.boxes.size(); i++) {
      failed(batch.boxes.get(i), batch.places.get(i), failure);
    }
  }

  private void failed(Box box, int at, Throwable failure) {
    execution.addError(
        new ExceptionWhileDataFetching(
            box.path(at),
            failure,
            box.plan.fields()[at].merged.getSingleField().getSourceLocation()));
    box.values[at] = null;
  }

  // ---- completing

  private void got(Box box, int at, Object value) {
    Planned field = box.plan.fields()[at];
    Object data = value instanceof DataFetcherResult<?> result ? result.getData() : value;
    Object seen = field.mask == null ? data : field.mask.apply(data);
    if (!field.site.isLeaf() || field.isRoot()) {
      watch.shown(field.root.key, seen);
    }
    box.values[at] = completed(box, at, field, field.site.shape(), seen);
  }

  private Object completed(Box box, int at, Planned field, Shape shape, Object value) {
    if (value == null) {
      return null;
    }
    if (shape.item() != null) {
      return completedList(box, at, field, shape, value);
    }
    GraphQLType type = shape.type();
    if (type instanceof GraphQLScalarType scalar) {
      try {
        return scalar.getCoercing().serialize(value, shared, execution.getLocale());
      } catch (CoercingSerializeException e) {
        execution.addError(new SerializationError(box.path(at), e));
        return null;
      }
    }
    if (type instanceof GraphQLEnumType words) {
      try {
        return words.serialize(value, shared, execution.getLocale());
      } catch (CoercingSerializeException e) {
        execution.addError(new SerializationError(box.path(at), e));
        return null;
      }
    }
    GraphQLObjectType object =
        type instanceof GraphQLObjectType one ? one : typeOf(field, type, value);
    Plan plan = below(field, object);
    Box made = Box.ofObject(box, at, plan);
    for (int i = 0; i < plan.fields().length; i++) {
      field(made, i, value);
    }
    return made;
  }

  private Object completedList(Box box, int at, Planned field, Shape shape, Object value) {
    Collection<?> items;
    if (value instanceof Collection<?> collection) {
      items = collection;
    } else if (value instanceof Object[] array) {
      items = Arrays.asList(array);
    } else {
      execution.addError(new TypeMismatchError(box.path(at), shape.type()));
      return null;
    }
    Box list = Box.ofList(box, at, shape.item(), items.size());
    int i = 0;
    for (Object item : items) {
      list.values[i] = completed(list, i, field, shape.item(), item);
      i++;
    }
    return list;
  }

  private GraphQLObjectType typeOf(Planned field, GraphQLType type, Object value) {
    TypeResolutionEnvironment environment =
        TypeResolutionParameters.newParameters()
            .field(field.merged)
            .fieldType(type)
            .value(value)
            .graphQLContext(shared)
            .schema(engine.schema())
            .build();
    GraphQLCodeRegistry code = engine.schema().getCodeRegistry();
    TypeResolver resolver =
        type instanceof GraphQLInterfaceType some
            ? code.getTypeResolver(some)
            : code.getTypeResolver((GraphQLUnionType) type);
    return resolver.getType(environment);
  }

  // ---- the answer

  /** A box as the answer has it; BROKEN when something in it may not be null and is. */
  private Object settled(Box box) {
    return box.plan == null ? settledList(box) : settledObject(box);
  }

  private Object settledObject(Box box) {
    Planned[] fields = box.plan.fields();
    Map<String, Object> object = new LinkedHashMap<>(fields.length * 2);
    boolean isWhole = true;
    for (int i = 0; i < fields.length; i++) {
      Object value = settled(box, i, fields[i].site.shape(), fields[i]);
      isWhole &= value != BROKEN;
      object.put(fields[i].key, value);
    }
    return isWhole ? object : BROKEN;
  }

  private Object settledList(Box box) {
    List<Object> list = new ArrayList<>(box.values.length);
    boolean isWhole = true;
    for (int i = 0; i < box.values.length; i++) {
      Object value = settled(box, i, box.item, null);
      isWhole &= value != BROKEN;
      list.add(value);
    }
    return isWhole ? list : BROKEN;
  }

  private Object settled(Box box, int at, Shape shape, Planned field) {
    Object value = box.values[at];
    if (value instanceof Box inner) {
      Object settled = settled(inner);
      return settled == BROKEN && !shape.isRequired() ? null : settled;
    }
    if (value == null && shape.isRequired()) {
      tellOfNull(box, at, shape, field);
      return BROKEN;
    }
    return value;
  }

  /** Unless the field failed and has an error already. */
  private void tellOfNull(Box box, int at, Shape shape, Planned field) {
    ResultPath path = box.path(at);
    execution.addError(
        GraphqlErrorBuilder.newError()
            .message(
                "The field at path '%s' was declared as a non null type (%s), but there is no value.",
                path, shape.name())
            .path(path)
            .build(),
        path);
  }
}
