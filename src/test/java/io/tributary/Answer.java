package io.tributary;

import io.restassured.internal.path.json.ConfigurableJsonSlurper;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer in JSON. A path of plain names and places ({@code a.b[0].c}) is walked: {@link
 * JsonPath} makes a script of each path and compiles it, which was a quarter of what the tests
 * cost. All other paths are left to it, and so are those that lead through something that is not
 * there.
 */
public final class Answer extends JsonPath {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_]\\w*(\\[\\d+])*(\\.[A-Za-z_]\\w*(\\[\\d+])*)*");
  private static final Pattern STEP = Pattern.compile("([A-Za-z_]\\w*)|\\[(\\d+)]");
  private static final Object ELSEWHERE = new Object();

  private final Object tree;
  private String root = "";

  /** The answer of a text. */
  public Answer(String json) {
    super(json);
    tree = new ConfigurableJsonSlurper(NumberReturnType.FLOAT_AND_DOUBLE).parseText(json);
  }

  /** The answer that a response carries. */
  public static Answer of(Response response) {
    return new Answer(response.asString());
  }

  @Override
  public JsonPath setRootPath(String path) {
    root = path;
    return super.setRootPath(path);
  }

  @Override
  public <T> T get(String path) {
    String whole = root.isEmpty() || path.isEmpty() ? root + path : root + "." + path;
    if (PLAIN.matcher(whole).matches()) {
      Object found = walk(whole);
      if (found != ELSEWHERE) {
        @SuppressWarnings("unchecked")
        T value = (T) found;
        return value;
      }
    }
    return super.get(path);
  }

  private Object walk(String path) {
    Object at = tree;
    Matcher steps = STEP.matcher(path);
    while (steps.find() && at != ELSEWHERE) {
      at = steps.group(1) != null ? named(at, steps.group(1)) : at(at, steps.group(2));
    }
    return at;
  }

  /** A name of a list stands for that name of each of its elements. */
  private static Object named(Object value, String name) {
    if (value instanceof Map<?, ?> object) {
      return object.get(name);
    }
    if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      List<Object> all = new ArrayList<>(list.size());
      list.forEach(element -> all.add(((Map<?, ?>) element).get(name)));
      return all;
    }
    return ELSEWHERE;
  }

  private static Object at(Object value, String place) {
    int index = Integer.parseInt(place);
    return value instanceof List<?> list && index < list.size() ? list.get(index) : ELSEWHERE;
  }
}
