package souk.platform.partition;

import java.util.Map;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Spread;
import souk.platform.wire.Names;

/**
 * Which partition an aggregate belongs to. Stored data depends on it, so it never changes: the numbers are fixed at installation, the
 * function is {@link Spread}, of the aggregate's id or of what its blueprint says.
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
        return log(capability, number(names.blueprint(address.type()).place(address.id()), partitions.get(capability)));
    }

    /** How many partitions each capability has. */
    Map<String, Integer> partitions() {
        return partitions;
    }

    /** The name of a capability's n-th log, from 0. */
    public static String log(String capability, int number) {
        return capability + "-" + number;
    }

    static int number(Blueprint.Place place, int partitions) {
        return (int) ((Spread.over(partitions, place.key()) + (long) place.next()) % partitions);
    }
}
