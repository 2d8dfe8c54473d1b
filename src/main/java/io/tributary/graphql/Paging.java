package io.tributary.graphql;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Keyset paging, the same for every connection: check the arguments, read one row more than asked
 * for, and slice.
 *
 * @param first rows on the page, 1 to 100
 * @param after the parts of the cursor that the page begins after; empty for the first page
 */
public record Paging(int first, List<String> after) {
  /** Rows on a page when nobody says. */
  public static final int DEFAULT = 20;

  /** The most rows on one page. */
  public static final int MOST = 100;

  /**
   * Reads a connection's arguments.
   *
   * @param list the list's name: a cursor is good only for the list (and order) that gave it
   * @param parts how many parts the list's keys have
   * @throws ApiException INVALID_INPUT when {@code first} is out of range or the cursor is foreign
   */
  public static Paging of(Integer first, String after, String list, int parts) {
    int rows = first == null ? DEFAULT : first;
    if (rows < 1 || rows > MOST) {
      throw ApiException.invalid("first", "first is a number from 1 to " + MOST + ".");
    }
    return new Paging(rows, after == null ? List.of() : decode(after, list, parts));
  }

  /** How many rows to read: one more than asked for tells whether there is a next page. */
  public int limit() {
    return first + 1;
  }

  /** Whether the page begins after a cursor. */
  public boolean continues() {
    return !after.isEmpty();
  }

  /**
   * A part of the cursor as an instant with microseconds.
   *
   * @throws ApiException INVALID_INPUT when it is none
   */
  public Instant instant(int part) {
    return part(
        part,
        text -> Instant.EPOCH.plus(Long.parseLong(text), java.time.temporal.ChronoUnit.MICROS));
  }

  /**
   * A part of the cursor as a UUID.
   *
   * @throws ApiException INVALID_INPUT when it is none
   */
  public UUID uuid(int part) {
    return part(part, UUID::fromString);
  }

  /**
   * A part of the cursor as a number.
   *
   * @throws ApiException INVALID_INPUT when it is none
   */
  public long number(int part) {
    return part(part, Long::parseLong);
  }

  /** A part of the cursor as text. */
  public String text(int part) {
    return after.get(part);
  }

  private <T> T part(int part, Function<String, T> reader) {
    try {
      return reader.apply(after.get(part));
    } catch (RuntimeException e) {
      throw foreignCursor();
    }
  }

  /** An instant as a cursor's part. */
  public static String part(Instant instant) {
    return Long.toString(java.time.temporal.ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }

  /** An opaque cursor over a stable key. */
  public static String cursor(String list, String... parts) {
    StringBuilder text = new StringBuilder(list);
    for (String part : parts) {
      text.append('\n').append(part.replace("\\", "\\\\").replace("\n", "\\n"));
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> decode(String cursor, String list, int parts) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      List<String> all = List.of(text.split("\n", -1));
      if (all.size() == parts + 1 && all.get(0).equals(list)) {
        return all.subList(1, all.size()).stream().map(Paging::unescaped).toList();
      }
    } catch (IllegalArgumentException e) {
      // not Base64: as foreign as any other
    }
    throw foreignCursor();
  }

  /** A line break within a part is written as two characters, since it parts the parts. */
  private static String unescaped(String part) {
    StringBuilder text = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '\\' && i + 1 < part.length()) {
        i++;
        c = part.charAt(i) == 'n' ? '\n' : part.charAt(i);
      }
      text.append(c);
    }
    return text.toString();
  }

  private static ApiException foreignCursor() {
    return ApiException.invalid(
        "after", "after is not a cursor of this list. Take it from pageInfo.endCursor.");
  }

  /**
   * Makes a connection of up to {@link #limit()} rows.
   *
   * @param edge makes an edge of a row and its cursor
   * @param key the parts of a row's cursor
   * @param connection makes the connection of its edges and page info
   */
  public <R, E, C> C slice(
      String list,
      List<R> rows,
      Function<R, String[]> key,
      BiFunction<R, String, E> edge,
      BiFunction<List<E>, PageInfo, C> connection) {
    List<R> page = rows.size() > first ? rows.subList(0, first) : rows;
    List<E> edges = new ArrayList<>(page.size());
    String start = null;
    String end = null;
    for (R row : page) {
      end = cursor(list, key.apply(row));
      start = start == null ? end : start;
      edges.add(edge.apply(row, end));
    }
    return connection.apply(edges, new PageInfo(rows.size() > first, continues(), start, end));
  }
}
