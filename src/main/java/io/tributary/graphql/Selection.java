package io.tributary.graphql;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is asked for below the root field that is being answered, for methods that read less without
 * some of it.
 */
public final class Selection {
  private static final ThreadLocal<Predicate<List<String>>> CURRENT = new ThreadLocal<>();

  private Selection() {}

  /**
   * Whether any of some fields is asked for; true where that is not known, as for an export. To be
   * asked before the method returns, since what follows later is on its own.
   *
   * @param paths from the field that is being answered on, such as {@code products/buyers}
   */
  public static boolean has(String... paths) {
    Predicate<List<String>> current = CURRENT.get();
    return current == null
        || Arrays.stream(paths).anyMatch(path -> current.test(List.of(path.split("/"))));
  }

  /**
   * Calls a field's method with its selection known, and until what it answers is waited for: a
   * method that is guarded begins only then.
   *
   * @param selected whether a field is asked for, by its path's names
   */
  public static void during(Predicate<List<String>> selected, Call call) throws Exception {
    CURRENT.set(selected);
    try {
      call.call();
    } finally {
      CURRENT.remove();
    }
  }

  /** The call of a field's method. */
  @FunctionalInterface
  public interface Call {
    /** Calls it. */
    void call() throws Exception;
  }
}
