package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private static final String KEY = "souk.http.token-key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";
    private final Tickets tickets = Tickets.of(ConfigFactory.parseString(KEY), "queue");
    private final String annas = tickets.issue("anna", "7 of the sale");

    @Test
    void aTicketTellsItsOwnerWhatItSays() {
        assertThat(tickets.read(annas, "anna")).contains("7 of the sale");
        assertThat(tickets.issue("anna", "7 of the sale")).isEqualTo(annas);
        assertThat(Tickets.of(ConfigFactory.parseString(KEY), "queue").read(annas, "anna")).as("at another node").contains("7 of the sale");
    }

    @Test
    void nobodyElsesAndNoOtherSortAndNothingForged() {
        assertThat(tickets.read(annas, "bert")).isEmpty();
        assertThat(Tickets.of(ConfigFactory.parseString(KEY), "cinema").read(annas, "anna")).isEmpty();
        assertThat(Tickets.of(ConfigFactory.parseString(KEY.replace("AAA=", "AAE=")), "queue").read(annas, "anna")).as("of another shop").isEmpty();
        String[] parts = annas.split("\\.");
        String[] better = tickets.issue("anna", "1 of the sale").split("\\.");
        for (String forged : new String[] {"", "made-up", "a.b.c", annas + "x", parts[0] + "." + better[1] + "." + parts[2], "eyJhbGciOiJub25lIn0." + parts[1] + ".", "x".repeat(5_000)}) {
            assertThat(tickets.read(forged, "anna")).as(forged).isEmpty();
        }
    }

    @Test
    void aSessionTokenIsNoTicketAndATicketNoSessionToken() {
        var tokens = Tokens.of(ConfigFactory.parseString(KEY), Clock.systemUTC());
        assertThat(tickets.read(tokens.issue(new Principal("anna", Principal.Kind.GUEST), Duration.ofHours(1)).token(), "anna")).isEmpty();
        assertThat(tokens.verify(annas)).isEmpty();
    }
}
