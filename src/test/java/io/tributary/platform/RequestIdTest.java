package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f058ebd6-02f7-4d3f-942e-904344e8cde5",
        "1-67891233-abcdef012345678912345678",
        "5f2b9323cbf6d3e1a0c7a4d0a1b2c3d4",
        "req_01J8ZQ4X7GQW"
      })
  void what_a_proxy_made_is_kept(String id) {
    assertEquals(id, RequestId.of(id));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "short",
        "008613900777001139",
        "zhang.wei@mail.example",
        "f058ebd602f7\r\nFORGED",
        "f058ebd6 02f7 4d3f 942e",
        "a-very-long-one-a-very-long-one-a-very-long-one-a-very-long-one-a"
      })
  void anything_else_is_not_and_a_new_one_is_made(String id) {
    String made = RequestId.of(id);
    assertNotEquals(id, made);
    assertTrue(made.matches("[0-9a-f-]{36}"), made);
  }
}
