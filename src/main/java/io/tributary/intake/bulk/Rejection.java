package io.tributary.intake.bulk;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A row that was refused.
 *
 * @param line the physical line on which it begins, counted from 1, the header included
 * @param column the column at fault; null when it is the row as a whole
 * @param reason what is wrong and what to do
 * @param raw the row as it came, at most 2,000 characters
 */
@Type("ImportRejection")
@Description("A row of an import that was refused.")
public record Rejection(
    @Description("The line on which the row begins, counted from 1, the header included.") int line,
    @Description("The column at fault; null when it is the row as a whole.") String column,
    @NonNull @Description("What is wrong with it and what to do.") String reason,
    @NonNull @Description("The row as it came, at most 2,000 characters of it.") String raw) {

  private static final int SHOWN = 2_000;

  /** A rejection whose texts the database can hold. */
  static Rejection of(long line, String column, String reason, String raw) {
    return new Rejection(Math.toIntExact(line), clean(column), clean(reason), clean(raw));
  }

  private static String clean(String text) {
    if (text == null) {
      return null;
    }
    int end = Math.min(text.length(), SHOWN);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).replace('\0', '\uFFFD');
  }
}
