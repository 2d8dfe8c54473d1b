package io.tributary.platform.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.vertx.http.HttpServerStart;
import io.tributary.platform.local.Announcement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
  private final Clock clock;

  @Inject
  Demo(DemoSettings settings, Announcement announcement, Clock clock) {
    this.settings = settings;
    this.announcement = announcement;
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
    Thread thread = new Thread(this::run, "demo");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      FrontDoors doors = new FrontDoors(announcement.address(), announcement.adminToken().get());
      Instant asOf =
          LocalDate.now(clock.withZone(Shopping.ZONE)).atStartOfDay(Shopping.ZONE).toInstant();
      DemoShop shop =
          new DemoShop(
              settings.seed(), settings.people(), asOf, settings.mishaps().orElse(Set.of()));
      Instant begin = clock.instant();
      List<String> sources = doors.ask("Sources", "first", 100).findValuesAsText("name");
      if (sources.isEmpty()) {
        LOG.infof("The demo's %,d people are on their way in …", settings.people());
        new Delivery(doors, shop).run();
        LOG.infof(
            "The demo's data came in within %d s.",
            Duration.between(begin, clock.instant()).toSeconds());
      }
      boolean isOurs =
          Stream.of(Channel.values()).map(Channel::sourceName).allMatch(sources::contains);
      if (sources.isEmpty() || isOurs) {
        summarise(doors, shop.truth());
      } else {
        LOG.info("There is data of your own, so the demo keeps out of it.");
      }
    } catch (IOException | RuntimeException e) {
      LOG.errorf(
          e,
          "The demo's data is not all there: %s. Tributary runs on without it; to try again, start with an empty"
              + " tributary.local.data-dir.",
          e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void summarise(FrontDoors doors, Truth truth) throws IOException, InterruptedException {
    JsonNode programme = doors.ask("Programmes", "first", 1).at("/programmes/edges/0/node/id");
    if (programme.isMissingNode()) {
      LOG.warn(
          "Not all of the demo's data is there: an earlier start was cut short. For the whole of it, start with an empty"
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
