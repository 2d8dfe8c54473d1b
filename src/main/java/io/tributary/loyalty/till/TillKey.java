package io.tributary.loyalty.till;

import io.tributary.platform.FactKeys;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A public key by which tills tell real allowances.
 *
 * @param uuid the id, {@code kid} of what it signed
 * @param jwk the key, RFC 8037
 * @param signsUntil when it stops signing
 * @param verifiesUntil until when what it signed is accepted
 */
@Type("TillKey")
@Description("A public key by which tills tell real allowances.")
public record TillKey(
    @Ignore UUID uuid,
    @NonNull
        @Description("The Ed25519 key as a JSON Web Key; kid is in the header of what it signed.")
        String jwk,
    @NonNull @Description("When it stops signing.") OffsetDateTime signsUntil,
    @NonNull @Description("Until when what it signed is accepted.") OffsetDateTime verifiesUntil) {

  static TillKey of(UUID id, String jwk, Instant signsUntil, Instant verifiesUntil) {
    return new TillKey(id, jwk, FactKeys.utc(signsUntil), FactKeys.utc(verifiesUntil));
  }
}
