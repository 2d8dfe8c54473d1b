package io.tributary.identity.review;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Customer;
import io.tributary.identity.CustomerFigures;
import io.tributary.identity.Customers;
import io.tributary.identity.MergeOutlook;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the answer SAME would change, in as many statements for a page as for one review. */
@ApplicationScoped
class Consequences {
  private final Tx tx;
  private final Customers customers;
  private final MergeOutlook outlook;

  Consequences(Tx tx, Customers customers, MergeOutlook outlook) {
    this.tx = tx;
    this.customers = customers;
    this.outlook = outlook;
  }

  /** The figures of the two customers of each review, as they stand now, and of both as one. */
  Uni<List<List<ReviewedFigure>>> of(List<MatchReview> reviews) {
    Set<UUID> ends = new HashSet<>();
    reviews.forEach(review -> ends.addAll(List.of(review.customerId(), review.otherId())));
    return customers
        .byIds(ends)
        .chain(
            standing ->
                tx.read(connection -> outlook.figures(connection, groups(reviews, standing)))
                    .map(
                        figures ->
                            reviews.stream()
                                .map(review -> of(review, standing, figures))
                                .toList()));
  }

  private static CustomerFigures.Groups groups(
      List<MatchReview> reviews, Map<UUID, Customer> standing) {
    Map<UUID, Set<UUID>> groups = new HashMap<>();
    standing.values().forEach(one -> groups.put(one.current(), Set.of(one.current())));
    for (MatchReview review : reviews) {
      UUID one = standing.get(review.customerId()).current();
      UUID other = standing.get(review.otherId()).current();
      groups.put(review.uuid(), one.equals(other) ? Set.of(one) : Set.of(one, other));
    }
    return CustomerFigures.Groups.of(groups);
  }

  private static List<ReviewedFigure> of(
      MatchReview review, Map<UUID, Customer> standing, Map<UUID, Map<String, String>> figures) {
    Map<String, String> one = of(figures, standing.get(review.customerId()).current());
    Map<String, String> other = of(figures, standing.get(review.otherId()).current());
    Map<String, String> together = of(figures, review.uuid());
    return MergeOutlook.names(List.of(one, other, together)).stream()
        .map(name -> new ReviewedFigure(name, one.get(name), other.get(name), together.get(name)))
        .toList();
  }

  private static Map<String, String> of(Map<UUID, Map<String, String>> figures, UUID group) {
    return figures.getOrDefault(group, Map.of());
  }
}
