package io.tributary.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.spi.ConnectionFactory;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Knows whether the database answers, by asking it regularly over a connection of its own. While it
 * does not, whoever wants a connection hears so at once instead of queueing, and what was under way
 * on a silent one fails; the first answer ends that. So nothing waits longer than the silence that
 * is allowed, and nothing has to be started again afterwards.
 */
@Singleton
public class DatabaseCircuit {
  private static final Logger LOG = Logger.getLogger(DatabaseCircuit.class);

  /** Answered by the server without touching a table. */
  private static final String BEAT = "SHOW server_version_num";

  /**
   * PostgreSQL's SSLRequest: length 8, code 80877103. Any server answers it with one byte, before
   * it knows who asks.
   */
  private static final Buffer IS_THERE_TLS = Buffer.buffer().appendInt(8).appendInt(80_877_103);

  /** How often it is asked while it is gone, and how many of these beats a question may take. */
  private static final Duration WHILE_GONE = Duration.ofMillis(250);

  private static final int PATIENCE_WHILE_GONE = 4;

  private final Duration every;
  private final Duration silence;
  private final Counter outages;
  private final Set<SocketConnectionBase> alive = ConcurrentHashMap.newKeySet();
  private final Set<Promise<SqlConnection>> coming = ConcurrentHashMap.newKeySet();
  private volatile Pulse pulse = Pulse.WELL;

  // of the beat's own context
  private Context context;
  private List<PgConnectOptions> servers;
  private ConnectionFactory connections;
  private NetClient network;
  private NetSocket door;
  private SqlConnection line;
  private long asked;
  private long unanswered;
  private int waited;
  private boolean hasStopped;

  DatabaseCircuit(
      MeterRegistry meters,
      @ConfigProperty(name = "tributary.database.heartbeat", defaultValue = "1s") Duration every,
      @ConfigProperty(name = "tributary.database.silence", defaultValue = "5s") Duration silence) {
    this.every = every;
    this.silence = silence;
    this.outages = meters.counter("tributary.database.outages");
    Gauge.builder("tributary.database.up", this, circuit -> circuit.isOpen() ? 0 : 1)
        .description("1 while the database answers, 0 while what needs it is refused")
        .register(meters);
    Gauge.builder("tributary.database.connections", alive, Set::size)
        .description("Connections of the pool that are open")
        .register(meters);
  }

  /** Whether the database is gone: what needs it is better refused now than tried. */
  public boolean isOpen() {
    return pulse.isGone();
  }

  /** Begins to ask; without effect when it is set never to. */
  void watch(Vertx vertx, List<PgConnectOptions> servers, ConnectionFactory factory) {
    this.servers = servers;
    connections = factory;
    network =
        vertx.createNetClient(new NetClientOptions().setConnectTimeout((int) silence.toMillis()));
    if (!every.isZero()) {
      context = ((VertxInternal) vertx).createEventLoopContext();
      context.runOnContext(start -> next());
    }
  }

  /** The process stops: what is still under way ends by the limits of the stop. */
  void stop(@Observes ShutdownEvent stop) {
    if (context != null) {
      context.runOnContext(
          now -> {
            hasStopped = true;
            hangUp();
          });
    }
  }

  /**
   * A connection for the pool: refused while the database is gone, given up when it does not come
   * within the silence that is allowed, and cut when the database goes.
   */
  Future<SqlConnection> connect(Context forWhom) {
    if (isOpen()) {
      return Future.failedFuture(new Outage("the database does not answer"));
    }
    Promise<SqlConnection> promise = ((ContextInternal) forWhom).promise();
    coming.add(promise);
    long timer =
        forWhom
            .owner()
            .setTimer(
                silence.toMillis(),
                late -> promise.tryFail(new Outage("the database lets nobody in")));
    connections
        .connect(forWhom)
        .onComplete(
            result -> {
              forWhom.owner().cancelTimer(timer);
              if (result.failed()) {
                promise.tryFail(result.cause());
              } else {
                keep(socket(result.result()));
                if (!promise.tryComplete(result.result())) {
                  result.result().close();
                }
              }
              coming.remove(promise);
            });
    return promise.future();
  }

