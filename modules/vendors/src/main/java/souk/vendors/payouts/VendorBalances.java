package souk.vendors.payouts;

import java.util.Currency;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorBalance;

/** What the shop owes a vendor now, as its account says by the terms that hold. */
public final class VendorBalances {
    private VendorBalances() {}

    public static CompletionStage<Outcome<VendorBalance>> of(Node node, String vendor, Currency currency, Asking asking) {
        return PayoutRoutes.then(node.entities().ask(PayoutSettingsCommand.THE_SETTINGS, new PayoutSettingsCommand.Look(), asking), terms -> node.entities().ask(VendorAccountCommand.at(vendor, currency),
                new VendorAccountCommand.Look(currency, terms.hold(), terms.reserveBasisPoints(), node.clock().instant()), asking));
    }
}
