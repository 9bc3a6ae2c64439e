package souk.vendors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.customers.api.AccountRequest;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.vendors.Vendor.Member;
import souk.vendors.api.SellerCommand;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorCommand.Obstacle;

/** What a vendor needs elsewhere, one step after the other. Each call carries the number of what it is for, so a late copy says nothing about what came after. */
final class VendorProcess {
    /** The number of what came to nothing, by a defect: no change has it, so the step is tried again. */
    private static final long UNDONE = 0;

    private VendorProcess() {}

    /** A letter that cannot be sent keeps nothing else waiting. */
    static Optional<Step> next(Vendor vendor) {
        if (vendor.approving() != null) return Optional.of(prepareOwner(vendor));
        if (vendor.ending() != 0) return Optional.of(endSessions(vendor));
        return vendor.unsettled().map(each -> settle(vendor, each.getKey(), each.getValue())).or(() -> vendor.letters().stream().findFirst().map(VendorProcess::tell));
    }

    private static Step prepareOwner(Vendor vendor) {
        var applicant = vendor.applicant();
        long number = vendor.approving().number();
        var calls = new ArrayList<Step.Call>();
        if (applicant.unproven()) calls.add(Step.ask(AccountRequest.PROVIDER, new AccountRequest.Vouch(applicant.mailboxId(), applicant.accountId(), applicant.email())));
        calls.add(Step.send(SellerCommand.at(applicant.mailboxId()), new SellerCommand.Join(vendor.id(), number)));
        return Step.of("prepare-owner", calls, answers -> Step.refusal(answers)
                .map(refusal -> refusal.code().equals("address-taken") ? new VendorCommand.OwnerPrepared(number, Optional.of(Obstacle.ADDRESS_TAKEN)) : new VendorCommand.OwnerPrepared(UNDONE, Optional.empty()))
                .orElseGet(() -> new VendorCommand.OwnerPrepared(number, hasJoined(vendor, answers) ? Optional.empty() : Optional.of(Obstacle.SELLS_ALREADY))));
    }

    /** Whether the last answer is a seat with this vendor. */
    private static boolean hasJoined(Vendor vendor, List<Outcome<?>> answers) {
        return answers.get(answers.size() - 1).fold(seat -> ((SellerCommand.Seat) seat).vendorId().filter(vendor.id()::equals).isPresent(), refusal -> false);
    }

    private static Step endSessions(Vendor vendor) {
        long number = vendor.ending();
        var all = new ArrayList<Step.Call>();
        all.add(ended(vendor.applicant().mailboxId()));
        vendor.members().keySet().forEach(mailbox -> all.add(ended(mailbox)));
        return Step.of("end-sessions", List.of(Step.together(all)), answers -> new VendorCommand.SessionsEnded(Step.refusal(answers).isEmpty() ? number : UNDONE));
    }

    private static Step.Call ended(String mailbox) {
        return Step.ask(AccountRequest.PROVIDER, new AccountRequest.EndSessions(mailbox));
    }

    private static Step settle(Vendor vendor, String mailbox, Member member) {
        long number = member.number();
        if (member.stage() == Member.Stage.INVITED) {
            return Step.of("invite-member", List.of(Step.send(SellerCommand.at(mailbox), new SellerCommand.Join(vendor.id(), number))), answers -> new VendorCommand.MemberAnswered(mailbox, number, hasJoined(vendor, answers)));
        }
        return Step.of("release-member", List.of(ended(mailbox), Step.send(SellerCommand.at(mailbox), new SellerCommand.Leave(vendor.id(), number))),
                answers -> new VendorCommand.MemberGone(mailbox, Step.refusal(answers).isEmpty() ? number : UNDONE));
    }

    /** A copy sends the same letter again, with the same id. */
    private static Step tell(DetailsLetter letter) {
        return Step.of("send-letter", List.of(Step.ask(DetailsLetter.PROVIDER, letter)), answers -> new VendorCommand.LetterSent(Step.refusal(answers).isEmpty() ? letter.number() : UNDONE));
    }
}
