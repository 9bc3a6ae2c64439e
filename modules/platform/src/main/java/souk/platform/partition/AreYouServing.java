package souk.platform.partition;

import akka.actor.typed.ActorRef;

/**
 * Asks a partition whether it serves; it answers once it does, so whoever asks waits a little and asks again.
 *
 * @param capability whose partition
 * @param partition  its number, from 0
 */
public record AreYouServing(String capability, int partition, ActorRef<Yes> replyTo) implements PartitionMessage {
    /** It does. */
    public record Yes(String log) {}
}
