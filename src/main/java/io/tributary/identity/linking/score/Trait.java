package io.tributary.identity.linking.score;

/** What may be known of a person and can be compared. The order is that of stored traits. */
public enum Trait {
  /** Given name, folded: lower case, no accents, simplified characters. */
  GIVEN_NAME,
  /** Family name, folded likewise. */
  FAMILY_NAME,
  /** The given name in Latin letters; only where it was written in another script. */
  GIVEN_SOUND,
  /** The family name in Latin letters; only where it was written in another script. */
  FAMILY_SOUND,
  /** Birth date as {@link BirthDate} reads it: eight digits, or fewer of one known in part. */
  BIRTH_DATE,
  /** {@code f}, {@code m}, or another word as given. */
  GENDER,
  /** Phone numbers as digits. */
  PHONE,
  /** E-mail addresses. */
  EMAIL,
  /** Customer card numbers. */
  CARD_NUMBER,
  /** Numbers that a state gives one person. */
  NATIONAL_ID,
  /** House number. */
  HOUSE_NUMBER,
  /** Street and whatever stands on its line; house number and postcode apart. */
  STREET,
  /** The second line of an address. */
  LOCALITY,
  /** Postcode. */
  POSTCODE,
  /** City or suburb. */
  CITY,
  /** State or province. */
  REGION
}
