package io.tributary.identity.review;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.identity.MergeApi;
import io.tributary.identity.Merges;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Vetoes over GraphQL. */
@GraphQLApi
public class VetoApi {
  private final Merges merges;
  private final Customers customers;
  private final Tx tx;
  private final SecurityIdentity caller;

  VetoApi(Merges merges, Customers customers, Tx tx, SecurityIdentity caller) {
    this.merges = merges;
    this.customers = customers;
    this.tx = tx;
    this.caller = caller;
  }

  /**
   * A veto to lift.
   *
   * @param customer one of the two
   * @param other the other
   * @param reason for the record
   */
  @Input("LiftVetoInput")
  @Description("A veto to lift.")
  public record LiftVetoInput(
      @Id @NonNull @Description("One of the two.") String customer,
      @Id @NonNull @Description("The other.") String other,
      @NonNull @Description("For the record, up to 500 characters.") String reason) {}

  /**
   * A veto that was lifted.
   *
   * @param customer the one as it stands now
   * @param merged whether the evidence that waited made them one
   */
  @Description("A veto that was lifted.")
  public record LiftVetoPayload(
      @NonNull @Description("The customer as it stands now.") Customer customer,
      @Description("Whether the evidence that waited made the two one.") boolean merged) {}

  /** Lifts a veto. NOT_FOUND where there is none, INVALID_INPUT for a long reason. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Lifts what keeps rules from merging two customers. The evidence that waited is looked at at once, and merges"
          + " them unless another guard holds.")
  public Uni<LiftVetoPayload> liftVeto(@NonNull @Description("Between whom.") LiftVetoInput input) {
    UUID one = customer(input.customer());
    String reason = MergeApi.reason(input.reason());
    return merges
        .liftVeto(one, customer(input.other()), caller.getPrincipal().getName(), reason)
        .chain(
            merged ->
                customers.byId(one).map(found -> new LiftVetoPayload(found, !merged.isEmpty())));
  }

  /** The vetoes of a page of customers, in one statement. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @NonNull
  @Description("Whom no rule may merge with this customer, lifted ones too; the newest hundred.")
  public Uni<List<@NonNull List<@NonNull CustomerVeto>>> vetoes(@Source List<Customer> page) {
    return tx.read(
            connection ->
                VetoStore.ofCustomers(
                    connection, page.stream().map(Customer::current).distinct().toList()))
        .map(found -> page.stream().map(c -> found.getOrDefault(c.current(), List.of())).toList());
  }

  /** The other customers of a page of vetoes, in one statement. */
  @NonNull
  @Description("The other customer.")
  public Uni<List<Customer>> other(@Source List<CustomerVeto> vetoes) {
    return customers
        .byIds(vetoes.stream().map(CustomerVeto::otherId).distinct().toList())
        .map(found -> vetoes.stream().map(veto -> found.get(veto.otherId())).toList());
  }

  private static UUID customer(String id) {
    return TypeId.CUSTOMER.decode(id).orElseThrow(() -> ApiException.notFound("customer", id));
  }
}
