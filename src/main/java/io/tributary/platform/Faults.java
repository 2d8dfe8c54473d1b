package io.tributary.platform;

import io.vertx.pgclient.PgException;
import java.util.regex.Pattern;

/**
 * What may be said of a fault: what kind it was and where, and none of the values that it quotes.
 * PostgreSQL names the row that it refuses, a parser the text that it cannot read.
 */
public final class Faults {
  private static final int MOST_CAUSES = 10;

  /** Tokens and keys, wherever they stand. */
  private static final Pattern SECRET =
      Pattern.compile(
          "eyJ[\\w-]{8,}(?:\\.[\\w-]*)*|\\bwk_[\\w-]{8,}|(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{8,}");

  private static final Pattern EMAIL =
      Pattern.compile("[^\\s\"'<>(),:;]+@[^\\s\"'<>(),:;]+\\.\\p{L}{2,}");

  /** Text in quotes, and runs of digits that may be a phone number. */
  private static final Pattern QUOTED =
      Pattern.compile("\"[^\"]*\"|'[^']*'|`[^`]*`|(?<![\\w-])\\+?\\d[\\d -]{5,}\\d(?![\\w-])");

  private Faults() {}

  /**
   * The kind of a fault in a word or two: its class, of the database's the state and constraint.
   */
  public static String kind(Throwable fault) {
    if (fault instanceof PgException refused) {
      StringBuilder kind = new StringBuilder("PgException ").append(refused.getSqlState());
      for (String where :
          new String[] {refused.getTable(), refused.getColumn(), refused.getConstraint()}) {
        if (where != null) {
          kind.append(' ').append(where);
        }
      }
      return kind.toString();
    }
    return fault.getClass().getSimpleName();
  }

  /** A line of the log: no secret, no e-mail, and nothing that would begin another line. */
  public static String line(String text) {
    return withoutBreaks(
        EMAIL.matcher(SECRET.matcher(text).replaceAll("(secret)")).replaceAll("(e-mail)"));
  }

  private static String withoutBreaks(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append('\t');
                default -> {
                  if (Character.isISOControl(c)) {
                    escaped.append("\\u%04x".formatted(c));
                  } else {
                    escaped.append((char) c);
                  }
                }
              }
            });
    return escaped.toString();
  }

  /** A fault as it is logged: the same kinds and places, with messages that quote nothing. */
  static Throwable quiet(Throwable fault) {
    return fault instanceof Quiet ? fault : quiet(fault, 0);
  }

  private static Throwable quiet(Throwable fault, int depth) {
    Throwable cause = fault.getCause();
    Quiet quiet =
        new Quiet(
            said(fault), cause == null || depth >= MOST_CAUSES ? null : quiet(cause, depth + 1));
    quiet.setStackTrace(fault.getStackTrace());
    return quiet;
  }

  private static String said(Throwable fault) {
    String name = fault.getClass().getName();
    if (fault instanceof PgException) {
      return PgException.class.getPackageName() + "." + kind(fault);
    }
    String message = fault.getMessage();
    return message == null
        ? name
        : name + ": " + QUOTED.matcher(line(message)).replaceAll("(value)");
  }

  private static final class Quiet extends Throwable {
    private final String said;

    private Quiet(String said, Throwable cause) {
      super(said, cause);
      this.said = said;
    }

    @Override
    public String toString() {
      return said;
    }
  }
}
