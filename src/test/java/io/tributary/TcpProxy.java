package io.tributary;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network that breaks when it is told to: it stands before a server on this machine and passes on
 * what either side sends, or holds it, or cuts.
 */
public final class TcpProxy implements Closeable {
  private final int to;
  private final int port;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private boolean isSilent;
  private volatile ServerSocket door;

  /** Both ends of one connection. */
  private record Link(Socket near, Socket far) {
    void cut() {
      reset(near);
      reset(far);
    }

    /** With nothing left to linger for, the other side sees a reset and no orderly end. */
    private static void reset(Socket socket) {
      try (socket) {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        // it was closed already
      }
    }
  }

  /** Opens a port of its own before a server's. */
  public TcpProxy(int to) {
    this.to = to;
    this.door = open(0);
    this.port = door.getLocalPort();
  }

  /** Where to connect. */
  public int port() {
    return port;
  }

  /** Holds what either side sends, and whoever comes, without closing anything. */
  public void fallSilent() {
    synchronized (gate) {
      isSilent = true;
    }
  }

  /** Passes on what was held and what follows. */
  public void speakAgain() {
    synchronized (gate) {
      isSilent = false;
      gate.notifyAll();
    }
  }

  /** Resets every connection there is; new ones are let through. */
  public void reset() {
    links.forEach(Link::cut);
    links.clear();
  }

  /** Lets nobody in any more, and resets who is in. */
  public void refuse() {
    close(door);
    reset();
  }

  /** Lets in again. */
  public void admit() {
    if (door.isClosed()) {
      door = open(port);
    }
  }

  private ServerSocket open(int wanted) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), wanted));
      start(() -> accept(socket));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket near = from.accept();
        start(() -> connect(from, near));
      } catch (IOException e) {
        close(from);
      }
    }
  }

  private void connect(ServerSocket from, Socket near) {
    awaitVoice();
    try {
      Link link = new Link(near, new Socket("localhost", to));
      link.near().setTcpNoDelay(true);
      link.far().setTcpNoDelay(true);
      links.add(link);
      if (from.isClosed()) {
        // taken before the door closed: whoever closed it may not have seen it among the links
        link.cut();
      }
      start(() -> pump(link, link.near(), link.far()));
      start(() -> pump(link, link.far(), link.near()));
    } catch (IOException e) {
      close(near);
    }
  }

  private void pump(Link link, Socket from, Socket to) {
    byte[] part = new byte[16 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        awaitVoice();
        out.write(part, 0, length);
      }
    } catch (IOException e) {
      // the other direction ends with it
    } finally {
      links.remove(link);
    }
  }

  private void awaitVoice() {
    synchronized (gate) {
      while (isSilent) {
        try {
          gate.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Closeable closeable) {
    try (closeable) {
      // the resource is all there is to do
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    speakAgain();
    refuse();
  }
}
