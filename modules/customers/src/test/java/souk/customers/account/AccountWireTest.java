package souk.customers.account;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.customers.account.AccountTest.EMAIL;
import static souk.customers.account.AccountTest.NAME;
import static souk.customers.account.AccountTest.opened;
import static souk.customers.account.AccountTest.visit;
import static souk.customers.account.MailboxTest.NOON;
import static souk.customers.account.MailboxTest.PAUSE;
import static souk.customers.account.MailboxTest.hash;
import static souk.customers.account.MailboxTest.link;
import static souk.customers.account.MailboxTest.register;
import static souk.customers.account.MailboxTest.reset;
import static souk.customers.account.MailboxTest.verify;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.customers.addresses.AddressBook;
import souk.customers.addresses.AddressBookEvent;
import souk.customers.consent.ConsentEvent;
import souk.customers.consent.Consents;
import souk.customers.consent.Purpose;
import souk.customers.rules.RulesEvent;
import souk.customers.rules.VisitorRules;
import souk.customers.staff.Staff;
import souk.customers.staff.StaffEvent;
import souk.kernel.Personal;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class AccountWireTest {
    private static final Personal<String> ANN = Personal.plain("Ann");

    @Test
    void storedEventsStayReadable() {
        WireContract.of(Mailbox.BLUEPRINT, Account.BLUEPRINT, EndedSessions.BLUEPRINT, Consents.BLUEPRINT, AddressBook.BLUEPRINT, Staff.BLUEPRINT, VisitorRules.BLUEPRINT)
                .example(asked(EMAIL, NAME))
                .older("customers.registration-asked", 1, asked(MailboxTest.ANN, ANN))
                .example(new MailboxEvent.RegisteredAgain("nonce-1", NOON.plus(PAUSE), "de", NOON))
                .example(new MailboxEvent.Verified("nonce-1", "account-1", NOON))
                .example(new MailboxEvent.VouchedFor("account-1", EMAIL, NOON))
                .example(new MailboxEvent.AccountOpened(NOON))
                .example(new MailboxEvent.ResetAsked("nonce-2", "digest-2", NOON.plus(PAUSE), NOON, "en", NOON))
                .example(new MailboxEvent.ResetAskedInVain(NOON.plus(PAUSE), NOON))
                .example(new MailboxEvent.ResetUsed("nonce-2", hash("p"), NOON))
                .example(new MailboxEvent.PasswordReplaced("nonce-2", NOON))
                .example(new MailboxEvent.LetterDone("nonce-1", true, NOON))
                .example(new MailboxEvent.Released("account-1", NOON))
                .example(opened())
                .older("customers.account-opened", 1, new AccountEvent.Opened(MailboxTest.ANN, Optional.of(ANN), hash("first"), "registration-1", NOON))
                .example(new AccountEvent.LoggedIn("session-1", visit(NOON), NOON))
                .older("customers.logged-in", 1, new AccountEvent.LoggedIn("session-1", plainVisit(), NOON))
                .example(new AccountEvent.Rehashed(hash("p"), NOON))
                .example(new AccountEvent.Refreshed("session-1", visit(NOON), NOON))
                .older("customers.session-refreshed", 1, new AccountEvent.Refreshed("session-1", plainVisit(), NOON))
                .example(new AccountEvent.Erased("account-1", "mailbox-1", NOON))
                .example(new AccountEvent.Forgotten(NOON))
                .example(new AccountEvent.PasswordChanged(hash("p"), "nonce-2", NOON))
                .example(new AccountEvent.SessionsEnded(List.of("session-1"), AccountEvent.Why.LOGGED_OUT, NOON))
                .example(new AccountEvent.EndAnnounced(List.of("session-1"), NOON))
                .example(new AddressBookEvent.Kept("address-1", Personal.sealed("account-1", "AMAIL"), NOON))
                .example(new AddressBookEvent.Removed("address-1", NOON))
                .example(new ConsentEvent.Chosen(Purpose.NEWSLETTER, "2026-01", true, NOON))
                .example(new MailboxEvent.NewsAsked(LetterRequest.Kind.NEW_DEVICE, "nonce-3", "de", NOON, NOON.plus(PAUSE)))
                .example(new AccountEvent.SecondFactorBegun("secret-1", "session-1", SecondFactorTest.SEALED, List.of(new BackupCode("hash-1"), new BackupCode("hash-2")), NOON.plus(PAUSE), NOON))
                .example(new AccountEvent.SecondFactorOn(58911840, NOON))
                .example(new AccountEvent.SecondFactorOff(NOON))
                .example(new AccountEvent.SecondFactorLifted("staff-1", NOON))
                .example(new AccountEvent.CodeUsed(58911841, NOON))
                .example(new AccountEvent.BackupCodeUsed(new BackupCode("hash-1"), NOON))
                .example(new AccountEvent.CodeRefused(NOON))
                .example(new AccountEvent.SteppedUp("session-1", NOON.plus(PAUSE), NOON))
                .example(new AccountEvent.DeviceUsed("device-1", NOON))
                .example(new AccountEvent.NewsDue(LetterRequest.Kind.NEW_DEVICE, SecondFactorTest.NEWS, NOON))
                .example(new AccountEvent.NewsTold("nonce-3", NOON))
                .example(new EndedSessionsEvent.Told(List.of(new EndedSessionsCommand.Ended("session-1", NOON)), NOON))
                .example(new StaffEvent.RolesGiven("mailbox-1", EMAIL, List.of("orders", "stock"), "admin-1", NOON))
                .example(new StaffEvent.HolderFound("account-1", NOON))
                .example(new StaffEvent.RolesInForce(NOON))
                .example(new RulesEvent.LimitSet("guest", 0.5, 10, "staff:a", NOON))
                .example(new RulesEvent.LimitReset("guest", "staff:a", NOON))
                .example(new RulesEvent.Blocked("10.0.0.0/8", Optional.of(NOON), Optional.of("guesses passwords"), "staff:a", NOON))
                .example(new RulesEvent.Unblocked("10.0.0.0/8", "staff:a", NOON))
                .holds();
    }

    private static MailboxEvent.RegistrationAsked asked(Personal<String> email, Personal<String> name) {
        return new MailboxEvent.RegistrationAsked(email, Optional.of(name), hash("p"), "nonce-1", "digest-1", NOON.plus(PAUSE), NOON, "de", NOON);
    }

    private static AccountCommand.Visit plainVisit() {
        return new AccountCommand.Visit(Personal.plain("127.0.0.1"), Personal.plain("a browser"), visit(NOON).until(), visit(NOON).tokenUntil());
    }

    @Test
    void commandsAndRepliesTravel() {
        WireContract.survives(new MailboxCommand.Release("account-1"));
        WireContract.survives(new AccountCommand.Erase("account-1", 1, "mailbox-1"));
        WireContract.survives(new AccountCommand.Erasure(true));
        WireContract.survives(new AccountCommand.Profile(EMAIL, Optional.of(NAME)));
        WireContract.survives(register("one", NOON));
        WireContract.survives(verify("one", "account-1"));
        WireContract.survives(new MailboxCommand.Vouch("account-1", EMAIL));
        WireContract.survives(new MailboxCommand.AskReset(link("two", NOON)));
        WireContract.survives(reset("two"));
        WireContract.survives(new MailboxCommand.LetterDone("one", false));
        WireContract.survives(new MailboxCommand.Holder(Optional.empty()));
        WireContract.survives(new AccountCommand.Open(EMAIL, Optional.empty(), hash("p"), "one"));
        WireContract.survives(new AccountCommand.LogIn("s", 1, Optional.of(hash("p")), visit(NOON), 3, Optional.of(SecondFactorTest.proof("f", 7)), Optional.of(new AccountCommand.Arrival("d", SecondFactorTest.NEWS))));
        WireContract.survives(SecondFactorTest.begin("f", "s"));
        WireContract.survives(new AccountCommand.ConfirmSecondFactor(SecondFactorTest.proof("f", 7), Optional.of(SecondFactorTest.NEWS)));
        WireContract.survives(new AccountCommand.EndSecondFactor(SecondFactorTest.proof("f", 7), Optional.empty()));
        WireContract.survives(new AccountCommand.StepUp("s", Optional.of(SecondFactorTest.proof("f", 7)), 0, PAUSE));
        WireContract.survives(new AccountCommand.HasSteppedUp("s"));
        WireContract.survives(new AccountCommand.RecentActivity(Optional.of(3L), 20));
        WireContract.survives(new AccountCommand.Shown(true));
        WireContract.survives(new AccountCommand.LiftSecondFactor("account-1", "staff-1", hash("q"), SecondFactorTest.NEWS));
        WireContract.survives(new AccountCommand.Recall());
        WireContract.survives(new AccountCommand.Kept(true, 7, List.of(NOON)));
        WireContract.survives(new MailboxCommand.Recall());
        WireContract.survives(new MailboxCommand.Kept(List.of(new MailboxCommand.Waiting(LetterRequest.Kind.FACTOR_LIFTED, NOON)), List.of(NOON), List.of(NOON)));
        WireContract.survives(new AccountCommand.SteppedUp(Optional.of(NOON)));
        WireContract.survives(new Activity.Slice(List.of(new Activity.Numbered(3, new Activity.Entry(Activity.What.LOGGED_IN, 1, NOON, Optional.of(visit(NOON))))), true));
        WireContract.survives(new MailboxCommand.Tell(LetterRequest.Kind.NEW_DEVICE, "n", "en", NOON));
        WireContract.survives(new AccountCommand.Refreshed(Optional.of(2)));
        WireContract.survives(new AccountCommand.Credentials(hash("p"), 1, Optional.of(new AccountCommand.FactorSecret("f", SecondFactorTest.SEALED)), Optional.empty()));
        WireContract.survives(new AccountCommand.SessionList(List.of(new AccountCommand.SessionInfo("s", NOON, NOON, EMAIL, NAME))));
        WireContract.survives(new EndedSessionsCommand.News(List.of(new EndedSessionsCommand.Ended("s", NOON)), 7, true));
    }

    @Test
    void statesAreStoredAsTheyAre() {
        var mailbox = Spec.of(Mailbox.BLUEPRINT).at(NOON).when(register("one", NOON));
        WireContract.survives(mailbox.state());
        WireContract.survives(mailbox.when(verify("one", "account-1")).state());
        WireContract.survives(mailbox.when(new MailboxCommand.AccountOpened()).when(new MailboxCommand.AskReset(link("two", NOON))).state());
        WireContract.survives(mailbox.when(reset("two")).state());
        WireContract.survives(Mailbox.NONE);
        var account = Spec.of(Account.BLUEPRINT).at(NOON).given(opened(), new AccountEvent.LoggedIn("s", visit(NOON), NOON), new AccountEvent.LoggedIn("t", visit(NOON), NOON));
        WireContract.survives(account.when(new AccountCommand.EndSession("s")).state());
        WireContract.survives(account.when(new AccountCommand.Erase("account-1", 1, "mailbox-1")).state());
        WireContract.survives(Account.NONE);
        WireContract.survives(SecondFactorTest.withFactor().when(SecondFactorTest.logIn("t", SecondFactorTest.code(NOON.plusSeconds(30)), "another device")).state());
        WireContract.survives(Spec.of(EndedSessions.BLUEPRINT).given(new EndedSessionsEvent.Told(List.of(new EndedSessionsCommand.Ended("s", NOON)), NOON)).state());
    }

    /** A page that the version before this one wrote. */
    @Test
    void anAccountFromBeforeSecondFactorsIsRead() {
        String page = "{'email':'a@b.example','name':null,'password':{'phc':'p'},'version':1,'from':'r','sessions':{},'ended':{}}".replace('\'', '"');
        var account = souk.platform.wire.Codec.fromJson(page, Account.class);
        assertThat(account.factor().isOn()).isFalse();
        assertThat(account.activity().entries()).isEmpty();
        assertThat(souk.platform.wire.Codec.fromJson("{'sessionId':'s','passwordVersion':1,'rehashed':null,'visit':null,'most':3}".replace('\'', '"'), AccountCommand.LogIn.class).proof()).isEmpty();
    }

    @Test
    void nothingThatIsSecretIsWrittenIntoALog() {
        var mailbox = Spec.of(Mailbox.BLUEPRINT).at(NOON).when(register("one", NOON));
        assertThat(mailbox.state() + " " + mailbox.events() + " " + register("one", NOON)).doesNotContain("hash of");
        assertThat(Spec.of(Account.BLUEPRINT).given(opened()).state() + " " + opened()).doesNotContain("hash of");
    }
}
