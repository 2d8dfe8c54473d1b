package io.tributary;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.tributary.platform.local.LocalMode;
import io.tributary.platform.local.LocalMode.Refusal;
import java.util.Arrays;

/**
 * Starts Tributary. What local mode brings (a database, a signing key) has to be there before
 * Flyway and Hibernate start, which is why it happens here and not in an observer of the start.
 */
@QuarkusMain
public final class Main {
  private Main() {}

  /**
   * Without arguments, runs the service. {@code token --role <role> [--subject <name>] [--customer
   * <id>] [--store <code>] [--days <n>]} prints a token signed by local mode's key and ends.
   */
  public static void main(String... args) {
    try {
      if (args.length > 0 && args[0].equals("token")) {
        System.out.println(LocalMode.token(Arrays.copyOfRange(args, 1, args.length)));
        return;
      }
      try (LocalMode local = LocalMode.prepare()) {
        Quarkus.run(args);
      }
    } catch (Refusal refusal) {
      System.err.println("Tributary does not start: " + refusal.getMessage());
      System.exit(1);
    }
  }
}
