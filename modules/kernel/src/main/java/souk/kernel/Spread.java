package souk.kernel;

/**
 * Shares ids out over a fixed number of places, alike on every node and for ever: {@link String#hashCode()} (specified by Java) through the finaliser of MurmurHash3
 * (Appleby, public domain), modulo the number of places.
 */
public final class Spread {
    private Spread() {}

    /** The place of an id: 0 to {@code places - 1}. */
    public static int over(int places, String id) {
        int h = id.hashCode();
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return Math.floorMod(h, places);
    }
}
