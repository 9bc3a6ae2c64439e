package souk.platform.http;

import java.util.ArrayList;
import java.util.Arrays;
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

    /** @throws IllegalArgumentException for a role that there is not ({@link Role}) */
    public Access {
        kinds = Set.copyOf(kinds);
        roles = Set.copyOf(roles);
        for (String role : roles) if (Role.fromWire(role).isEmpty()) throw new IllegalArgumentException("There is no role " + role);
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
        if (roles.isEmpty() || !who.isStaff()) return true;
        for (String role : roles) if (who.may(role)) return true;
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

    /** The roles that were named, in a stable order. */
    public List<String> staffRoles() {
        return List.copyOf(new TreeSet<>(roles));
    }

    /** For people and {@code x-souk-staff-roles}: the roles of which a member of staff needs one, in a stable order; none where there is nothing for staff. */
    public List<String> sufficientRoles() {
        if (!kinds.contains(Principal.Kind.STAFF)) return List.of();
        return Arrays.stream(Role.values()).map(Role::wire).filter(role -> roles.isEmpty() || role.equals(Principal.ADMIN) || roles.contains(role)).toList();
    }

    /** What is told to who may not, in a sentence: it names who may. */
    String wanted() {
        if (kinds.equals(EnumSet.of(Principal.Kind.STAFF)) && !roles.isEmpty()) {
            var wanted = sufficientRoles();
            return "This wants a member of staff with the role " + String.join(" or ", wanted) + ".";
        }
        return "This is for " + String.join(", ", kinds.stream().sorted().map(Principal.Kind::wire).toList()) + (roles.isEmpty() ? "." : " (staff with the role " + String.join(" or ", sufficientRoles()) + ").");
    }
}
