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
import java.text.ParseException;
import java.util.Optional;

/** Makes claims a text that goes to a client and comes back: a JWT signed with HMAC-SHA-256, so that nobody else can make or change one. Safe for many threads. */
final class Seal {
    private static final String ISSUER = "souk";

    private final JWSSigner signer;
    private final JWSVerifier verifier;

    /** @param secret at least 32 bytes, see {@link TokenKey} */
    Seal(byte[] secret) {
        try {
            signer = new MACSigner(secret);
            verifier = new MACVerifier(secret);
        } catch (JOSEException e) {
            throw new IllegalStateException("The key for session tokens does not fit HS256", e);
        }
    }

    /** Claims of ours, to be added to and sealed. */
    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer(ISSUER);
    }

    /** The same text for the same claims. */
    String seal(JWTClaimsSet.Builder claims) {
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("What a client is to have cannot be signed", e);
        }
        return jwt.serialize();
    }

    /** What was sealed in this text, whatever else it says; nothing if that was not done with this key. */
    Optional<JWTClaimsSet> open(String text) {
        try {
            var jwt = SignedJWT.parse(text);
            // The algorithm is ours to choose, never the text's.
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) return Optional.empty();
            return Optional.ofNullable(jwt.getJWTClaimsSet()).filter(claims -> ISSUER.equals(claims.getIssuer()));
        } catch (ParseException | JOSEException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
