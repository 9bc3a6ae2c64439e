package souk.platform.partition;

/** Everything a partition hears: requests and wake-ups from anywhere in the cluster, and its own affairs, which never leave the node. */
public interface PartitionMessage {}
