package souk.platform.partition;

/**
 * Nothing but a reason to be there: sharding starts an entity with its first message, and a partition must run for its deadlines and
 * processes even when nobody asks it anything.
 *
 * @param capability whose partition
 * @param partition  its number, from 0
 */
public record Wake(String capability, int partition) implements PartitionMessage {}
