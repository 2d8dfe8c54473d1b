package io.tributary.graphql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class PagingTest {
  @Property(tries = 300)
  void a_cursor_gives_back_its_parts_whatever_is_in_them(
      @ForAll
          @StringLength(max = 8)
          @Chars({'\n', '\\', 'n', '\r'})
          @CharRange(from = 'a', to = 'c')
          String one,
      @ForAll
          @StringLength(max = 8)
          @Chars({'\n', '\\', 'n', '\r'})
          @CharRange(from = 'a', to = 'c')
          String other) {
    assertEquals(
        List.of(one, other),
        Paging.of(null, Paging.cursor("things", one, other), "things", 2).after());
  }

  @Example
  void a_cursor_of_another_list_is_refused() {
    String cursor = Paging.cursor("things", "a\nb");
    assertThrows(ApiException.class, () -> Paging.of(null, cursor, "things", 2));
    assertThrows(ApiException.class, () -> Paging.of(null, cursor, "others", 1));
  }
}
