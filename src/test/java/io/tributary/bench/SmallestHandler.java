package io.tributary.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.bench.Recording.Statement;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.CompositeFuture;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The least that could answer: Vert.x, one connection per request with all statements on their way
 * at once, JSON put together by hand, and the answer given when the request is on record, with
 * those that came meanwhile in one statement. {@code GET /<n>} answers the n-th recorded request.
 *
 * <p>{@code GET /alone/<ranges>/<clients>/<seconds>} lets clients in this process send the
 * statements of requests one after the other, without HTTP and without JSON, and answers how many
 * requests that were: what the database and its driver can do (C0). Each client takes one of the
 * ranges {@code <first>-<size>}, divided by commas, and one request of it, by chance.
 */
public final class SmallestHandler extends AbstractVerticle {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendOffset("+HH:mm", "+00")
          .toFormatter();
  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String TIME_FORM = "\\d{4}-\\d\\d-\\d\\d \\d\\d:.*";

  private final int port;
  private final Pool pool;
  private final List<Page> pages;
  private final SmallestRecord log;

  private record Prepared(String sql, Tuple parameters) {}

  /**
   * One recorded request.
   *
   * @param record the columns of what puts it on record; empty where nothing does
   */
  private record Page(List<Prepared> reads, List<String> record) {}

  private SmallestHandler(int port, Pool pool, List<Page> pages, SmallestRecord log) {
    this.port = port;
    this.pool = pool;
    this.pages = pages;
    this.log = log;
  }

