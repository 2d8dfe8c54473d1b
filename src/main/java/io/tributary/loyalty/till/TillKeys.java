package io.tributary.loyalty.till;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The keys that sign allowances. Each replica makes its own, uses it for a while and then another;
 * a private key never leaves the memory of the process that made it, and the public ones are kept
 * for as long as a till may come with what they signed.
 */
@ApplicationScoped
class TillKeys {
  /** How long a key signs. */
  static final Duration SIGNS = Duration.ofDays(30);

  /**
   * How long what it signed is still accepted after that: for as long as a till may be forgotten in
   * a drawer. What it spent is owed to it however late it comes.
   */
  static final Duration VERIFIES = Duration.ofDays(3 * 366);

  private final TillKeyStore store;
  private final AtomicReference<Held> current = new AtomicReference<>();

  TillKeys(TillKeyStore store) {
    this.store = store;
  }

  /** A key with its private part, and what tills know of it. */
  private record Held(PublicJsonWebKey key, TillKey published) {}

  /**
   * The key to sign with at an instant. It is published in the transaction of what it signs, each
   * time, since another one that did so may not have come to its end.
   */
  Uni<PublicJsonWebKey> signer(SqlConnection connection, Instant at) {
    Held held =
        current.updateAndGet(
            now ->
                now != null && at.isBefore(now.published().signsUntil().toInstant())
                    ? now
                    : made(at));
    return store.publish(connection, held.published(), at).replaceWith(held.key());
  }

  private static Held made(Instant at) {
    UUID id = Ids.next();
    PublicJsonWebKey key = generate(id);
    Instant until = at.plus(SIGNS);
    return new Held(
        key,
        TillKey.of(id, key.toJson(OutputControlLevel.PUBLIC_ONLY), until, until.plus(VERIFIES)));
  }

  private static PublicJsonWebKey generate(UUID id) {
    try {
      var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
      key.setPrivateKey(pair.getPrivate());
      key.setKeyId(id.toString());
      return key;
    } catch (GeneralSecurityException | JoseException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }
}
