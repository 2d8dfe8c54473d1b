package io.tributary.loyalty.till;

import io.tributary.platform.TypeId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** An allowance as text that nobody else can make: a compact JWS (RFC 7515) with Ed25519. */
final class AllowanceText {
  private AllowanceText() {}

  /** The text of an allowance, signed with a private key. */
  static String sign(Allowance of, PublicJsonWebKey key) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setKeyIdHeaderValue(key.getKeyId());
    jws.setKey(key.getPrivateKey());
    jws.setPayload(
        new JsonObject()
            .put("reservation", TypeId.POINTS_RESERVATION.encode(of.reservation()))
            .put("customer", TypeId.CUSTOMER.encode(of.customer()))
            .put("currency", TypeId.POINTS_CURRENCY.encode(of.currency()))
            .put("points", of.points())
            .put("device", of.device())
            .put("sequence", of.sequence())
            .put("issuedAt", of.issuedAt().toString())
            .put("validUntil", of.validUntil().toString())
            .encode());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }

  /** The id of the key that a text says it was signed with; empty when it is no such text. */
  static Optional<UUID> key(String text) {
    try {
      return Optional.of(UUID.fromString(read(text).getKeyIdHeaderValue()));
    } catch (JoseException | IllegalArgumentException | NullPointerException e) {
      return Optional.empty();
    }
  }

  /** The allowance behind a text; empty when the key did not sign it. */
  static Optional<Allowance> verify(String text, String jwk) {
    try {
      JsonWebSignature jws = read(text);
      jws.setKey(PublicJsonWebKey.Factory.newPublicJwk(jwk).getPublicKey());
      if (!jws.verifySignature()) {
        return Optional.empty();
      }
      JsonObject json = new JsonObject(jws.getPayload());
      return Optional.of(
          new Allowance(
              id(TypeId.POINTS_RESERVATION, json.getString("reservation")),
              id(TypeId.CUSTOMER, json.getString("customer")),
              id(TypeId.POINTS_CURRENCY, json.getString("currency")),
              json.getLong("points"),
              json.getString("device"),
              json.getLong("sequence"),
              Instant.parse(json.getString("issuedAt")),
              Instant.parse(json.getString("validUntil"))));
    } catch (JoseException e) {
      return Optional.empty();
    }
  }

  private static JsonWebSignature read(String text) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(
        new AlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA));
    jws.setCompactSerialization(text);
    return jws;
  }

  private static UUID id(TypeId type, String text) {
    return type.decode(text).orElseThrow();
  }
}
