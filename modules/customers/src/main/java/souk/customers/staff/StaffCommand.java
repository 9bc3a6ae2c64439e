package souk.customers.staff;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Personal;

/**
 * What can be asked of one who works for the shop, or may some day.
 *
 * @param <R> the reply
 */
public sealed interface StaffCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "customers.staff";

    /** @param mailboxId of the e-mail address, the same however it is written; there need not be an account */
    static Address<StaffCommand<?>> at(String mailboxId) {
        return new Address<>(TYPE, mailboxId);
    }

    /**
     * These roles and no others, from now on; none: no member of staff any more. Refused STALE when it is at another version than the one expected.
     *
     * @param roles by name, in a stable order
     * @param by    the principal who gives them
     */
    record Give(String mailboxId, Personal<String> email, List<String> roles, String by, Optional<Long> expectedVersion) implements StaffCommand<Given> {}

    /** Waits until no session goes on with the roles of before. */
    record Settle() implements StaffCommand<Settled> {}

    /** What the roles are. Of an address that never had any: none, at version 0. */
    record Look() implements StaffCommand<Member> {}

    /** Who has the address was found out. @param version of the roles; a later one has its own answer */
    record HolderFound(long version, Optional<String> accountId) implements StaffCommand<Done> {}

    /** The account's sessions were ended. @param everywhere whether every node can know it */
    record SessionsEnded(long version, boolean everywhere) implements StaffCommand<Done> {}

    /**
     * @param email   empty: never had roles
     * @param version rises with each other choice of roles
     * @param by      who gave them
     * @param at      since when it is so
     */
    record Member(Optional<Personal<String>> email, List<String> roles, long version, String by, Instant at) {}

    /** @param hired whether there were none before */
    record Given(boolean hired, Member member) {}

    /** @param inForce whether no node takes a token with the roles of before any more */
    record Settled(boolean inForce) {}
}
