package souk.platform.http;

import java.util.Locale;
import java.util.Set;

/**
 * Who asks, as their token says.
 *
 * @param id    never changes and never names two; what aggregates keep as the owner of a thing
 * @param kind  what sort of visitor
 * @param roles what a member of staff may do; empty for everybody else
 * @param session which of the visitor's sessions it is, where sessions can be ended ({@link SessionWatch}); else empty
 * @param vendor for whom a {@link Kind#VENDOR} sells: the only vendor whose things these may see and change; else empty
 */
public record Principal(String id, Kind kind, Set<String> roles, String session, String vendor) {
    /** The sorts of visitor. */
    public enum Kind {
        GUEST, CUSTOMER, VENDOR, STAFF;

        private final String wire = name().toLowerCase(Locale.ROOT);

        /** The name in tokens and answers: {@code guest}. */
        public String wire() {
            return wire;
        }

        static Kind fromWire(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    /** The role of staff that may do everything. */
    public static final String ADMIN = Role.ADMIN.wire();

    /** Who asks on a route that wants no token. */
    public static final Principal NOBODY = new Principal("", Kind.GUEST, Set.of());

    public Principal {
        roles = Set.copyOf(roles);
    }

    public Principal(String id, Kind kind) {
        this(id, kind, Set.of());
    }

    public Principal(String id, Kind kind, Set<String> roles) {
        this(id, kind, roles, "");
    }

    public Principal(String id, Kind kind, Set<String> roles, String session) {
        this(id, kind, roles, session, "");
    }

    /** The same, in one of its sessions. */
    public Principal in(String newSession) {
        return new Principal(id, kind, roles, newSession, vendor);
    }

    /** The same, who sells for this vendor. */
    public Principal sellingFor(String newVendor) {
        return new Principal(id, kind, roles, session, newVendor);
    }

    /** Whether it is the staff account of the configuration: everybody else of the staff has an account, whose sessions can be ended. */
    public boolean isConfigured() {
        return isStaff() && session.isEmpty();
    }

    public boolean isStaff() {
        return kind == Kind.STAFF;
    }

    /** Whether this is a member of staff with this role, or with {@link #ADMIN}. */
    public boolean may(String role) {
        return isStaff() && (roles.contains(role) || roles.contains(ADMIN));
    }
}
