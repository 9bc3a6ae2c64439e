package souk.orders;

import souk.platform.http.Principal;
import souk.platform.privacy.Persons;

/** Whose key locks what an order knows of a person. */
final class Buyer {
    private static final String GUEST = "guest:";

    private Buyer() {}

    /** The account's; of a guest the order's own, as a part of the session's; of anybody else, as staff that orders for somebody, the order's own. */
    static String of(Principal who, String orderId) {
        return who.kind() == Principal.Kind.GUEST ? Persons.part(session(who, orderId), orderId) : session(who, orderId);
    }

    /** The account's; the session's of a guest, with all that is ordered in it; of anybody else the order's own. */
    static String session(Principal who, String orderId) {
        return switch (who.kind()) {
            case CUSTOMER -> who.id();
            case GUEST -> GUEST + who.id();
            default -> "order:" + orderId;
        };
    }

    /**
     * By what who reads the mail of this address finds what guests have ordered with it: a digest by a key of that reader, so that nobody can make it any more when the reader was erased. Who comes back with the
     * address after that has another one.
     */
    static String mailbox(String email, Persons persons) {
        String reader = persons.reader(email);
        return persons.key(reader).map(key -> key.digest("souk.orders.mailbox")).orElse(reader);
    }

    /** Whether the order alone, or a session that nobody can log in to, knows this person: nobody else can ask for the erasure. */
    static boolean isKnownHereOnly(String person) {
        return person.startsWith(GUEST) || person.startsWith("order:");
    }
}
