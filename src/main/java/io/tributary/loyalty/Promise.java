package io.tributary.loyalty;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Something that a member is to be given for what they did, as long as that stands.
 *
 * @param stands whether it is called for
 * @param has what finds what was given; null for nothing
 * @param gift what is to be given; null for nothing
 */
public record Promise<G>(boolean stands, UUID has, G gift) {
  private boolean isDue() {
    return stands && has == null && gift != null;
  }

  /**
   * Takes back what is not called for, then gives what is.
   *
   * @param takeBack answers which of them stay where they are, as they were used
   * @param give answers what finds each, in the order of the gifts; null for none
   * @return what each has by then, in order
   */
  public static <G> Uni<List<UUID>> keep(
      List<Promise<G>> all,
      Function<List<UUID>, Uni<Set<UUID>>> takeBack,
      Function<List<G>, Uni<List<UUID>>> give) {
    List<UUID> back =
        all.stream().filter(one -> !one.stands && one.has != null).map(Promise::has).toList();
    List<G> due = all.stream().filter(Promise::isDue).map(Promise::gift).toList();
    return takeBack
        .apply(back)
        .chain(stay -> give.apply(due).map(made -> after(all, stay, made.iterator())));
  }

  private static <G> List<UUID> after(List<Promise<G>> all, Set<UUID> stay, Iterator<UUID> made) {
    List<UUID> has = new ArrayList<>();
    for (Promise<G> one : all) {
      boolean stays = one.has != null && (one.stands || stay.contains(one.has));
      has.add(one.isDue() ? made.next() : stays ? one.has : null);
    }
    return has;
  }
}