  /** Arguments: HTTP port, database port, file with the recorded requests. */
  public static void main(String... arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    List<List<Statement>> recorded =
        new ObjectMapper().readValue(Path.of(arguments[2]).toFile(), new TypeReference<>() {});
    List<Page> pages = recorded.stream().map(SmallestHandler::page).toList();
    String add =
        recorded.stream()
            .flatMap(List::stream)
            .filter(SmallestHandler::isRecord)
            .map(Statement::sql)
            .findFirst()
            .orElse(null);
    Vertx vertx = Vertx.vertx();
    PgConnectOptions database =
        new PgConnectOptions()
            .setHost("localhost")
            .setPort(Integer.parseInt(arguments[1]))
            .setDatabase("postgres")
            .setUser("postgres")
            .setPassword("postgres")
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheSqlLimit(100_000)
            .setPipeliningLimit(256);
    Pool pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(16))
            .connectingTo(database)
            .using(vertx)
            .build();
    int instances = 2 * Runtime.getRuntime().availableProcessors();
    SmallestRecord log = new SmallestRecord(pool, add);
    vertx.deployVerticle(
        () -> new SmallestHandler(port, pool, pages, log),
        new DeploymentOptions().setInstances(instances));
  }

  @Override
  public void start() {
    vertx.createHttpServer().requestHandler(this::answer).listen(port);
  }

  private void answer(HttpServerRequest request) {
    String[] path = request.path().substring(1).split("/");
    if (path[0].equals("alone")) {
      alone(path[1], Integer.parseInt(path[2]), Integer.parseInt(path[3]))
          .onSuccess(count -> request.response().end(Long.toString(count)))
          .onFailure(failure -> request.response().setStatusCode(500).end(failure.toString()));
      return;
    }
    Page page = pages.get(Integer.parseInt(request.path().substring(1)));
    pool.withConnection(connection -> all(connection, page.reads()))
        .compose(json -> page.record().isEmpty() ? done(json) : log.add(page.record()).map(json))
        .onSuccess(
            json -> request.response().putHeader("Content-Type", "application/json").end(json))
        .onFailure(failure -> request.response().setStatusCode(500).end(failure.toString()));
  }

  private Future<Long> alone(String ranges, int clients, int seconds) {
    List<int[]> all =
        Stream.of(ranges.split(","))
            .map(range -> Stream.of(range.split("-")).mapToInt(Integer::parseInt).toArray())
            .toList();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    return Future.all(
            IntStream.range(0, clients)
                .mapToObj(
                    client -> {
                      Promise<Long> done = Promise.promise();
                      again(all, new SplittableRandom(client), end, 0, done);
                      return done.future();
                    })
                .toList())
        .map(done -> done.<Long>list().stream().mapToLong(Long::longValue).sum());
  }

  private void again(
      List<int[]> ranges, SplittableRandom random, long end, long before, Promise<Long> done) {
    if (System.nanoTime() > end) {
      done.complete(before);
      return;
    }
    int[] range = ranges.get(random.nextInt(ranges.size()));
    Page page = pages.get(range[0] + random.nextInt(range[1]));
    pool.withConnection(connection -> statements(connection, page.reads()))
        .compose(rows -> page.record().isEmpty() ? done(null) : log.add(page.record()))
        .onSuccess(recorded -> again(ranges, random, end, before + 1, done))
        .onFailure(done::fail);
  }

  private static <T> Future<T> done(T value) {
    return Future.succeededFuture(value);
  }

  private static boolean isRecord(Statement statement) {
    return statement.sql().startsWith("INSERT");
  }

  private static Page page(List<Statement> statements) {
    return new Page(
        statements.stream()
            .filter(statement -> !isRecord(statement))
            .map(SmallestHandler::prepared)
            .toList(),
        statements.stream()
            .filter(SmallestHandler::isRecord)
            .map(SmallestRecord::columns)
            .findFirst()
            .orElse(List.of()));
  }

  private static Future<String> all(SqlConnection connection, List<Prepared> page) {
    return statements(connection, page).map(SmallestHandler::json);
  }

  private static CompositeFuture statements(SqlConnection connection, List<Prepared> page) {
    List<Future<RowSet<Row>>> answers = new ArrayList<>();
    for (Prepared statement : page) {
      answers.add(connection.preparedQuery(statement.sql).execute(statement.parameters));
    }
    return Future.all(answers);
  }

  private static String json(CompositeFuture done) {
    StringBuilder json = new StringBuilder(8_192).append("{\"data\":[");
    for (int i = 0; i < done.size(); i++) {
      RowSet<Row> rows = done.resultAt(i);
      json.append(i == 0 ? "[" : ",[");
      String comma = "";
      for (Row row : rows) {
        json.append(comma);
        comma = ",";
        object(json, row);
      }
      json.append(']');
    }
    return json.append("]}").toString();
  }

  private static void object(StringBuilder json, Row row) {
    json.append('{');
    for (int c = 0; c < row.size(); c++) {
      json.append(c == 0 ? "\"" : ",\"").append(row.getColumnName(c)).append("\":");
      Object value = row.getValue(c);
      if (value == null || value instanceof Number || value instanceof Boolean) {
        json.append(value);
      } else {
        quoted(json, value.toString());
      }
    }
    json.append('}');
  }

  private static void quoted(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  /** Gives the parameters, which the log shows as text, the types that the driver wants. */
  private static Prepared prepared(Statement statement) {
    Tuple tuple = Tuple.tuple();
    for (String text : statement.parameters()) {
      tuple.addValue(text == null ? null : typed(text));
    }
    return new Prepared(statement.sql(), tuple);
  }

  private static Object typed(String text) {
    if (text.startsWith("{") && text.endsWith("}")) {
      List<String> elements = elements(text.substring(1, text.length() - 1));
      String first = elements.isEmpty() ? new UUID(0, 0).toString() : elements.get(0);
      if (first.matches(UUID_FORM)) {
        return each(elements, UUID::fromString).toArray(UUID[]::new);
      }
      return first.matches(TIME_FORM)
          ? each(elements, SmallestHandler::time).toArray(OffsetDateTime[]::new)
          : elements.toArray(String[]::new);
    }
    if (text.matches(UUID_FORM)) {
      return UUID.fromString(text);
    }
    if (text.matches(TIME_FORM)) {
      return time(text);
    }
    return text.matches("-?\\d+") ? Long.valueOf(text) : text;
  }

  private static OffsetDateTime time(String text) {
    return OffsetDateTime.parse(text, TIME);
  }

  private static <T> List<T> each(List<String> texts, Function<String, T> read) {
    return texts.stream().map(read).toList();
  }

  private static List<String> elements(String inside) {
    return inside.isEmpty() ? List.of() : List.of(inside.replace("\"", "").split(","));
  }
}
