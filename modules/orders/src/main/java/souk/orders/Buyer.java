package souk.orders;

import souk.platform.http.Principal;

/** Whose key locks what an order knows of a person. */
final class Buyer {
    private static final String GUEST = "guest:";

    private Buyer() {}

    /** The account's; the session's of a guest, with all that is ordered in it; of anybody else, as staff that orders for somebody, the order's own. */
    static String of(Principal who, String orderId) {
        return switch (who.kind()) {
            case CUSTOMER -> who.id();
            case GUEST -> GUEST + who.id();
            default -> "order:" + orderId;
        };
    }

    /** Whether the order alone, or a session that nobody can log in to, knows this person: nobody else can ask for the erasure. */
    static boolean isKnownHereOnly(String person) {
        return person.startsWith(GUEST) || person.startsWith("order:");
    }
}
