package io.tributary.platform.local;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.tributary.platform.Claims;
import io.tributary.platform.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The RSA key with which local mode signs its tokens; it is made once, in the data directory. */
public final class LocalKey {
  /** What {@link #token} understands. */
  static final Set<String> OPTIONS =
      Set.of("role", "subject", Claims.CUSTOMER, Claims.STORE, "days");

  private static final String ISSUER = "tributary-local";
  private final PrivateKey privateKey;

  private LocalKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
  }

  /** The key of a data directory, made when it is not there yet; only its owner may read it. */
  public static LocalKey of(Path dataDirectory) {
    Path file = dataDirectory.resolve("signing.key");
    try {
      if (!Files.exists(file)) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        writeSecret(
            file,
            Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded()));
      }
      byte[] encoded = Base64.getMimeDecoder().decode(Files.readString(file));
      return new LocalKey(
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (IOException | GeneralSecurityException e) {
      throw new LocalMode.Refusal(
          "the signing key "
              + file
              + " cannot be used ("
              + e.getMessage()
              + "). Remove the file to get a new one.");
    }
  }

  /**
   * The file of a data directory's master key, made when it is not there yet; only its owner may
   * read it. A database that is already sealed under a lost one does not start with another.
   */
  static Path masterKeyOf(Path dataDirectory) {
    Path file = dataDirectory.resolve("master.key");
    try {
      if (!Files.exists(file)) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        writeSecret(file, "local:" + Base64.getEncoder().encodeToString(key) + "\n");
      }
      return file;
    } catch (IOException e) {
      throw new LocalMode.Refusal(
          "the master key "
              + file
              + " cannot be made ("
              + e.getMessage()
              + "). Set tributary.local.data-dir to a place that can be written to.");
    }
  }

  /** Writes a file that only its owner can read; it appears whole or not at all. */
  static void writeSecret(Path file, String content) throws IOException {
    Path draft =
        Files.createTempFile(
            file.getParent(),
            ".new",
            null,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, content);
    Files.move(
        draft,
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** The settings with which Quarkus checks this key's tokens. */
  public Map<String, String> settings() {
    try {
      RSAPrivateCrtKey key = (RSAPrivateCrtKey) privateKey;
      byte[] publicKey =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
              .getEncoded();
      return Map.of(
          "quarkus.oidc.public-key",
          Base64.getEncoder().encodeToString(publicKey),
          "quarkus.oidc.token.issuer",
          ISSUER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has RSA", e);
    }
  }

  /**
   * A signed token.
   *
   * @param options {@code role} (default admin), {@code subject}, {@code customer} (the member's
   *     own customer id), {@code store} (a till's store code), {@code days} it is valid (default
   *     30)
   * @throws LocalMode.Refusal when the role or the number of days is not one
   */
  public String token(Map<String, String> options) {
    String role = options.getOrDefault("role", "admin");
    String days = options.getOrDefault("days", "30");
    if (!Roles.ALL.contains(role) || !days.matches("[1-9]\\d{0,3}")) {
      throw new LocalMode.Refusal(
          "--role is one of "
              + String.join(", ", Roles.ALL.stream().sorted().toList())
              + " and --days a number from 1 to 9999.");
    }
    return token(options, role, Duration.ofDays(Long.parseLong(days)));
  }

  /**
   * A signed token for a length of time; the other options as above.
   *
   * @param roles what its claim of roles carries, with blanks between
   */
  public String token(Map<String, ?> options, String roles, Duration validity) {
    Object subject = options.get("subject");
    JwtClaimsBuilder claims =
        Jwt.issuer(ISSUER)
            .subject(subject == null ? "local-" + roles.replace(' ', '-') : subject.toString())
            .audience("tributary")
            .groups(Set.of(roles.split(" ")))
            .expiresIn(validity);
    for (String claim : List.of(Claims.CUSTOMER, Claims.STORE)) {
      if (options.containsKey(claim)) {
        claims.claim(claim, options.get(claim));
      }
    }
    return claims.sign(privateKey);
  }
}
