package io.tributary.loyalty.coupon;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Gives coupons to many members at once, as other rooms of loyalty have decided, and takes back.
 */
@ApplicationScoped
public class CouponGifts {
  private final CouponStore coupons;
  private final CodeStore codes;
  private final Tx tx;
  private final Clock clock;
  private final Random random = new SecureRandom();

  CouponGifts(CouponStore coupons, CodeStore codes, Tx tx, Clock clock) {
    this.coupons = coupons;
    this.codes = codes;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * A coupon for a member.
   *
   * @param customer who can use it, and who is one person with them
   * @param coupon which
   */
  public record Gift(UUID customer, UUID coupon) {}

  /** Which of some coupons are not a programme's. */
  public Uni<List<UUID>> missing(UUID programme, List<UUID> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : tx.read(connection -> coupons.ofProgramme(connection, programme, ids))
            .map(known -> ids.stream().filter(id -> !known.contains(id)).toList());
  }

  /** Gives each a new code of their own; what finds it again, in the order of the gifts. */
  public Uni<List<UUID>> give(SqlConnection connection, List<Gift> gifts) {
    List<CouponCode> made = new ArrayList<>();
    for (Gift gift : gifts) {
      String text = CodeText.next(random);
      made.add(
          new CouponCode(
              CodeText.hash(text),
              gift.coupon(),
              gift.customer(),
              text,
              false,
              false,
              FactKeys.utc(clock.instant().truncatedTo(ChronoUnit.MICROS))));
    }
    return codes
        .addGiven(connection, made)
        .replaceWith(made.stream().map(CouponCode::hash).toList());
  }

  /** Takes codes back that nobody has used; answers those that were used, and stay. */
  public Uni<Set<UUID>> takeBack(SqlConnection connection, Collection<UUID> given) {
    return given.isEmpty()
        ? Uni.createFrom().item(new HashSet<>())
        : codes.removeUnused(connection, given).chain(() -> codes.there(connection, given));
  }
}
