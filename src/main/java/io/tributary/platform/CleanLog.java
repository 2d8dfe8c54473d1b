package io.tributary.platform;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Stands before every handler of the log, for the libraries' lines as well as ours: no token, key
 * or e-mail, no line that a value began, and of faults nothing that they quote.
 */
@LoggingFilter(name = "clean")
public final class CleanLog implements Filter {
  /** Found by its annotation. */
  public CleanLog() {}

  @Override
  public boolean isLoggable(LogRecord record) {
    ExtLogRecord line = ExtLogRecord.wrap(record);
    String said = line.getFormattedMessage();
    if (said != null) {
      String clean = Faults.line(said);
      if (!clean.equals(said)) {
        line.setMessage(clean, ExtLogRecord.FormatStyle.NO_FORMAT);
      }
    }
    if (line.getThrown() != null) {
      line.setThrown(Faults.quiet(line.getThrown()));
    }
    return true;
  }
}
