package souk.customers.consent;

import static souk.kernel.Decision.accept;

import java.time.Instant;
import java.util.Arrays;
import souk.customers.consent.ConsentCommand.Consent;
import souk.customers.consent.ConsentCommand.Given;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;

/**
 * What an account has agreed to.
 *
 * @param latest what was chosen last, by purpose
 */
public record Consents(PersistentMap<Purpose, Consent> latest) {
    static final Consents NONE = new Consents(PersistentMap.empty());

    /** The table of its commands and events. */
    public static final Blueprint<Consents, ConsentEvent> BLUEPRINT = Blueprint.of(ConsentCommand.TYPE, NONE, ConsentCommand.class, ConsentEvent.class)
            .decide("choose", ConsentCommand.Choose.class, Given.class, Consents::choose)
            .answer("look", ConsentCommand.Look.class, Given.class, (consents, look, now) -> Outcome.accepted(consents.given()))
            .apply(ConsentEvent.Chosen.class, "customers.consent-chosen", (consents, event) ->
                    new Consents(consents.latest.with(event.purpose(), new Consent(event.purpose(), event.version(), event.given(), event.at()))))
            .build();

    private Decision<Consents, ConsentEvent, Given> choose(ConsentCommand.Choose asked, Instant now) {
        var before = latest.get(asked.purpose());
        boolean same = before != null && before.given() == asked.given() && before.version().equals(asked.version());
        return same ? accept(Consents::given) : accept(Consents::given, new ConsentEvent.Chosen(asked.purpose(), asked.version(), asked.given(), now));
    }

    private Given given() {
        return new Given(Arrays.stream(Purpose.values()).filter(latest::containsKey).map(latest::get).toList());
    }
}
