package souk.vendors.payouts;

import static souk.kernel.Decision.accept;

import souk.kernel.Blueprint;
import souk.kernel.Outcome;

/** How the shop pays vendors, as staff has said it. A run keeps what held when it began. */
public record PayoutSettings(PayoutTerms terms) {
    static final PayoutSettings USUAL = new PayoutSettings(PayoutTerms.USUAL);

    /** The table of its commands and events. */
    public static final Blueprint<PayoutSettings, PayoutSettingsEvent> BLUEPRINT = Blueprint.of(PayoutSettingsCommand.TYPE, USUAL, PayoutSettingsCommand.class, PayoutSettingsEvent.class)
            .decide("put", PayoutSettingsCommand.Put.class, PayoutTerms.class, (settings, put, now) -> put.terms().equals(settings.terms) ? accept(PayoutSettings::terms)
                    : accept(PayoutSettings::terms, new PayoutSettingsEvent.Changed(put.terms(), put.by(), now)))
            .answer("look", PayoutSettingsCommand.Look.class, PayoutTerms.class, (settings, look, now) -> Outcome.accepted(settings.terms))
            .apply(PayoutSettingsEvent.Changed.class, "vendors.payout-settings-changed", (settings, event) -> new PayoutSettings(event.terms()))
            .build();
}
