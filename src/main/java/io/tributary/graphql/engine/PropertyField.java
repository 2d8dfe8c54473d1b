package io.tributary.graphql.engine;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import io.smallrye.graphql.execution.datafetcher.PlugableDataFetcher;
import io.smallrye.graphql.schema.model.Field;
import io.smallrye.graphql.schema.model.Reference;
import io.smallrye.graphql.spi.ClassloadingService;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;

/** A field that is a property of its object and nothing else: it is read where it is. */
final class PropertyField<T> implements PlugableDataFetcher<T>, LightDataFetcher<T> {
  private static final MethodType READER = MethodType.methodType(Object.class, Object.class);

  private final Field field;
  private final Reference owner;
  private final Shaping shaping;

  /** Found when it is first read: most fields of the schema are not, in most processes. */
  private volatile MethodHandle reader;

  PropertyField(Field field, Reference owner) {
    this.field = field;
    this.owner = owner;
    this.shaping = new Shaping(field);
  }

  /** The property of an object, in the shape of its scalar. */
  @SuppressWarnings("unchecked") // the schema was made from the property's own type
  T read(Object source) throws Exception {
    MethodHandle found = reader;
    if (found == null) {
      found = reader();
      reader = found;
    }
    try {
      return (T) shaping.of((Object) found.invokeExact(source));
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private MethodHandle reader() throws ReflectiveOperationException {
    Class<?> type = ClassloadingService.get().loadClass(owner.getClassName());
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    return (field.getMethodName() == null
            ? lookup.unreflectGetter(type.getField(field.getPropertyName()))
            : lookup.unreflect(type.getMethod(field.getMethodName())))
        .asType(READER);
  }

  @Override
  public T get(
      GraphQLFieldDefinition definition,
      Object source,
      Supplier<DataFetchingEnvironment> environment)
      throws Exception {
    return read(source);
  }

  @Override
  public T get(DataFetchingEnvironment environment) throws Exception {
    return read(environment.getSource());
  }
}
