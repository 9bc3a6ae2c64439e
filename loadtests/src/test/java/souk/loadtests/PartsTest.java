package souk.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartsTest {
    private static final String AKKA = "[souk-akka.actor.default-dispatcher-5 tid=7];java/util/concurrent/ForkJoinWorkerThread.run;akka/dispatch/Mailbox.run;";

    @Test
    void whatTheDriverDoesForAPageBelongsToThePage() {
        assertThat(node(AKKA + "souk/platform/partition/Partition.onTick;souk/platform/partition/Pages.write;souk/platform/journal/CassandraStorage.writePages;"
                + "souk/platform/journal/CassandraStorage.run;com/datastax/oss/driver/internal/core/session/DefaultSession.executeAsync")).isEqualTo("pages");
    }

    @Test
    void encodingBelongsToWhomItIsDoneFor() {
        assertThat(node(AKKA + "souk/platform/reading/ViewHandler.process;souk/orders/OrderListStore.write;souk/platform/wire/Codec.encode")).isEqualTo("views and reactions");
        assertThat(node(AKKA + "souk/platform/partition/Batch.decide;souk/platform/wire/Codec.encode")).isEqualTo("decide");
    }

    @Test
    void theAnswerOfACommandIsHttpWhereverItIsWritten() {
        assertThat(node(AKKA + "souk/platform/partition/Desk.answered;souk/platform/http/Call.reply;souk/platform/http/Json.write;com/fasterxml/jackson/X.y")).isEqualTo("HTTP");
    }

    @Test
    void threadsOfTheMachineComeFirst() {
        assertThat(node("[GC Thread#0 tid=9];start_thread;GangWorker::run")).isEqualTo("garbage collection");
        assertThat(node("[C2 CompilerThre tid=9];start_thread")).isEqualTo("JIT compiler");
    }

    @Test
    void aThreadThatOnlyLooksForWorkIsScheduling() {
        assertThat(node("[souk-akka.actor.default-dispatcher-5 tid=7];java/util/concurrent/ForkJoinPool.awaitWork;Unsafe_Park")).isEqualTo("scheduling of threads");
    }

    @Test
    void cassandrasHeadIsConditional() {
        assertThat(Parts.ofCassandra("[Native-Transport-Requests-3 tid=1];org/apache/cassandra/transport/Dispatcher.processRequest;org/apache/cassandra/cql3/statements/ModificationStatement.execute;org/apache/cassandra/service/paxos/Paxos.cas;org/apache/cassandra/db/Keyspace.apply".split(";")))
                .startsWith("conditional writes");
    }

    private static String node(String stack) {
        return Parts.ofNode(stack.split(";"));
    }
}
