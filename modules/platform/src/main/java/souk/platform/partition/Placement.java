package souk.platform.partition;

import java.util.Map;
import souk.kernel.Address;
import souk.platform.wire.Names;

/**
 * Which partition an aggregate belongs to. Stored data depends on it, so it never changes: the numbers are fixed at installation, the
 * function is {@link String#hashCode()} (specified by Java) through the finaliser of MurmurHash3 (Appleby, public domain), modulo the
 * number of partitions.
 */
public final class Placement {
    private final Names names;
    private final Map<String, Integer> partitions;

    /** @param partitions how many each capability has */
    public Placement(Names names, Map<String, Integer> partitions) {
        this.names = names;
        this.partitions = Map.copyOf(partitions);
    }

    /** The log, and partition, that hosts the aggregate: {@code <capability>-<number>}. */
    public String log(Address<?> address) {
        String capability = names.capability(address.type());
        return log(capability, number(address.id(), partitions.get(capability)));
    }

    /** How many partitions each capability has. */
    Map<String, Integer> partitions() {
        return partitions;
    }

    /** The name of a capability's n-th log, from 0. */
    public static String log(String capability, int number) {
        return capability + "-" + number;
    }

    static int number(String id, int partitions) {
        int h = id.hashCode();
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return Math.floorMod(h, partitions);
    }
}
