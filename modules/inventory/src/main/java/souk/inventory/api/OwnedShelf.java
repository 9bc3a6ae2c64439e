package souk.inventory.api;

/**
 * Where units lie that are not the shop's own. A location is the shop's, unless its name begins with {@value #MARK} and a name before a slash: that of whose it is. So two owners, or an owner and the
 * shop, never share a location, whatever they call it.
 */
public final class OwnedShelf {
    /** What no location of the shop's own begins with. */
    public static final char MARK = '@';

    private OwnedShelf() {}

    /**
     * The name of this owner's location.
     *
     * @throws IllegalArgumentException for an owner without a name, or with a slash in it
     */
    public static String at(String owner, String location) {
        if (owner.isEmpty() || owner.indexOf('/') >= 0) throw new IllegalArgumentException("An owner has a name without a slash, not " + owner);
        return MARK + owner + '/' + location;
    }

    /** Whether it is not the shop's own. */
    public static boolean isOwned(String location) {
        return location.indexOf(MARK) == 0 && location.indexOf('/') > 1;
    }

    /** Whose it is; empty for the shop's own. */
    public static String ownerOf(String location) {
        return isOwned(location) ? location.substring(1, location.indexOf('/')) : "";
    }
}
