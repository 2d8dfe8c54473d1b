package io.tributary.platform;

import java.util.Optional;
import java.util.UUID;

/**
 * The ids that the world sees: a prefix that names the type, an underscore and the UUID in 26
 * characters of Crockford's base32 (typeid 0.3).
 */
public enum TypeId {
  /** A source. */
  SOURCE("src"),
  /** A profile. */
  PROFILE("prf"),
  /** A customer. */
  CUSTOMER("cus"),
  /** A merge. */
  MERGE("mrg"),
  /** A match review. */
  REVIEW("rev"),
  /** A pinned attribute. */
  ATTRIBUTE_PIN("pin"),
  /** A request of a person about their data. */
  PRIVACY_REQUEST("prq"),
  /** A hand-over between staff. */
  HANDOVER("hov"),
  /** A sample of pairs to be labelled. */
  PAIR_SAMPLE("smp"),
  /** A model of matching that is tried. */
  MATCH_TRIAL("mtr"),
  /** An order. */
  ORDER("ord"),
  /** A return. */
  RETURN("ret"),
  /** An event. */
  EVENT("evt"),
  /** A store. */
  STORE("sto"),
  /** A product. */
  PRODUCT("prd"),
  /** A bulk import. */
  IMPORT("imp"),
  /** A message of the tracking API that was refused. */
  REJECTED_MESSAGE("rej"),
  /** A programme. */
  PROGRAMME("prg"),
  /** A published tier policy. */
  TIER_POLICY("tpl"),
  /** A lock of a member's tier. */
  TIER_LOCK("tlk"),
  /** Something a programme counts: points, growth value. */
  POINTS_CURRENCY("pcu"),
  /** An entry of the points ledger. */
  POINTS_ENTRY("pte"),
  /** A household's pool of points. */
  POINTS_POOL("ppl"),
  /** Points held for a checkout. */
  POINTS_RESERVATION("prv"),
  /** A correction of points that needs a second person. */
  POINTS_ADJUSTMENT("pad"),
  /** Something that members can have for points. */
  REWARD("rwd"),
  /** A reward that a member has for points. */
  REWARD_CLAIM("rcl"),
  /** What a coupon gives. */
  COUPON("cpn"),
  /** Codes that are made together. */
  COUPON_BATCH("cbt"),
  /** An order that coupons were used on. */
  COUPON_REDEMPTION("crd"),
  /** Fixed points for something that members do. */
  EVENT_BONUS("evb"),
  /** Something that tiers come with. */
  TIER_BENEFIT("tbn"),
  /** That a member used a benefit. */
  TIER_BENEFIT_USE("tbu"),
  /** A published version of what sales earn. */
  EARNING_POLICY("epl"),
  /** A published version of what referrals give. */
  REFERRAL_POLICY("rfp"),
  /** Something that members do in steps for a reward. */
  MISSION("msn"),
  /** A new customer who used a member's code. */
  REFERRAL("rfl"),
  /** A run of a job. */
  JOB_RUN("run"),
  /** A version of a model of lifetime value. */
  VALUE_FIT("fit");

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private final String prefix;

  TypeId(String prefix) {
    this.prefix = prefix;
  }

  /** The text form of an id of this type. */
  public String encode(UUID id) {
    char[] out = new char[26];
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    for (int i = 25; i >= 0; i--) {
      out[i] = ALPHABET.charAt((int) (low & 31));
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return prefix + "_" + new String(out);
  }

  /** The id behind a text of this type, or empty when the text is anything else. */
  public Optional<UUID> decode(String text) {
    if (text == null || text.length() != prefix.length() + 27 || !text.startsWith(prefix + "_")) {
      return Optional.empty();
    }
    long high = 0;
    long low = 0;
    for (int i = prefix.length() + 1; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      boolean overflows = i == prefix.length() + 1 && digit > 7;
      if (digit < 0 || overflows) {
        return Optional.empty();
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | digit;
    }
    return Optional.of(new UUID(high, low));
  }

  /** The type that a text's prefix names, or empty when no type has it. */
  public static Optional<TypeId> typeOf(String text) {
    for (TypeId type : values()) {
      if (text != null && text.startsWith(type.prefix + "_")) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
