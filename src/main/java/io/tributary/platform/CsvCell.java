package io.tributary.platform;

import java.util.regex.Pattern;

/**
 * A text as a cell that a spreadsheet shows and does not run: what a customer or a campaign is
 * called is written by strangers, and a cell that begins like a formula is one (OWASP, "CSV
 * injection"). A number stays what it is.
 */
public final class CsvCell {
  private static final Pattern NUMBER = Pattern.compile("-?\\d++(\\.\\d++)?(e[+-]?\\d{1,4})?");
  private static final String STARTS = "=+-@\t\r\n|%";

  private CsvCell() {}

  /** The cell; null is an empty one. Quoting is left to whoever writes the file. */
  public static String of(String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String shown = text.stripLeading();
    char first = shown.isEmpty() ? text.charAt(0) : shown.charAt(0);
    boolean isFormula = STARTS.indexOf(first) >= 0 || STARTS.indexOf(text.charAt(0)) >= 0;
    return isFormula && !NUMBER.matcher(text).matches() ? "'" + text : text;
  }
}