  private void keep(SocketConnectionBase connection) {
    alive.add(connection);
    Channel channel = connection.socket().channelHandlerContext().channel();
    channel.closeFuture().addListener(closed -> alive.remove(connection));
  }

  private static SocketConnectionBase socket(SqlConnection connection) {
    return (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap();
  }

  /** At once: a close in good order would wait for the other side to agree, and it says nothing. */
  private static void cut(SocketConnectionBase connection) {
    Channel channel = connection.socket().channelHandlerContext().channel();
    channel.eventLoop().execute(() -> channel.unsafe().close(channel.newPromise()));
  }

  private void next() {
    if (hasStopped) {
      return;
    }
    if (unanswered == 0) {
      ask();
    } else {
      miss();
    }
    Duration pause = pulse.isGone() ? WHILE_GONE : every;
    context.owner().setTimer(pause.toMillis(), again -> next());
  }

  private void ask() {
    long number = ++asked;
    unanswered = number;
    waited = 0;
    Future<SqlConnection> open =
        line == null
            ? knock()
                .compose(opened -> connections.connect(context))
                .onSuccess(made -> take(number, made))
            : Future.succeededFuture(line);
    open.compose(connection -> connection.query(BEAT).execute())
        .onComplete(result -> hear(number, result.cause()));
  }

  /**
   * Asks whether anybody is behind the door before going in: of a client that waits to be let in
   * nothing can be cut, and one a second would be left behind while the silence lasts.
   */
  private Future<Void> knock() {
    PgConnectOptions server = servers.get(Math.floorMod(asked, servers.size()));
    if (server.isUsingDomainSocket()) {
      return Future.succeededFuture();
    }
    return network
        .connect(server.getPort(), server.getHost())
        .compose(
            socket -> {
              door = socket;
              Promise<Void> answered = Promise.promise();
              socket.handler(answer -> answered.tryComplete());
              socket.closeHandler(
                  gone -> answered.tryFail(new Outage("the database hangs up at once")));
              socket.write(IS_THERE_TLS);
              return answered.future().onComplete(told -> socket.close());
            });
  }

  private void take(long number, SqlConnection made) {
    if (number == unanswered && !hasStopped) {
      line = made;
    } else {
      made.close();
    }
  }

  private void hear(long number, Throwable failure) {
    if (number != unanswered) {
      return;
    }
    unanswered = 0;
    boolean hadLine = line != null;
    if (failure == null) {
      turn(Pulse.WELL);
      return;
    }
    hangUp();
    if (talks(failure)) {
      turn(Pulse.WELL);
    } else if (hadLine && !pulse.isGone()) {
      // a line that was cut says nothing yet of the next one
      ask();
    } else {
      turn(pulse.refused());
    }
  }

  /** A server that refuses for a reason of its own is there; one that stops or starts is not. */
  private static boolean talks(Throwable failure) {
    return failure instanceof PgException refusal
        && refusal.getSqlState() != null
        && !refusal.getSqlState().startsWith("57P");
  }

  private void miss() {
    waited++;
    int most = (int) Math.max(1, silence.toMillis() / every.toMillis());
    if (waited >= (pulse.isGone() ? PATIENCE_WHILE_GONE : most)) {
      unanswered = 0;
      hangUp();
    }
    turn(pulse.missed(most));
  }

  private void hangUp() {
    if (line != null) {
      cut(socket(line));
      line = null;
    }
    if (door != null) {
      door.close();
      door = null;
    }
  }

  private void turn(Pulse now) {
    boolean was = pulse.isGone();
    pulse = now;
    if (now.isGone() && !was) {
      outages.increment();
      LOG.warn("the database does not answer: what needs it is refused until it does");
      coming.forEach(each -> each.tryFail(new Outage("the database does not answer")));
      alive.forEach(DatabaseCircuit::cut);
    } else if (was && !now.isGone()) {
      LOG.info("the database answers again");
    }
  }
}
