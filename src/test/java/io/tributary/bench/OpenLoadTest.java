package io.tributary.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenLoadTest {
  @Test
  void a_server_that_stands_still_is_charged_with_all_that_was_due_meanwhile() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    AtomicInteger answered = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          if (answered.incrementAndGet() == 50) {
            pause();
          }
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    // one thread: while it stands still, nobody is served
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.start();
    byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    try {
      Load.Measured measured =
          new OpenLoad(server.getAddress().getPort(), 100, 4, i -> request).run(1);
      assertEquals(0, measured.failed());
      assertEquals(100, measured.latency().getTotalCount());
      // those due in the first half of the pause alone waited for the other half of it
      long late = measured.latency().getCountBetweenValues(200_000, 600_000_000L);
      assertTrue(late >= 15, late + " of 100 were late");
    } finally {
      server.stop(0);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(400);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
