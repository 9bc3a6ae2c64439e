package souk.platform.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import com.typesafe.config.Config;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Session tokens: JWTs signed with HMAC-SHA-256, read without any I/O. Claims: {@code iss} souk, {@code sub} the principal's id,
 * {@code kind}, {@code roles}, {@code exp}, {@code sid} where the session can be ended before, and {@code vendor} of who sells for one.
 */
public final class Tokens {
    private static final int LONGEST = 4096;
    private static final int MANY = 50_000;

    /** A token as it goes to the client. */
    public record Issued(String token, Instant expiresAt) {}

    /** What a token of ours says, whether or not it is over. */
    public record Session(Principal principal, Instant expiresAt) {}

    private final Seal seal;
    private final InstantSource clock;
    private final Cache<String, Session> verified;

    Tokens(byte[] secret, InstantSource clock) {
        this(secret, clock, MANY);
    }

    /** @param kept of how many tokens it is remembered that they are ours */
    Tokens(byte[] secret, InstantSource clock, int kept) {
        this.seal = new Seal(secret);
        this.clock = clock;
        verified = Caffeine.newBuilder().maximumSize(kept).build();
    }

    /** The tokens of this configuration's key: {@code souk.http.token-key}, or the one that development keeps in {@code souk.home}. */
    public static Tokens of(Config config, InstantSource clock) {
        return new Tokens(TokenKey.of(config), clock);
    }

    /** A new token, good for this time from now, in whole seconds. */
    public Issued issue(Principal principal, Duration lifetime) {
        Instant expiresAt = Instant.ofEpochSecond(clock.instant().plus(lifetime).getEpochSecond());
        var claims = Seal.claims().subject(principal.id()).claim("kind", principal.kind().wire()).expirationTime(Date.from(expiresAt));
        if (!principal.roles().isEmpty()) claims.claim("roles", List.copyOf(principal.roles()));
        if (!principal.session().isEmpty()) claims.claim("sid", principal.session());
        if (!principal.vendor().isEmpty()) claims.claim("vendor", principal.vendor());
        return new Issued(seal.seal(claims), expiresAt);
    }

    /** Who this is, if we issued the token and its time has not run out. */
    public Optional<Principal> verify(String token) {
        Session known = known(token);
        return known != null && clock.instant().isBefore(known.expiresAt) ? Optional.of(known.principal) : Optional.empty();
    }

    /** Who this is and until when, or was, if we issued the token. */
    public Optional<Session> session(String token) {
        return Optional.ofNullable(known(token));
    }

    private Session known(String token) {
        Session known = verified.getIfPresent(token);
        if (known == null && (known = check(token)) != null) verified.put(token, known);
        return known;
    }

    private Session check(String token) {
        return token.length() > LONGEST ? null : seal.open(token).map(Tokens::told).orElse(null);
    }

    private static Session told(JWTClaimsSet claims) {
        try {
            String kind = claims.getStringClaim("kind");
            if (claims.getSubject() == null || kind == null || claims.getExpirationTime() == null) return null;
            List<String> roles = claims.getStringListClaim("roles");
            var principal = new Principal(claims.getSubject(), Principal.Kind.fromWire(kind), roles == null ? Set.of() : Set.copyOf(roles));
            String session = claims.getStringClaim("sid");
            if (session != null) principal = principal.in(session);
            String vendor = claims.getStringClaim("vendor");
            if (vendor != null) principal = principal.sellingFor(vendor);
            return new Session(principal, claims.getExpirationTime().toInstant());
        } catch (ParseException | IllegalArgumentException notOurs) {
            return null;
        }
    }
}
