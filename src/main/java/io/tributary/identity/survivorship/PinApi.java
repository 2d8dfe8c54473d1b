package io.tributary.identity.survivorship;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Gather;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Pins, and the values to choose from, over GraphQL. */
@GraphQLApi
public class PinApi {
  private static final String PINS = "attributePins";
  private static final String VALUES = "attributeValues";
  private static final int LONGEST_VALUE = 10_000;
  private static final int LONGEST_REASON = 500;
  private final Pins pins;
  private final Customers customers;
  private final Tx tx;
  private final Gather gather;
  private final SecurityIdentity caller;

  PinApi(Pins pins, Customers customers, Tx tx, Gather gather, SecurityIdentity caller) {
    this.pins = pins;
    this.customers = customers;
    this.tx = tx;
    this.gather = gather;
    this.caller = caller;
  }

  /**
   * A value to pin.
   *
   * @param customer whose
   * @param name the attribute
   * @param profile the profile whose value to keep
   * @param value a value of the steward's own
   * @param reason for the record
   */
  @Input("PinAttributeInput")
  @Description("A value to pin: give either profile or value.")
  public record PinAttributeInput(
      @Id @NonNull @Description("The customer.") String customer,
      @NonNull @Description("The attribute, such as first_name.") String name,
      @Id
          @Description(
              "The profile whose present value is kept; the pin goes where the profile goes.")
          String profile,
      @Description("A value of your own, 1 to 10,000 characters; the pin stays with the customer.")
          String value,
      @NonNull @Description("For the record, 1 to 500 characters.") String reason) {}

  /**
   * A pin to lift.
   *
   * @param pin which
   */
  @Input("LiftAttributePinInput")
  @Description("A pin to lift.")
  public record LiftAttributePinInput(
      @Id @NonNull @Description("The pin, from attributePins.") String pin) {}

  /**
   * A pin that was made or lifted.
   *
   * @param pin as it is now
   * @param customer whose attributes it changed
   */
  @Description("A pin that was made or lifted.")
  public record AttributePinPayload(
      @NonNull @Description("The pin as it is now.") AttributePin pin,
      @NonNull @Description("The customer as it is now.") Customer customer) {}

  /**
   * A page of pins.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of pins.")
  public record AttributePinConnection(
      @NonNull @Description("The page.") List<@NonNull AttributePinEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One pin of a page.
   *
   * @param node the pin
   * @param cursor its cursor
   */
  @Description("One pin of a page.")
  public record AttributePinEdge(
      @NonNull @Description("The pin.") AttributePin node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /**
   * A page of values.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of values.")
  public record AttributeValueConnection(
      @NonNull @Description("The page.") List<@NonNull AttributeValueEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One value of a page.
   *
   * @param node the value
   * @param cursor its cursor
   */
  @Description("One value of a page.")
  public record AttributeValueEdge(
      @NonNull @Description("The value.") AttributeValue node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /**
   * Pins a value. INVALID_INPUT; NOT_FOUND for a customer or a profile's value that is not there.
   */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Keeps a value of an attribute over every rule, until the pin is lifted; an earlier pin of the attribute ends.")
  public Uni<AttributePinPayload> pinAttribute(
      @NonNull @Description("What.") PinAttributeInput input) {
    UUID customer =
        TypeId.CUSTOMER
            .decode(input.customer())
            .orElseThrow(() -> ApiException.notFound("customer", input.customer()));
    if ((input.profile() == null) == (input.value() == null)) {
      throw ApiException.invalid("input.value", "Give either profile or value.");
    }
    UUID profile =
        input.profile() == null
            ? null
            : TypeId.PROFILE
                .decode(input.profile())
                .orElseThrow(() -> ApiException.notFound("profile", input.profile()));
    Pins.Wish wish =
        new Pins.Wish(
            customer,
            SurvivorshipPolicyInput.name("input.name", input.name()),
            profile,
            input.value() == null ? null : text("input.value", input.value(), LONGEST_VALUE),
            text("input.reason", input.reason(), LONGEST_REASON));
    return pins.pin(wish, caller.getPrincipal().getName())
        .chain(pin -> customers.byId(customer).map(whose -> new AttributePinPayload(pin, whose)));
  }

  private static String text(String field, String text, int longest) {
    String clean = text.strip();
    if (clean.isEmpty() || clean.length() > longest || clean.indexOf('\0') >= 0) {
      throw ApiException.invalid(field, "Give 1 to " + longest + " characters.");
    }
    return clean;
  }

  /** Lifts a pin. NOT_FOUND; CONFLICT when it was lifted before. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("Lifts a pin, so that the rules decide again.")
  public Uni<AttributePinPayload> liftAttributePin(
      @NonNull @Description("Which.") LiftAttributePinInput input) {
    UUID id =
        TypeId.ATTRIBUTE_PIN
            .decode(input.pin())
            .orElseThrow(() -> ApiException.notFound("pin", input.pin()));
    return pins.lift(id, caller.getPrincipal().getName())
        .chain(
            pin ->
                customers.byId(pin.customer()).map(whose -> new AttributePinPayload(pin, whose)));
  }

  /** A customer's pins, newest first. One statement for a page of customers. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @NonNull
  @Description("The values that stewards pinned, newest first; lifted ones too.")
  public Uni<AttributePinConnection> attributePins(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, PINS, 1);
    UUID before = paging.continues() ? paging.uuid(0) : null;
    return gather
        .load(
            PINS,
            paging,
            customer.current(),
            (List<UUID> ids) ->
                tx.read(
                    connection -> PinStore.ofCustomers(connection, ids, before, paging.limit())))
        .map(
            found ->
                paging.slice(
                    PINS,
                    found == null ? List.of() : found,
                    pin -> new String[] {pin.uuid().toString()},
                    AttributePinEdge::new,
                    AttributePinConnection::new));
  }

  /** What each profile says. One statement for a page of customers. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @NonNull
  @Description(
      "What each profile says of the attributes, survived or not, by attribute and profile.")
  public Uni<AttributeValueConnection> attributeValues(
      @Source Customer customer,
      @Description("Only this attribute.") String name,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, VALUES, 2);
    String afterName = paging.continues() ? paging.text(0) : null;
    UUID afterProfile = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            VALUES,
            Arrays.asList(name, paging),
            customer.current(),
            (List<UUID> ids) ->
                tx.read(
                    connection ->
                        PinStore.values(
                            connection, ids, name, afterName, afterProfile, paging.limit())))
        .map(
            found ->
                paging.slice(
                    VALUES,
                    found == null ? List.of() : found,
                    value -> new String[] {value.name(), value.profile().toString()},
                    AttributeValueEdge::new,
                    AttributeValueConnection::new));
  }
}
