package io.tributary.privacy.reveal;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;

/** Reveals a customer's values over GraphQL. */
@GraphQLApi
public class RevealApi {
  /** Too few digits in a row for a phone number, and nothing of an address of e-mail. */
  private static final Pattern CASE = Pattern.compile("(?!.*\\d{9})[A-Za-z][A-Za-z0-9-]{0,39}");

  private final Customers customers;
  private final Tx tx;

  RevealApi(Customers customers, Tx tx) {
    this.customers = customers;
    this.tx = tx;
  }

  /**
   * Whose values to show, and why.
   *
   * @param customer whose
   * @param reason why
   * @param caseNumber of the ticket that asks for it
   */
  @Input("RevealCustomerInput")
  @Description("Whose values to show, and why. Reason and number go on record.")
  public record RevealCustomerInput(
      @Id @NonNull @Description("Whose.") String customer,
      @NonNull @Description("Why.") RevealReason reason,
      @NonNull
          @Description(
              "The number of the ticket or case: a letter, then up to 39 letters, digits and hyphens, no nine digits in"
                  + " a row. Nothing about the person.")
          String caseNumber) {}

  /**
   * A value as it is kept.
   *
   * @param name the kind of identifier, or the attribute
   * @param scope the namespace within the kind; of an id at a source the source's name; or empty
   * @param value unmasked
   */
  @Description("A value as it is kept.")
  public record RevealedValue(
      @NonNull
          @Description("The kind of identifier, such as PHONE, or the attribute, such as address.")
          String name,
      @NonNull
          @Description(
              "The namespace within the kind; of an id at a source the source's name; empty where there is only one.")
          String scope,
      @NonNull @Description("The value, unmasked.") String value) {}

  /**
   * What was revealed.
   *
   * @param customer whose; their values are as masked as before
   * @param values unmasked
   */
  @Description("What was revealed.")
  public record RevealCustomerPayload(
      @NonNull @Description("Whose. Fields reached from here are as masked as before.")
          Customer customer,
      @NonNull @Description("Ids at sources, identifiers and attributes, unmasked.")
          List<@NonNull RevealedValue> values) {}

  /** Shows one customer's values. NOT_FOUND, GONE, INVALID_INPUT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @NonNull
  @Description(
      "Shows one customer's identifiers and attributes unmasked. Who asked, when and why is on record before they are"
          + " shown.")
  public Uni<RevealCustomerPayload> revealCustomer(
      @NonNull @Description("Whose, and why.") RevealCustomerInput input) {
    if (!CASE.matcher(input.caseNumber()).matches()) {
      throw ApiException.invalid(
          "input.caseNumber",
          "Give the case's number: a letter, then up to 39 letters, digits and hyphens, no nine digits in a row.");
    }
    return TypeId.CUSTOMER
        .decode(input.customer())
        .map(customers::byId)
        .orElse(Uni.createFrom().nullItem())
        .onItem()
        .ifNull()
        .failWith(() -> ApiException.notFound("customer", input.customer()))
        .chain(
            customer ->
                tx.read(connection -> RevealStore.values(connection, customer.current()))
                    .map(values -> new RevealCustomerPayload(customer, values)));
  }
}
