package io.tributary.privacy.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.json.JsonObject;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a person reads of their own data. */
class ExportPageTest {
  private static String page(String value) {
    return ExportPage.html(
        List.of(
            new ExportPage.Part(
                "profile_attribute", "what they said", List.of(new JsonObject().put("v", value)))));
  }

  @Property(tries = 200)
  void no_value_becomes_markup(@ForAll String value) {
    String safe = ExportPage.escaped(value);
    assertFalse(safe.matches("(?s).*[<>\"'].*"));
    assertEquals(
        value,
        safe.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&"));
  }

  @Test
  void a_name_with_a_script_is_shown_as_it_was_typed() {
    String page = page("<script>alert('hi')</script>");
    assertFalse(page.contains("<script>"));
    assertEquals(
        "&lt;script&gt;alert(&#39;hi&#39;)&lt;/script&gt;",
        page.replaceAll("(?s).*<td>(.*)</td>.*", "$1"));
  }
}
