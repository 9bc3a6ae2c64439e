package souk.customers.staff;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.customers.account.AccountCommand;
import souk.customers.account.MailboxCommand;
import souk.customers.staff.StaffCommand.Given;
import souk.customers.staff.StaffCommand.Member;
import souk.customers.staff.StaffCommand.Settled;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;

/**
 * Somebody who works for the shop, by the e-mail address. Roles are given to the address, so there may be an account or not yet. Whoever opens a session asks here after it was
 * begun, and a change of roles ends all sessions of the account after it was written down: so a session that is not ended has the roles of now, whichever came first.
 *
 * @param mailboxId of the address; null: it never had roles
 * @param email     empty: it never had roles
 * @param roles     by name, in a stable order; none: no member of staff any more
 * @param by        the principal who gave them
 * @param settling  whether sessions may go on with the roles of before
 * @param accountId whose sessions are to be ended, once that is known; else empty
 */
public record Staff(String mailboxId, Optional<Personal<String>> email, List<String> roles, String by, long version, Instant at, boolean settling, String accountId) {
    /** Sessions have ids at random: this one none has. */
    private static final String NO_SESSION = "";
    static final Staff NONE = new Staff(null, Optional.empty(), List.of(), "", 0, Instant.EPOCH, false, "");

    /** The table of its commands and events. */
    public static final Blueprint<Staff, StaffEvent> BLUEPRINT = Blueprint.of(StaffCommand.TYPE, NONE, StaffCommand.class, StaffEvent.class)
            .decide("give", StaffCommand.Give.class, Given.class, Staff::give)
            .await("settle", StaffCommand.Settle.class, Settled.class, (staff, settle, now) -> accept(Staff::settled), staff -> staff.settling ? Optional.empty() : Optional.of(Outcome.accepted(staff.settled())), Staff::settled)
            .answer("look", StaffCommand.Look.class, Member.class, (staff, look, now) -> Outcome.accepted(staff.member()))
            .decide("holder-found", StaffCommand.HolderFound.class, Done.class, Staff::holderFound)
            .decide("sessions-ended", StaffCommand.SessionsEnded.class, Done.class, Staff::sessionsEnded)
            .apply(StaffEvent.RolesGiven.class, "customers.roles-given", (staff, event) -> new Staff(event.mailboxId(), Optional.of(event.email()), event.roles(), event.by(), staff.version + 1, event.at(), true, ""))
            .apply(StaffEvent.HolderFound.class, "customers.staff-account-found", (staff, event) -> staff.with(true, event.accountId()))
            .apply(StaffEvent.RolesInForce.class, "customers.roles-in-force", (staff, event) -> staff.with(false, ""))
            .process((staff, now) -> staff.step())
            .build();

    private Decision<Staff, StaffEvent, Given> give(StaffCommand.Give asked, Instant now) {
        if (asked.expectedVersion().filter(expected -> expected != version).isPresent()) {
            return reject(Kind.STALE, "stale", "These roles are at version " + version + " by now, not " + asked.expectedVersion().get() + ": read them again.");
        }
        boolean hired = roles.isEmpty() && !asked.roles().isEmpty();
        // Locked with another key: the one before was destroyed, and with it who had these roles.
        boolean sameReader = version == 0 || email.flatMap(Personal::person).equals(asked.email().person());
        if (sameReader && roles.equals(asked.roles())) return accept(after -> new Given(false, version == 0 ? new Member(Optional.of(asked.email()), roles, 0, "", at) : after.member()));
        return accept(after -> new Given(hired, after.member()), new StaffEvent.RolesGiven(asked.mailboxId(), asked.email(), asked.roles(), asked.by(), now));
    }

    private Member member() {
        return new Member(email, roles, version, by, at);
    }

    private Settled settled() {
        return new Settled(!settling);
    }

    // ---- ending what goes on with the roles of before

    private Optional<Step> step() {
        if (!settling) return Optional.empty();
        long number = version;
        if (accountId.isEmpty()) {
            return Optional.of(Step.of("find-account", List.of(Step.send(MailboxCommand.at(mailboxId), new MailboxCommand.Look())),
                    answers -> new StaffCommand.HolderFound(number, answers.get(0).fold(holder -> ((MailboxCommand.Holder) holder).accountId(), refused -> Optional.empty()))));
        }
        // Refused: the account is only being opened, so it has no session that could have begun before.
        return Optional.of(Step.of("end-sessions", List.of(Step.send(AccountCommand.at(accountId), new AccountCommand.EndOthers(NO_SESSION))),
                answers -> new StaffCommand.SessionsEnded(number, answers.get(0).fold(ending -> ((AccountCommand.Ending) ending).everywhere(), refused -> true))));
    }

    private Decision<Staff, StaffEvent, Done> holderFound(StaffCommand.HolderFound found, Instant now) {
        if (!settling || found.version() != version || !accountId.isEmpty()) return accept(after -> Done.DONE);
        return accept(after -> Done.DONE, found.accountId().<StaffEvent>map(id -> new StaffEvent.HolderFound(id, now)).orElseGet(() -> new StaffEvent.RolesInForce(now)));
    }

    private Decision<Staff, StaffEvent, Done> sessionsEnded(StaffCommand.SessionsEnded ended, Instant now) {
        boolean over = settling && ended.version() == version && !accountId.isEmpty() && ended.everywhere();
        return over ? accept(after -> Done.DONE, new StaffEvent.RolesInForce(now)) : accept(after -> Done.DONE);
    }

    private Staff with(boolean stillSettling, String newAccountId) {
        return new Staff(mailboxId, email, roles, by, version, at, stillSettling, newAccountId);
    }
}
