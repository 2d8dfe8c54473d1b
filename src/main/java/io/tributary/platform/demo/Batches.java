package io.tributary.platform.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Packs tracking messages into batches under the spec's limit of 500 kB. */
final class Batches implements Iterator<String> {
  private static final int MOST_BYTES = 480_000;
  private final Iterator<String> messages;
  private final int mostMessages;
  private String waiting;

  Batches(Iterator<String> messages, int mostMessages) {
    this.messages = messages;
    this.mostMessages = mostMessages;
    this.waiting = messages.hasNext() ? messages.next() : null;
  }

  @Override
  public boolean hasNext() {
    return waiting != null;
  }

  /** The next batch, as JSON. */
  @Override
  public String next() {
    if (waiting == null) {
      throw new NoSuchElementException();
    }
    List<String> batch = new ArrayList<>();
    int bytes = 0;
    while (waiting != null && batch.size() < mostMessages) {
      int more = waiting.getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes + more > MOST_BYTES && bytes > 0) {
        break;
      }
      bytes += more;
      batch.add(waiting);
      waiting = messages.hasNext() ? messages.next() : null;
    }
    return "{\"batch\":[" + String.join(",", batch) + "]}";
  }
}
