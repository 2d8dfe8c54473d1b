package io.tributary.platform.local;

import io.tributary.platform.keys.MasterKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Local mode: with no database configured, a durable PostgreSQL in a data directory; with no
 * identity provider, tokens signed by a key in that directory. What it prepares reaches Quarkus as
 * system properties, which outrank the packaged settings.
 */
public final class LocalMode implements AutoCloseable {
  private static final String REACTIVE_URL = "quarkus.datasource.reactive.url";
  private static final String JDBC_URL = "quarkus.datasource.jdbc.url";

  private static final String MANAGEMENT_PORT = "quarkus.management.port";
  private static final int HIGHEST_PORT = 65_535;

  private final FileChannel lock;
  private final LocalPostgres postgres;
  private final Map<String, String> before;
  private final CountDownLatch applicationEnded = new CountDownLatch(1);

  private LocalMode(FileChannel lock, LocalPostgres postgres, Map<String, String> before) {
    this.lock = lock;
    this.postgres = postgres;
    this.before = before;
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAfterApplication, "local-postgres"));
  }

  /** A reason not to start, as a sentence that names the setting to change. */
  public static final class Refusal extends RuntimeException {
    /** A refusal with its sentence. */
    public Refusal(String message) {
      super(message);
    }
  }

  /**
   * Looks at the settings and brings what is missing.
   *
   * @throws Refusal when neither local mode nor an identity provider is there, or the data
   *     directory is in use
   */
  public static LocalMode prepare() {
    Config config = ConfigProvider.getConfig();
    Optional<String> reactiveUrl = setting(config, REACTIVE_URL);
    Optional<String> jdbcUrl = setting(config, JDBC_URL);
    boolean hasDatabase = reactiveUrl.isPresent() || jdbcUrl.isPresent();
    boolean hasIdentityProvider =
        setting(config, "quarkus.oidc.auth-server-url").isPresent()
            || setting(config, "quarkus.oidc.public-key").isPresent();
    boolean enabled =
        setting(config, "tributary.local.enabled").map(Boolean::parseBoolean).orElse(!hasDatabase);
    if (!enabled && !hasDatabase) {
      throw new Refusal(
          "no database is configured and local mode is off. Set "
              + REACTIVE_URL
              + " (QUARKUS_DATASOURCE_REACTIVE_URL) to a PostgreSQL 15 to 18, or set"
              + " tributary.local.enabled=true.");
    }
    if (!enabled && !hasIdentityProvider) {
      throw new Refusal(
          "no identity provider is configured and local mode is off. Set"
              + " quarkus.oidc.auth-server-url (QUARKUS_OIDC_AUTH_SERVER_URL) to your provider's"
              + " realm, or set tributary.local.enabled=true to sign tokens with a local key.");
    }
    if (!hasDatabase && !LocalPostgres.isPackedIn()) {
      throw new Refusal(
          "no database is configured and this build carries none of its own. Set "
              + REACTIVE_URL
              + " (QUARKUS_DATASOURCE_REACTIVE_URL) to a PostgreSQL 15 to 18.");
    }
    boolean hasKeys = MasterKeys.areSet(config);
    if (hasDatabase && !hasKeys) {
      // a data directory may go while the database stays: refused, with the settings that there are
      MasterKeys.of(config);
    }
    Map<String, String> properties = new HashMap<>();
    reactiveUrl.ifPresent(
        url ->
            properties.put(
                JDBC_URL, jdbcUrl.orElse("jdbc:" + url.replaceFirst("^vertx-reactive:", ""))));
    jdbcUrl.ifPresent(
        url -> properties.put(REACTIVE_URL, reactiveUrl.orElse(url.replaceFirst("^jdbc:", ""))));
    FileChannel lock = null;
    LocalPostgres postgres = null;
    if (enabled) {
      Path dataDirectory = dataDirectory(config);
      lock = lock(dataDirectory);
      postgres = hasDatabase ? null : LocalPostgres.start(dataDirectory);
      if (postgres != null) {
        properties.putAll(postgres.settings());
      }
      if (!hasIdentityProvider) {
        properties.putAll(LocalKey.of(dataDirectory).settings());
        properties.put("tributary.local.signs-tokens", "true");
      }
      if (!hasKeys) {
        properties.put(
            MasterKeys.FILE_SETTING,
            LocalKey.masterKeyOf(dataDirectory).toAbsolutePath().toString());
      }
      properties.put("tributary.local.data-dir", dataDirectory.toString());
      managementPort(config)
          .ifPresent(port -> properties.put(MANAGEMENT_PORT, Integer.toString(port)));
    }
    Map<String, String> before = new HashMap<>();
    properties.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
    return new LocalMode(lock, postgres, before);
  }

  /**
   * A token for a role, signed with the data directory's key, from the arguments of the {@code
   * token} command.
   *
   * @throws Refusal when an argument is unknown
   */
  public static String token(String... args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
    }
    if (args.length % 2 != 0 || !LocalKey.OPTIONS.containsAll(options.keySet())) {
      throw new Refusal(
          "usage: token --role <admin|steward|service|marketer|analyst|till|member>"
              + " [--subject <name>] [--customer <id>] [--store <code>] [--days <n>]");
    }
    return LocalKey.of(dataDirectory(ConfigProvider.getConfig())).token(options);
  }

  /**
   * Two on one machine are told apart by their HTTP port alone, so the other port follows it as
   * 9000 follows 8080; empty where it was set or nothing else was.
   */
  static Optional<Integer> managementPort(Config config) {
    Optional<Integer> http = config.getOptionalValue("quarkus.http.port", Integer.class);
    if (setting(config, MANAGEMENT_PORT).isPresent() || http.isEmpty()) {
      return Optional.empty();
    }
    int next = http.get() + 9000 - 8080;
    return Optional.of(http.get() == 0 || next > HIGHEST_PORT ? 0 : next);
  }

  private static Path dataDirectory(Config config) {
    Path directory =
        setting(config, "tributary.local.data-dir")
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".tributary"))
            .toAbsolutePath()
            .normalize();
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new Refusal(
          "the data directory "
              + directory
              + " cannot be made ("
              + e.getMessage()
              + "). Set tributary.local.data-dir to a place that can be written to.");
    }
  }

  /** The lock is the kernel's, so that it ends with the process, however that ends. */
  private static FileChannel lock(Path dataDirectory) {
    try {
      FileChannel channel =
          FileChannel.open(
              dataDirectory.resolve("tributary.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return channel;
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      // the same process holds it: dev mode starts the application again in one process
      return null;
    } catch (IOException e) {
      throw new Refusal("the lock in " + dataDirectory + " cannot be taken: " + e.getMessage());
    }
    throw new Refusal(
        "another Tributary is running on the data directory "
            + dataDirectory
            + ". Stop it, or set tributary.local.data-dir to another directory.");
  }

  private static Optional<String> setting(Config config, String name) {
    return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
  }

  /** On SIGTERM the hooks run side by side: the database waits until the application has ended. */
  private void stopAfterApplication() {
    try {
      if (postgres != null && !applicationEnded.await(30, TimeUnit.SECONDS)) {
        postgres.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Development starts again in the same process, which must not take our settings for its own. */
  private static void putBack(String name, String value) {
    if (value == null) {
      System.clearProperty(name);
    } else {
      System.setProperty(name, value);
    }
  }

  @Override
  public void close() {
    if (postgres != null) {
      postgres.stop();
    }
    applicationEnded.countDown();
    before.forEach(LocalMode::putBack);
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the data directory's lock cannot be given back", e);
    }
  }
}
