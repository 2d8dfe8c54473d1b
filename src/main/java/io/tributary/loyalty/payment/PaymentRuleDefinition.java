package io.tributary.loyalty.payment;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.UUID;

/** What a currency is worth as money, as staff edit it. */
@Entity
@Table(name = "points_payment_rule")
class PaymentRuleDefinition extends PanacheEntityBase {
  @Id
  @Column(name = "currency_id")
  UUID currencyId;

  @Column(name = "points")
  long points;

  @Column(name = "worth_minor")
  long worthMinor;

  @Column(name = "minimum_points")
  long minimum;

  @Column(name = "maximum_points")
  Long maximum;

  @Column(name = "maximum_share")
  int share;

  @Version
  @Column(name = "version")
  int version;
}
