package io.tributary;

import graphql.parser.Parser;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.tributary.platform.local.ClassArchive;
import io.tributary.platform.local.LocalMode;
import io.tributary.platform.local.LocalMode.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwa.AlgorithmFactoryFactory;

/**
 * Starts Tributary. What local mode brings (a database, a signing key) has to be there before
 * Flyway and Hibernate start, which is why it happens here and not in an observer of the start.
 */
@QuarkusMain
public final class Main {
  Main() {}

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
      if (args.length > 0 && args[0].equals("archive")) {
        ClassArchive.make();
        return;
      }
      headStart();
      boundTheStop();
      try (LocalMode local = LocalMode.prepare()) {
        run(local, args);
      }
    } catch (Refusal refusal) {
      System.err.println("Tributary does not start: " + refusal.getMessage());
      System.exit(1);
    }
  }

  /**
   * Runs the service to its end. Quarkus ends the process on this thread as soon as the service has
   * stopped, so what local mode started is stopped just before.
   */
  private static void run(LocalMode local, String... args) {
    BiConsumer<Integer, Throwable> usual = ApplicationLifecycleManager.getDefaultExitCodeHandler();
    ApplicationLifecycleManager.setDefaultExitCodeHandler(
        (code, failure) -> {
          local.close();
          Refusal refusal = refusalIn(failure);
          if (refusal != null) {
            System.err.println("Tributary does not start: " + refusal.getMessage());
          }
          usual.accept(code, refusal == null ? failure : null);
        });
    Quarkus.run(args);
  }

  /** What the service itself refused when it started, such as a wrong master key. */
  private static Refusal refusalIn(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        return refusal;
      }
    }
    return null;
  }

  /**
   * What takes long when it is first used and needs nothing of the service (which signatures the
   * JVM knows, the grammar of GraphQL) is made ready on another processor.
   */
  private static void headStart() {
    Thread ahead =
        new Thread(
            () -> {
              AlgorithmFactoryFactory.getInstance();
              Parser.parse("{ id }");
            },
            "head-start");
    ahead.setDaemon(true);
    ahead.start();
  }

  /**
   * Ends the process when it has not stopped by itself within {@code tributary.stop-limit} (ISO
   * duration, 45 seconds): a start that waits for a silent database cannot be interrupted.
   */
  private static void boundTheStop() {
    Duration limit =
        ConfigProvider.getConfig()
            .getOptionalValue("tributary.stop-limit", Duration.class)
            .orElse(Duration.ofSeconds(45));
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(limit.toMillis());
                System.err.println(
                    "Tributary has not stopped within " + limit + " and ends at once.");
                Runtime.getRuntime().halt(143);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-limit");
    watch.setDaemon(true);
    Runtime.getRuntime().addShutdownHook(new Thread(watch::start, "stop-limit-start"));
  }
}
