package souk.vendors;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorEvent;
import souk.vendors.api.VendorView;

/** What its owner may change of a vendor, and who is told. */
final class VendorDetails {
    private VendorDetails() {}

    static Decision<Vendor, VendorEvent, VendorView> change(Vendor vendor, VendorCommand.ChangeDetails asked, Instant now) {
        var refusal = vendor.mayChange(asked.accountId());
        if (refusal.isPresent()) return reject(refusal.get());
        boolean asItIs = asked.name().map(vendor.name()::equals).orElse(true) && asked.company().map(vendor.company()::equals).orElse(true) && asked.payoutAccount().map(vendor.payoutAccount()::equals).orElse(true);
        if (asItIs) return accept(Vendor::view);
        if (asked.version() != vendor.version()) return reject(Kind.STALE, "stale", "This was changed meanwhile: look at it again.");
        if (vendor.letters().size() >= VendorCommand.MOST_LETTERS) return reject(Kind.LIMITED, "too-many-changes", "Letters about changes of before are not sent yet: try again later.");
        return accept(Vendor::view, new VendorEvent.DetailsChanged(asked.name(), asked.company(), asked.payoutAccount(), asked.to(), asked.language(), asked.accountId(), now));
    }

    static Decision<Vendor, VendorEvent, Done> letterSent(Vendor vendor, VendorCommand.LetterSent told, Instant now) {
        boolean waits = vendor.letters().stream().anyMatch(letter -> letter.number() == told.letter());
        return waits ? accept(after -> Done.DONE, new VendorEvent.LetterSent(told.letter(), now)) : accept(after -> Done.DONE);
    }

    /** @param number of the event */
    static DetailsLetter letter(Vendor vendor, VendorEvent.DetailsChanged event, long number) {
        return new DetailsLetter(vendor.id() + "-" + number, number, event.to(), event.payoutAccount().isPresent(), event.language(), event.at());
    }
}
