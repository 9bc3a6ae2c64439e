package souk.platform.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.typesafe.config.Config;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/**
 * Tickets: what one visitor was told, signed with the key of the session tokens, so that nobody can make one, change it or use another's. JWTs with HMAC-SHA-256. Claims: {@code iss} souk,
 * {@code aud} what sort of ticket, {@code sub} whose, {@code for} what it says. A session token is no ticket, having no {@code aud}; and a ticket is no session token, having no {@code kind}.
 */
public final class Tickets {
    private static final String ISSUER = "souk";
    private static final String WHAT = "for";
    private static final int LONGEST = 1024;

    private final String sort;
    private final JWSSigner signer;
    private final JWSVerifier verifier;

    private Tickets(byte[] secret, String sort) {
        this.sort = sort;
        try {
            signer = new MACSigner(secret);
            verifier = new MACVerifier(secret);
        } catch (JOSEException e) {
            throw new IllegalStateException("The key for session tokens does not fit HS256", e);
        }
    }

    /** Tickets of this sort, which no other sort is taken for. */
    public static Tickets of(Config config, String sort) {
        return new Tickets(TokenKey.of(config), sort);
    }

    /**
     * A ticket that says this to its owner; the same for the same.
     *
     * @param owner the principal's id
     */
    public String issue(String owner, String what) {
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), new JWTClaimsSet.Builder().issuer(ISSUER).audience(sort).subject(owner).claim(WHAT, what).build());
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("A ticket cannot be signed", e);
        }
        return jwt.serialize();
    }

    /** What it says, if we issued it, as a ticket of this sort, to this owner. */
    public Optional<String> read(String ticket, String owner) {
        if (ticket.length() > LONGEST) return Optional.empty();
        try {
            var jwt = SignedJWT.parse(ticket);
            // The algorithm is ours to choose, never the ticket's.
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) return Optional.empty();
            var claims = jwt.getJWTClaimsSet();
            boolean theirs = ISSUER.equals(claims.getIssuer()) && List.of(sort).equals(claims.getAudience()) && owner.equals(claims.getSubject());
            return theirs ? Optional.ofNullable(claims.getStringClaim(WHAT)) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
