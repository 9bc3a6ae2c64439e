package souk.platform.limits;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What has a limit of its own. */
public enum Budget {
    /** Requests of a guest's session. */ GUEST(true),
    /** Requests of a customer's account. */ CUSTOMER(true),
    /** Requests of a vendor's account. */ VENDOR(true),
    /** Requests of a member of staff. */ STAFF(true),
    /** Failed log-ins to an account. */ LOGIN(true),
    /** Failed log-ins from an address: ten times what {@link #LOGIN} may. */ LOGIN_ADDRESS(false),
    /** Requests from an address. */ ADDRESS(true);

    /** How many times the limit of log-ins to an account holds for those from an address. */
    static final int ADDRESS_LOGINS = 10;

    private final boolean named;
    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Budget(boolean named) {
        this.named = named;
    }

    /** As it is called in paths and metrics: {@code guest}. */
    public String wire() {
        return wire;
    }

    /**
     * Whether it is about log-ins. Nobody who can log in is kept out because a node was lost: a new owner begins with the whole budget, and
     * who cannot ask the owner does without.
     */
    boolean forgives() {
        return this == LOGIN || this == LOGIN_ADDRESS;
    }

    /** Those whose limit is set, in order. */
    public static List<Budget> named() {
        return Stream.of(values()).filter(each -> each.named).toList();
    }

    /** The one of this name whose limit can be set. */
    public static Optional<Budget> of(String wire) {
        return named().stream().filter(each -> each.wire.equals(wire)).findFirst();
    }
}
