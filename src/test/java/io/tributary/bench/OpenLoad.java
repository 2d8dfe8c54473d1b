package io.tributary.bench;

import io.tributary.bench.Load.Answer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.HdrHistogram.Histogram;

/**
 * Sends requests by a schedule that is fixed in advance, whether earlier ones were answered or not:
 * an open loop. A latency counts from the moment at which its request was due, so a server that
 * stands still is charged with all that came meanwhile.
 */
final class OpenLoad {
  private final int port;
  private final int perSecond;
  private final int connections;
  private final IntFunction<byte[]> requests;

  /** Of each request of the last run; 0 where its connection broke before. */
  private long[] micros = {};

  /**
   * A schedule.
   *
   * @param perSecond how many requests a second
   * @param connections on how many; more than can be under way at once
   * @param requests the request of each place in the schedule
   */
  OpenLoad(int port, int perSecond, int connections, IntFunction<byte[]> requests) {
    this.port = port;
    this.perSecond = perSecond;
    this.connections = connections;
    this.requests = requests;
  }

  /** Sends for some seconds. */
  Load.Measured run(int seconds) throws InterruptedException {
    int all = seconds * perSecond;
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    AtomicInteger next = new AtomicInteger();
    AtomicLong failed = new AtomicLong();
    micros = new long[all];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = new Socket("localhost", port)) {
                  socket.setTcpNoDelay(true);
                  InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
                  for (int at = next.getAndIncrement(); at < all; at = next.getAndIncrement()) {
                    long due = begin + at * interval;
                    LockSupport.parkNanos(due - System.nanoTime());
                    socket.getOutputStream().write(requests.apply(at));
                    if (Answer.read(in).status() != 200) {
                      failed.incrementAndGet();
                    }
                    micros[at] = Math.max(1, (System.nanoTime() - due) / 1_000);
                  }
                } catch (IOException e) {
                  failed.incrementAndGet();
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Histogram total = latencies(at -> true);
    return new Load.Measured(total.getTotalCount() / (double) seconds, total, failed.get());
  }

  /** Latencies in microseconds of the last run's requests, of some places in the schedule. */
  Histogram latencies(IntPredicate places) {
    Histogram some = new Histogram(600_000_000L, 3);
    for (int at = 0; at < micros.length; at++) {
      if (micros[at] > 0 && places.test(at)) {
        some.recordValue(micros[at]);
      }
    }
    return some;
  }
}
