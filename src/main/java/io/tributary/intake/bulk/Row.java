package io.tributary.intake.bulk;

import io.tributary.activity.EventFact;
import io.tributary.commerce.LineFact;
import io.tributary.commerce.OrderFact;
import io.tributary.commerce.ProductRow;
import io.tributary.commerce.ReturnFact;
import io.tributary.commerce.StoreRow;
import io.tributary.commerce.cost.ChannelCost;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.relation.RelationFact;
import io.tributary.intake.ReferralCodeUse;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a row says, read and checked. The facts have no profile yet: identity says whose they are.
 */
sealed interface Row {
  /** Whom the row is about; null when it names nobody. */
  default ProfileFact person() {
    return null;
  }

  /** The times of the facts, whose months need partitions. */
  default List<Instant> instants() {
    return List.of();
  }

  /** A person. */
  record Person(ProfileFact person) implements Row {
    @Override
    public List<Instant> instants() {
      return person.attributes().containsKey(ReferralCodeUse.ATTRIBUTE)
          ? List.of(person.occurredAt())
          : List.of();
    }
  }

  /** A sale; refund is set when it was given back in full. */
  record Sale(ProfileFact person, OrderFact order, ReturnFact refund) implements Row {
    @Override
    public List<Instant> instants() {
      return List.of(order.orderedAt());
    }
  }

  /** A line of a sale. */
  record SaleLine(ProfileFact person, LineFact line) implements Row {
    @Override
    public List<Instant> instants() {
      return Stream.ofNullable(line.orderedAt()).toList();
    }
  }

  /** Money given back. */
  record GivenBack(ReturnFact fact) implements Row {
    @Override
    public List<Instant> instants() {
      return List.of(fact.returnedAt());
    }
  }

  /** Something a person did. */
  record Deed(ProfileFact person, EventFact event) implements Row {
    @Override
    public List<Instant> instants() {
      return List.of(event.occurredAt());
    }
  }

  /** A member of staff or a group that somebody is or was with. */
  record Tie(ProfileFact person, RelationFact relation) implements Row {}

  /** Something that is sold. */
  record Article(ProductRow product) implements Row {}

  /** A place of sale. */
  record Place(StoreRow store) implements Row {}

  /** What a channel cost on a day. */
  record Cost(ChannelCost cost) implements Row {}
}
