package souk.platform.http;

import com.nimbusds.jwt.JWTClaimsSet;
import com.typesafe.config.Config;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/**
 * Tickets: what one visitor was told, signed with the key of the session tokens, so that nobody can make one, change it or use another's. JWTs with HMAC-SHA-256. Claims: {@code iss} souk,
 * {@code aud} what sort of ticket, {@code sub} whose, {@code for} what it says. A session token is no ticket, having no {@code aud}; and a ticket is no session token, having no {@code kind}.
 */
public final class Tickets {
    private static final String WHAT = "for";
    private static final int LONGEST = 1024;

    private final String sort;
    private final Seal seal;

    private Tickets(Seal seal, String sort) {
        this.seal = seal;
        this.sort = sort;
    }

    /** Tickets of this sort, which no other sort is taken for. */
    public static Tickets of(Config config, String sort) {
        return new Tickets(new Seal(TokenKey.of(config)), sort);
    }

    /**
     * A ticket that says this to its owner; the same for the same.
     *
     * @param owner the principal's id
     */
    public String issue(String owner, String what) {
        return seal.seal(Seal.claims().audience(sort).subject(owner).claim(WHAT, what));
    }

    /** What a ticket of ours says, and to whom. */
    public record Opened(String owner, String what) {}

    /** What it says, if we issued it, as a ticket of this sort, to this owner. */
    public Optional<String> read(String ticket, String owner) {
        return open(ticket).filter(opened -> opened.owner.equals(owner)).map(Opened::what);
    }

    /** What it says, and to whom, if we issued it as a ticket of this sort. */
    public Optional<Opened> open(String ticket) {
        if (ticket.length() > LONGEST) return Optional.empty();
        return seal.open(ticket).filter(claims -> List.of(sort).equals(claims.getAudience()) && claims.getSubject() != null).flatMap(Tickets::opened);
    }

    private static Optional<Opened> opened(JWTClaimsSet claims) {
        try {
            return Optional.ofNullable(claims.getStringClaim(WHAT)).map(what -> new Opened(claims.getSubject(), what));
        } catch (ParseException notOurs) {
            return Optional.empty();
        }
    }
}
