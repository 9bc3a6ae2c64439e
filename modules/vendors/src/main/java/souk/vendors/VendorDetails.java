package souk.vendors;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Personal;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorEvent;
import souk.vendors.api.VendorView;

/** What its owner may change of a vendor, and who is told. */
final class VendorDetails {
    private static final Duration TOLD = Duration.ofDays(VendorCommand.TOLD_DAYS);

    private VendorDetails() {}

    static Decision<Vendor, VendorEvent, VendorView> change(Vendor vendor, VendorCommand.ChangeDetails asked, Instant now) {
        var refusal = vendor.mayChange(asked.accountId());
        if (refusal.isPresent()) return reject(refusal.get());
        boolean asItIs = asked.name().map(vendor.name()::equals).orElse(true) && asked.company().map(vendor.company()::equals).orElse(true) && asked.payoutAccount().map(vendor.payoutAccount()::equals).orElse(true);
        if (asItIs) return accept(Vendor::view);
        if (asked.version() != vendor.details()) return reject(Kind.STALE, "stale", "This was changed meanwhile: look at it again.");
        if (vendor.letters().size() >= VendorCommand.MOST_LETTERS) return reject(Kind.LIMITED, "too-many-changes", "Letters about changes of before are not sent yet: try again later.");
        if (asked.company().isPresent() && stillTold(vendor, now).size() >= VendorCommand.MOST_ADDRESSES) return reject(Kind.LIMITED, "too-many-changes", "The address was changed too often of late: write to us.");
        return accept(Vendor::view, new VendorEvent.DetailsChanged(asked.name(), asked.company(), asked.payoutAccount(), asked.to(), asked.language(), asked.accountId(), now));
    }

    static Decision<Vendor, VendorEvent, Done> letterSent(Vendor vendor, VendorCommand.LetterSent told, Instant now) {
        boolean waits = vendor.letters().stream().anyMatch(letter -> letter.number() == told.letter());
        return waits ? accept(after -> Done.DONE, new VendorEvent.LetterSent(told.letter(), now)) : accept(after -> Done.DONE);
    }

    /** @param number of the event */
    static DetailsLetter letter(Vendor vendor, VendorEvent.DetailsChanged event, long number) {
        var others = new ArrayList<Personal<String>>();
        if (event.company().isPresent() || event.payoutAccount().isPresent()) {
            others.add(vendor.applicant().email());
            stillTold(vendor, event.at()).forEach(each -> others.add(each.email()));
        }
        return new DetailsLetter(vendor.id() + "-" + number, number, event.to(), event.payoutAccount().isPresent(), event.language(), event.at(), others);
    }

    /** To which the shop wrote of late, after this too. */
    static List<FormerAddress> replaced(Vendor vendor, VendorEvent.DetailsChanged event) {
        var all = new ArrayList<>(stillTold(vendor, event.at()));
        if (event.company().isPresent()) all.add(new FormerAddress(event.to(), event.at().plus(TOLD)));
        return all;
    }

    private static List<FormerAddress> stillTold(Vendor vendor, Instant now) {
        return vendor.replaced().stream().filter(each -> now.isBefore(each.until())).toList();
    }
}
