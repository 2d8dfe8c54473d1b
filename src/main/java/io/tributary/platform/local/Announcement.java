package io.tributary.platform.local;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What local mode says when it has started: where the API is, where to click, and an admin token.
 * It is silent when an identity provider signs the tokens.
 */
@ApplicationScoped
public class Announcement {
  private final boolean signsTokens;
  private final Optional<Path> dataDirectory;
  private final HttpServer server;
  private volatile String token;

  @Inject
  Announcement(
      @ConfigProperty(name = "tributary.local.signs-tokens", defaultValue = "false")
          boolean signsTokens,
      @ConfigProperty(name = "tributary.local.data-dir") Optional<Path> dataDirectory,
      HttpServer server) {
    this.signsTokens = signsTokens;
    this.dataDirectory = dataDirectory;
    this.server = server;
  }

  /** Local mode's admin token of this start; empty when local mode signs none. */
  public Optional<String> adminToken() {
    return Optional.ofNullable(token);
  }

  /** Where this process answers, as seen from this machine. */
  public URI address() {
    return URI.create("http://localhost:" + server.getPort());
  }

  /** The page to click on, already signed in as admin; local mode only. */
  public String page() {
    String headers =
        URLEncoder.encode("{\"Authorization\":\"Bearer " + token + "\"}", StandardCharsets.UTF_8);
    // the page's script does not read a plus as a space
    return address() + "/q/graphql-ui/?headers=" + headers.replace("+", "%20");
  }

  /** The token's file is there before the port opens, so that who waits for the one has both. */
  void writeToken(@Observes @Priority(1) StartupEvent start) throws IOException {
    if (signsTokens && dataDirectory.isPresent()) {
      token = LocalKey.of(dataDirectory.get()).token(Map.of("role", "admin"));
      LocalKey.writeSecret(dataDirectory.get().resolve("admin.token"), token);
    }
  }

  void say(@ObservesAsync HttpServerStart started) {
    adminToken()
        .ifPresent(
            admin ->
                // to the console and not to the log, which may be kept and sent elsewhere
                System.out.printf(
                    """
                    Tributary is ready, in local mode.
                      GraphQL   %1$s/graphql
                      to click  %2$s
                      token     %3$s
                    It is an admin's, for 30 days, and also in %4$s
                    """,
                    address(), page(), admin, dataDirectory.orElseThrow().resolve("admin.token")));
  }
}
