package io.tributary.identity.similar;

import io.tributary.graphql.ApiException;
import io.tributary.identity.TypedValues;
import io.tributary.identity.linking.score.TraitReader;
import io.tributary.identity.linking.score.Traits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * What is known of somebody who may be a customer already.
 *
 * @param name whole, in any script and order
 * @param firstName in place of name
 * @param lastName in place of name
 * @param phone as typed
 * @param email as typed
 * @param cardNumber as typed
 * @param birthDate as typed, year first; only the year where no more is known
 * @param gender as typed
 * @param address street and number
 * @param postcode of the address
 * @param city of the address
 * @param region in which a phone number without a country code is read
 * @param minimumScore from which probability on to answer
 * @param first how many
 */
@Input("SimilarCustomersInput")
@Description(
    "What is known of somebody who may be a customer already. Give at least one of phone, e-mail, card number and name;"
        + " the more, the surer the answer.")
public record SimilarCustomersInput(
    @Description("The whole name, in any script and order.") String name,
    @Description("The given name, in place of name.") String firstName,
    @Description("The family name, in place of name.") String lastName,
    @Description("As typed; a slip is forgiven when other things agree.") String phone,
    @Description("As typed.") String email,
    @Description("A customer card's number.") String cardNumber,
    @Description("YYYY-MM-DD, or only YYYY-MM or YYYY.") String birthDate,
    @Description("As typed: female, male, f, m, 女, 男.") String gender,
    @Description("Street and number.") String address,
    @Description("Postcode.") String postcode,
    @Description("City.") String city,
    @DefaultValue("CN")
        @Description(
            "ISO 3166-1 alpha-2; phone numbers without a country code are read in it; CN when left out.")
        String region,
    @DefaultValue("0.5")
        @Description(
            "Only customers who are this likely the same person, 0 to 1; 0.5 when left out.")
        Double minimumScore,
    @DefaultValue("5") @Description("How many, 1 to 20; 5 when left out.") Integer first) {

  private static final int LONGEST = 300;
  private static final int MOST = 20;

  /**
   * What can be compared of it.
   *
   * @throws ApiException INVALID_INPUT with the field at fault
   */
  Traits traits() {
    check();
    Map<String, String> attributes = new HashMap<>();
    put(attributes, "name", "name", name);
    put(attributes, "first_name", "firstName", firstName);
    put(attributes, "last_name", "lastName", lastName);
    put(attributes, "birth_date", "birthDate", birthDate);
    put(attributes, "gender", "gender", gender);
    put(attributes, "address", "address", address);
    put(attributes, "postcode", "postcode", postcode);
    put(attributes, "city", "city", city);
    List<String> phones =
        one("phone", phone, text(phone) == null ? null : TypedValues.phone(phone, region));
    List<String> emails =
        one("email", email, text(email) == null ? null : TypedValues.email(email));
    List<String> cards =
        one(
            "cardNumber",
            cardNumber,
            text(cardNumber) == null ? null : TypedValues.card(cardNumber));
    boolean named =
        attributes.containsKey("name")
            || attributes.containsKey("first_name")
            || attributes.containsKey("last_name");
    if (!named && phones.isEmpty() && emails.isEmpty() && cards.isEmpty()) {
      throw ApiException.invalid(
          "input", "Give at least one of phone, email, cardNumber and name.");
    }
    return TraitReader.read(attributes, phones, emails, cards);
  }

  private void check() {
    if (first < 1 || first > MOST) {
      throw ApiException.invalid("input.first", "first is a number from 1 to " + MOST + ".");
    }
    if (!(minimumScore >= 0 && minimumScore <= 1)) {
      throw ApiException.invalid("input.minimumScore", "minimumScore is a number from 0 to 1.");
    }
    if (!region.matches("[A-Za-z]{2}")) {
      throw ApiException.invalid("input.region", "A region is two letters, such as CN.");
    }
  }

  /** What cannot be read is left out: at a till half a number must not end the search. */
  private static List<String> one(String field, String typed, Optional<String> normal) {
    if (typed != null && typed.length() > LONGEST) {
      throw tooLong(field);
    }
    return normal == null ? List.of() : normal.stream().toList();
  }

  private static void put(Map<String, String> into, String name, String field, String value) {
    if (value != null && (value.length() > LONGEST || value.indexOf('\0') >= 0)) {
      throw tooLong(field);
    }
    if (text(value) != null) {
      into.put(name, value.strip());
    }
  }

  private static String text(String value) {
    return value == null || value.isBlank() ? null : value;
  }

  private static ApiException tooLong(String field) {
    return ApiException.invalid("input." + field, "Give up to " + LONGEST + " characters.");
  }
}
