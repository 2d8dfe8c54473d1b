package io.tributary.platform.demo;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A made-up retailer with a web shop, tills in six cities and a WeChat account, over the two years
 * before a day. The same seed, size and day give the same bytes; what its systems send is made
 * person by person, so that a large shop takes no more memory than its people.
 */
final class DemoShop {
  /** What everything costs in. */
  static final String CURRENCY = "CNY";

  private final List<Person> people;
  private final Shopping shopping;
  private final long seed;

  DemoShop(long seed, int size, Instant asOf) {
    this(seed, size, asOf, Set.of());
  }

  DemoShop(long seed, int size, Instant asOf, Set<Mishap> mishaps) {
    this.seed = seed;
    this.people = Mishaps.befall(People.of(seed, size), mishaps, seed);
    this.shopping = new Shopping(seed, asOf);
  }

  /** The people, by number. */
  List<Person> people() {
    return people;
  }

  /** What they buy. */
  Shopping shopping() {
    return shopping;
  }

  /** The tills' exports. */
  TillFiles tills() {
    return new TillFiles(people, shopping);
  }

  /** The web shop's tracking. */
  WebTraffic web() {
    return new WebTraffic(seed, people, shopping);
  }

  /** The WeChat account's tracking. */
  WeChatTraffic weChat() {
    return new WeChatTraffic(seed, people, shopping);
  }

  /** Who is who. */
  Truth truth() {
    return new Truth(people);
  }
}
