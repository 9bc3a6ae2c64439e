package souk.customers.staff;

import java.time.Instant;
import java.util.List;
import souk.kernel.Event;
import souk.kernel.Personal;

/** What happens to one who works for the shop. */
public sealed interface StaffEvent extends Event {
    Instant at();

    /** These roles and no others. @param by the principal who gave them */
    record RolesGiven(String mailboxId, Personal<String> email, List<String> roles, String by, Instant at) implements StaffEvent {}

    /** This account has the address; its sessions began with the roles of before. */
    record HolderFound(String accountId, Instant at) implements StaffEvent {}

    /** No session goes on with the roles of before. */
    record RolesInForce(Instant at) implements StaffEvent {}
}
