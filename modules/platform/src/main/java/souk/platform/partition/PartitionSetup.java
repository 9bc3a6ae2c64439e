package souk.platform.partition;

import akka.actor.typed.Behavior;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import souk.platform.Entities;
import souk.platform.Provider;
import souk.platform.journal.Storage;
import souk.platform.reading.Reading;
import souk.platform.wire.Names;

/**
 * What a partition is made of.
 *
 * @param log       its log's name ({@code inventory-3}), which is also its entity id and its persistence id
 * @param entities  the way to other aggregates, for the steps of processes
 * @param providers the outside, by name, for the steps of processes
 * @param clock     where its batches take their time from
 * @param reading   makes the reader of a log, told of every confirmed segment
 * @param stats     what it counts
 */
public record PartitionSetup(String log, Names names, Storage storage, Entities entities, Map<String, Provider> providers, PartitionSettings settings,
        InstantSource clock, Function<String, Behavior<Reading.Message>> reading, PartitionStats stats) {}
