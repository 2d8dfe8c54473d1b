package io.tributary.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A bench's command line: {@code --name value} pairs and plain arguments. */
final class Options {
  private final Map<String, String> named = new HashMap<>();
  private final List<String> plain = new ArrayList<>();

  Options(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith("--") && i + 1 < arguments.length) {
        named.put(arguments[i].substring(2), arguments[++i]);
      } else {
        plain.add(arguments[i]);
      }
    }
  }

  /** A number by name. */
  int number(String name, int usual) {
    return Integer.parseInt(named.getOrDefault(name, Integer.toString(usual)));
  }

  /** A text by name. */
  String text(String name, String usual) {
    return named.getOrDefault(name, usual);
  }

  /** Numbers by name, separated by commas. */
  List<Integer> numbers(String name, String usual) {
    return Stream.of(named.getOrDefault(name, usual).split(",")).map(Integer::valueOf).toList();
  }

  /** The first plain argument; null when there is none. */
  String first() {
    return plain.isEmpty() ? null : plain.get(0);
  }
}
