package souk.customers.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.customers.account.LetterRequest;
import souk.customers.consent.ConsentCommand.Choose;
import souk.customers.consent.ConsentCommand.Consent;
import souk.customers.consent.ConsentCommand.Given;
import souk.customers.consent.ConsentCommand.Look;
import souk.customers.consent.ConsentEvent.Chosen;
import souk.testkit.Spec;
import souk.testkit.WireContract;

/** Consents are kept, and nothing has to ask them yet. */
class ConsentsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /** Each of these is about the account itself, and is sent whatever somebody agreed to. Of another sort it has to be said here, or its sender asks for a {@link Purpose} when it is due. */
    @Test
    void everyLetterIsOneThatNobodyHasToAgreeTo() {
        assertThat(LetterRequest.Kind.values()).extracting(Enum::name).containsExactlyInAnyOrder("VERIFY", "REGISTERED", "RESET", "NEW_DEVICE", "FACTOR_ON", "FACTOR_OFF", "FACTOR_LIFTED");
    }

    @Test
    void aConsentIsGivenAndTakenBackAndEachTimeTheWordsAreNamed() {
        var consents = Spec.of(Consents.BLUEPRINT).at(NOON);
        consents.when(new Look()).thenReply(new Given(List.of()));
        consents.when(new Choose(Purpose.PUSH, "v1", true)).then(new Chosen(Purpose.PUSH, "v1", true, NOON)).when(new Choose(Purpose.PUSH, "v1", true)).thenNothing();
        consents.when(new Choose(Purpose.NEWSLETTER, "v1", true)).then(new Chosen(Purpose.NEWSLETTER, "v1", true, NOON));
        // Other words are another consent.
        consents.when(new Choose(Purpose.PUSH, "v2", true)).then(new Chosen(Purpose.PUSH, "v2", true, NOON));
        consents.when(new Choose(Purpose.NEWSLETTER, "v1", false)).then(new Chosen(Purpose.NEWSLETTER, "v1", false, NOON));
        consents.when(new Look()).thenReply(new Given(List.of(new Consent(Purpose.NEWSLETTER, "v1", false, NOON), new Consent(Purpose.PUSH, "v2", true, NOON))));
        WireContract.survives(consents.state());
        WireContract.survives(new Choose(Purpose.PUSH, "v2", true));
        WireContract.survives(new Given(List.of(new Consent(Purpose.NEWSLETTER, "v1", false, NOON))));
    }
}
