package io.tributary.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BodyStagesTest {
  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static byte[] through(ByteStage stage, byte[] bytes, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] cuts = random.ints(random.nextInt(9), 0, bytes.length + 1).sorted().toArray();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i == cuts.length ? bytes.length : cuts[i];
      stage.feed(Arrays.copyOfRange(bytes, from, to));
      for (byte[] piece = stage.next(); piece != null; piece = stage.next()) {
        assertTrue(piece.length <= ByteStage.PIECE);
        out.writeBytes(piece);
      }
      from = to;
    }
    stage.end();
    return out.toByteArray();
  }

  @Property(tries = 200)
  void what_was_packed_is_unpacked_in_any_pieces(
      @ForAll @Size(max = 500) byte[] content, @ForAll Random random) {
    assertArrayEquals(content, through(new Gunzip(), gzip(content), random));
  }

  @Test
  void several_members_and_a_large_one_are_unpacked() {
    byte[] large = new byte[5 << 20];
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(gzip(large));
    both.writeBytes(gzip("end".getBytes(StandardCharsets.UTF_8)));
    byte[] unpacked = through(new Gunzip(), both.toByteArray(), new Random(1));
    assertEquals(large.length + 3, unpacked.length);
    assertEquals('d', unpacked[unpacked.length - 1]);
  }

  @Test
  void a_gzip_body_that_is_cut_damaged_or_none_is_refused() {
    byte[] whole = gzip("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    byte[] damaged = whole.clone();
    damaged[whole.length - 6]++;
    for (byte[] body :
        new byte[][] {
          Arrays.copyOf(whole, whole.length - 1), damaged, {'a', ',', 'b', 1, 2, 3, 4, 5, 6, 7}, {}
        }) {
      HttpRefusal refusal =
          assertThrows(HttpRefusal.class, () -> through(new Gunzip(), body, new Random(1)));
      assertEquals(400, refusal.status());
    }
  }

  private static byte[] parts(byte[] file, boolean optionsFirst) {
    String options =
        "--xYz\r\nContent-Disposition: form-data; name=\"options\"\r\n"
            + "Content-Type: application/json\r\n\r\n{\"dryRun\":true}\r\n";
    String head =
        "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".csv\"\r\n"
            + "Content-Type: Text/CSV; charset=utf-8\r\n\r\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("a preamble\r\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes((optionsFirst ? options : "").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(file);
    out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes((optionsFirst ? "" : options).getBytes(StandardCharsets.UTF_8));
    out.writeBytes("--xYz--\r\nan epilogue".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  @Property(tries = 200)
  void a_file_part_passes_through_whole_and_the_options_are_kept(
      @ForAll @Size(max = 500) byte[] file, @ForAll boolean first, @ForAll Random random) {
    MultipartSplitter splitter = new MultipartSplitter("multipart/form-data; boundary=\"xYz\"");
    assertArrayEquals(file, through(splitter, parts(file, first), random));
    assertEquals("{\"dryRun\":true}", splitter.options());
    assertEquals("a \"b\".csv", splitter.fileName());
    assertEquals("text/csv", splitter.fileType());
  }

  @Test
  void what_looks_almost_like_a_boundary_is_content() {
    byte[] file = "\r\n--xY\r\n\r\n--\r\n-\r\n\r\n--x".getBytes(StandardCharsets.UTF_8);
    for (int seed = 0; seed < 50; seed++) {
      MultipartSplitter splitter = new MultipartSplitter("multipart/form-data; boundary=xYz");
      assertArrayEquals(file, through(splitter, parts(file, true), new Random(seed)));
    }
  }

  @Test
  void a_multipart_body_that_is_cut_or_has_no_file_or_two_is_refused() {
    byte[] whole = parts(new byte[] {1, 2, 3}, true);
    String two =
        new String(whole, StandardCharsets.ISO_8859_1)
            .replace(
                "--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=\"b\"; filename=\"b\"\r\n\r\n\r\n--xYz--");
    String none = "--xYz\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n{}\r\n--xYz--";
    String strange = "--xYz\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n{}\r\n--xYz--";
    for (byte[] body :
        new byte[][] {
          Arrays.copyOf(whole, whole.length - 40),
          two.getBytes(StandardCharsets.ISO_8859_1),
          none.getBytes(StandardCharsets.ISO_8859_1),
          strange.getBytes(StandardCharsets.ISO_8859_1)
        }) {
      MultipartSplitter splitter = new MultipartSplitter("multipart/form-data; boundary=xYz");
      assertThrows(HttpRefusal.class, () -> through(splitter, body, new Random(2)));
    }
    assertThrows(HttpRefusal.class, () -> new MultipartSplitter("multipart/form-data"));
  }
}
