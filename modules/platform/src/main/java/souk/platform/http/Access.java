package souk.platform.http;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may use a route.
 *
 * @param token whether a token is needed
 * @param looks whether a token that is there is looked at, though none is needed
 * @param kinds the sorts of visitor that may
 * @param roles if not empty, one of which a member of staff needs ({@link Principal#ADMIN} always suffices)
 */
public record Access(boolean token, boolean looks, Set<Principal.Kind> kinds, Set<String> roles) {
    /** No token is looked at. */
    public static final Access ANYONE = new Access(false, false, EnumSet.allOf(Principal.Kind.class), Set.of());
    /** Everybody; a good token says who it is, so that staff may see more. Without one, or with one that is not good any more, it is {@link Principal#NOBODY}. */
    public static final Access ANYONE_TOKEN_OPTIONAL = new Access(false, true, EnumSet.allOf(Principal.Kind.class), Set.of());
    /** Everybody with a session, guests too. */
    public static final Access ANYONE_WITH_A_TOKEN = new Access(true, true, EnumSet.allOf(Principal.Kind.class), Set.of());
    /** Everybody with an account. */
    public static final Access ACCOUNTS = kinds(Principal.Kind.CUSTOMER, Principal.Kind.VENDOR, Principal.Kind.STAFF);
    /** Vendors, nobody else. */
    public static final Access VENDORS = kinds(Principal.Kind.VENDOR);
    /** Staff, whatever their roles. */
    public static final Access STAFF = kinds(Principal.Kind.STAFF);

    public Access {
        kinds = Set.copyOf(kinds);
        roles = Set.copyOf(roles);
    }

    /** These sorts of visitor. */
    public static Access kinds(Principal.Kind first, Principal.Kind... others) {
        return new Access(true, true, EnumSet.of(first, others), Set.of());
    }

    /** Staff with one of these roles, or {@link Principal#ADMIN}. */
    public static Access staff(String... roles) {
        return new Access(true, true, EnumSet.of(Principal.Kind.STAFF), Set.of(roles));
    }

    /** Whether this visitor may. */
    public boolean allows(Principal who) {
        if (!kinds.contains(who.kind())) return false;
        if (roles.isEmpty() || !who.isStaff() || who.roles().contains(Principal.ADMIN)) return true;
        for (String role : who.roles()) if (roles.contains(role)) return true;
        return false;
    }

    /** Whether some visitor with a good token may not. */
    boolean restricted() {
        return kinds.size() < Principal.Kind.values().length || !roles.isEmpty();
    }

    /** For people and {@code x-souk-roles}: the sorts of visitor, with {@code anonymous} first where no token is wanted. */
    public List<String> names() {
        var names = new ArrayList<String>();
        if (!token) names.add("anonymous");
        for (var kind : Principal.Kind.values()) if (kinds.contains(kind)) names.add(kind.wire());
        return names;
    }

    /** The roles of staff in a stable order. */
    public List<String> staffRoles() {
        return List.copyOf(new TreeSet<>(roles));
    }
}
