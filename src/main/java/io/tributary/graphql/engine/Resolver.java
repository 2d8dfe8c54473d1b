package io.tributary.graphql.engine;

import graphql.schema.DataFetchingEnvironment;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.smallrye.graphql.execution.datafetcher.helper.ArgumentHelper;
import io.smallrye.graphql.execution.datafetcher.helper.OperationInvoker;
import io.smallrye.graphql.schema.model.Argument;
import io.smallrye.graphql.schema.model.Operation;
import io.smallrye.graphql.transformation.AbstractDataFetcherException;
import jakarta.enterprise.context.Dependent;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;

/** The method of one of our APIs that answers a field. */
final class Resolver {
  /** Takes the API and the arguments. */
  private static final MethodType CALL =
      MethodType.methodType(Object.class, Object.class, Object[].class);

  private final Operation operation;
  private final ArgumentHelper arguments;
  private final Shaping shaping;
  private final int sourceAt;

  /** Both are found at the first call, when the APIs are there. */
  private volatile MethodHandle method;

  private volatile Object api;

  Resolver(Operation operation) {
    this.operation = operation;
    this.arguments = new ArgumentHelper(operation.getArguments());
    this.shaping = new Shaping(operation);
    int found = -1;
    List<Argument> all = operation.getArguments();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isSourceArgument()) {
        found = i;
      }
    }
    this.sourceAt = found;
  }

  /** The field's arguments as the method takes them, the object apart. */
  Object[] given(DataFetchingEnvironment environment) throws AbstractDataFetcherException {
    return arguments.getArguments(environment).toArray();
  }

  /**
   * Calls the method.
   *
   * @param given as {@link #given} made them
   * @param source the object or the objects whose field it is
   */
  Object call(Object[] given, Object source) throws Exception {
    if (method == null) {
      find();
    }
    Object[] all = given;
    if (sourceAt >= 0) {
      all = given.clone();
      all[sourceAt] = source;
    }
    try {
      return (Object) method.invokeExact(api, all);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the method answered, in the shape of the field's scalar. */
  Object shaped(Object value) {
    return shaping.of(value);
  }

  private void find() throws ReflectiveOperationException {
    Method found = new OperationInvoker(operation).getMethod();
    InstanceHandle<?> handle = Arc.container().instance(found.getDeclaringClass());
    if (handle.getBean().getScope().equals(Dependent.class)) {
      throw new IllegalStateException(found + " is of a bean that is made for each use");
    }
    api = handle.get();
    method =
        MethodHandles.publicLookup()
            .unreflect(found)
            .asSpreader(Object[].class, found.getParameterCount())
            .asType(CALL);
  }
}
