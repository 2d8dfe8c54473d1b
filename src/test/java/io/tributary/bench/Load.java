package io.tributary.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Sends requests on a number of connections, each as soon as the one before was answered: a closed
 * loop, which finds a ceiling. Its latencies are those at that ceiling and no more. Plain sockets,
 * so that little of the machine goes to the client.
 */
final class Load {
  /**
   * What a stretch of load came to.
   *
   * @param perSecond answers a second
   * @param latency in microseconds
   * @param failed answers other than 200
   */
  record Measured(double perSecond, Histogram latency, long failed) {}

  private final int port;
  private final int connections;
  private final Function<SplittableRandom, byte[]> requests;

  /** Requests are drawn from those given, alike often. */
  Load(int port, int connections, int variants, IntFunction<String> request) {
    this(port, connections, drawnFrom(variants, request));
  }

  /** Each request is made when it is sent. */
  Load(int port, int connections, Function<SplittableRandom, byte[]> requests) {
    this.port = port;
    this.connections = connections;
    this.requests = requests;
  }

  private static Function<SplittableRandom, byte[]> drawnFrom(
      int variants, IntFunction<String> request) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < variants; i++) {
      all.add(request.apply(i).getBytes(StandardCharsets.UTF_8));
    }
    return random -> all.get(random.nextInt(all.size()));
  }

  /** Sends for some seconds. */
  Measured run(int seconds, long seed) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    AtomicLong failed = new AtomicLong();
    List<Histogram> histograms = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Histogram histogram = new Histogram(60_000_000L, 3);
      histograms.add(histogram);
      SplittableRandom random = new SplittableRandom(seed + i);
      Thread thread = new Thread(() -> connection(end, random, histogram, failed));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Histogram all = new Histogram(60_000_000L, 3);
    histograms.forEach(all::add);
    return new Measured(all.getTotalCount() / (double) seconds, all, failed.get());
  }

  /** Sends one request; its status. */
  int once() throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write(requests.apply(new SplittableRandom(0)));
      return Answer.read(new BufferedInputStream(socket.getInputStream())).status();
    }
  }

  private void connection(
      long end, SplittableRandom random, Histogram histogram, AtomicLong failed) {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      OutputStream out = socket.getOutputStream();
      while (System.nanoTime() < end) {
        long begin = System.nanoTime();
        out.write(requests.apply(random));
        out.flush();
        if (Answer.read(in).status() != 200) {
          failed.incrementAndGet();
        }
        histogram.recordValue(Math.max(1, (System.nanoTime() - begin) / 1_000));
      }
    } catch (IOException e) {
      failed.incrementAndGet();
    }
  }

  /**
   * One HTTP/1.1 answer.
   *
   * @param status the code
   * @param body as bytes in UTF-8
   */
  record Answer(int status, String body) {
    /** Reads an answer that says its length or comes in chunks. */
    static Answer read(InputStream in) throws IOException {
      int status = Integer.parseInt(line(in).split(" ")[1]);
      int length = 0;
      boolean chunked = false;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(15).strip());
        }
        chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
      }
      if (!chunked) {
        return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
      }
      StringBuilder body = new StringBuilder();
      for (int size = size(in); size > 0; size = size(in)) {
        body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
        line(in);
      }
      line(in);
      return new Answer(status, body.toString());
    }

    private static int size(InputStream in) throws IOException {
      return Integer.parseInt(line(in).strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the connection was closed");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
