package io.tributary.graphql.request;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that must not let anybody in, each wrong in one thing. */
final class ForgedTokens {
  private static final String ISSUER = "tributary-local";

  private ForgedTokens() {}

  /**
   * They, by what is wrong with each.
   *
   * @param dataDirectory where the key is with which true ones are signed
   * @param publicKey what checks them, as text
   */
  static Map<String, String> all(Path dataDirectory, String publicKey) {
    try {
      PrivateKey ours =
          KeyFactory.getInstance("RSA")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(
                      Base64.getMimeDecoder()
                          .decode(Files.readString(dataDirectory.resolve("signing.key")))));
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      PrivateKey theirs = generator.generateKeyPair().getPrivate();
      String right = admin().sign(ours);
      String[] parts = right.split("\\.");
      Map<String, String> tokens = new LinkedHashMap<>();
      tokens.put("signed with another key", admin().sign(theirs));
      tokens.put("ended", admin().expiresAt(Instant.now().minus(Duration.ofHours(1))).sign(ours));
      tokens.put("for another audience", admin().audience("other").sign(ours));
      tokens.put("of another issuer", admin().issuer("https://evil.example").sign(ours));
      tokens.put("alg none", encoded(header("none")) + "." + parts[1] + ".");
      tokens.put("alg none in another case", encoded(header("nOnE")) + "." + parts[1] + ".");
      tokens.put("signed with the public key as a secret", signedByPublicKey(parts[1], publicKey));
      tokens.put(
          "another payload under a true signature", parts[0] + "." + member() + "." + parts[2]);
      tokens.put("without its signature", parts[0] + "." + parts[1] + ".");
      tokens.put("half of one", right.substring(0, right.length() / 2));
      tokens.put("no token at all", "not-a-token");
      return tokens;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JwtClaimsBuilder admin() {
    return Jwt.issuer(ISSUER)
        .subject("mallory")
        .audience("tributary")
        .groups("admin")
        .expiresIn(Duration.ofHours(1));
  }

  private static String member() {
    return encoded(
        new JsonObject()
            .put("iss", ISSUER)
            .put("sub", "mallory")
            .put("aud", "tributary")
            .put("groups", "admin")
            .put("exp", 4_102_444_800L));
  }

  private static JsonObject header(String algorithm) {
    return new JsonObject().put("alg", algorithm).put("typ", "JWT");
  }

  private static String signedByPublicKey(String payload, String publicKey)
      throws GeneralSecurityException {
    String signed = encoded(header("HS256")) + "." + payload;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(publicKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static String encoded(JsonObject json) {
    return base64(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
