package io.tributary.platform.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.vertx.http.HttpServerStart;
import io.tributary.platform.local.Announcement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Fills an empty Tributary with the demo shop once it answers, and says what came of it. It runs on
 * a thread of its own and through HTTP, like any channel: nothing waits for it, and when it fails
 * the service goes on.
 */
@ApplicationScoped
public class Demo {
  private static final Logger LOG = Logger.getLogger(Demo.class);
  private final DemoSettings settings;
  private final Announcement announcement;
  private final Optional<Path> dataDirectory;
  private final Clock clock;

  @Inject
  Demo(
      DemoSettings settings,
      Announcement announcement,
      @ConfigProperty(name = "tributary.local.data-dir") Optional<Path> dataDirectory,
      Clock clock) {
    this.settings = settings;
    this.announcement = announcement;
    this.dataDirectory = dataDirectory;
    this.clock = clock;
  }

  void start(@ObservesAsync HttpServerStart started) {
    if (settings.people() <= 0) {
      return;
    }
    if (announcement.adminToken().isEmpty()) {
      LOG.warn(
          "tributary.demo.people is set, but there is no demo: it needs local mode's own admin token.");
      return;
    }
    FrontDoors doors = new FrontDoors(announcement.address(), announcement.adminToken().get());
    Thread thread = new Thread(() -> run(doors, dataDirectory.orElseThrow()), "demo");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Brings the shop in unless it is there, goes on where an earlier start was cut short, and says
   * what came of it.
   */
  void run(FrontDoors doors, Path home) {
    try {
      Optional<Opening> begun = Opening.of(home);
      Opening opening = begun.orElseGet(this::today);
      List<String> sources = doors.ask("Sources", "first", 100).findValuesAsText("name");
      boolean isOurs =
          Stream.of(Channel.values()).map(Channel::sourceName).allMatch(sources::contains);
      if (sources.isEmpty() && (begun.isEmpty() || opening.done())) {
        LOG.infof("The demo's %,d people are on their way in …", settings.people());
        opening = deliver(doors, today(), home);
      } else if (begun.isPresent() && !opening.done()) {
        LOG.infof(
            "An earlier start was cut short: the rest of the demo's %,d people are on their way in …",
            opening.people());
        opening = deliver(doors, opening, home);
      } else if (!isOurs) {
        LOG.info("There is data of your own, so the demo keeps out of it.");
        return;
      }
      summarise(doors, opening.shop().truth());
    } catch (IOException | RuntimeException e) {
      LOG.errorf(
          e,
          "The demo's data is not all there: %s. Tributary runs on without it; the next start goes on with it.",
          e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Opening today() {
    Instant asOf =
        LocalDate.now(clock.withZone(Shopping.ZONE)).atStartOfDay(Shopping.ZONE).toInstant();
    return new Opening(
        settings.seed(), settings.people(), settings.mishaps().orElse(Set.of()), asOf, false);
  }

  private Opening deliver(FrontDoors doors, Opening opening, Path home)
      throws IOException, InterruptedException {
    Instant begin = clock.instant();
    opening.keep(home);
    new Delivery(doors, opening.shop()).run();
    opening.finished().keep(home);
    LOG.infof(
        "The demo's data came in within %d s.",
        Duration.between(begin, clock.instant()).toSeconds());
    return opening.finished();
  }

  private void summarise(FrontDoors doors, Truth truth) throws IOException, InterruptedException {
    JsonNode programme = doors.ask("Programmes", "first", 1).at("/programmes/edges/0/node/id");
    if (programme.isMissingNode()) {
      LOG.warn(
          "Not all of the demo's data is there: the programme is missing. For the whole of it, start with an empty"
              + " tributary.local.data-dir.");
      return;
    }
    // the link signs in: to the console, as the announcement is, and not to the log
    System.out.printf(
        """
        The demo shop is open.
        %s
          somebody to see   the customer with phone %s
          to click          %s
        """,
        Summary.read(doors, truth, programme.asText()).lines(truth.size()),
        People.SHOWN_PHONE,
        announcement.page());
  }
}
