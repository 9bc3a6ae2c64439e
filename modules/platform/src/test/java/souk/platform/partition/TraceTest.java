package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Trace;

@ResourceLock("log level")
class TraceTest {
    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void theClientsTraceGoesOn() {
        var trace = Trace.of("00-" + ID + "-00f067aa0ba902b7-01");
        assertThat(trace.id()).isEqualTo(ID);
        assertThat(trace.sampled()).isTrue();
        assertThat(trace.span()).isNotEqualTo("00f067aa0ba902b7").hasSize(16);
        assertThat(Trace.parse(trace.toString())).isEqualTo(trace);
    }

    @Test
    void aLaterVersionIsReadAsFarAsItIsKnown() {
        assertThat(Trace.of("cc-" + ID + "-00f067aa0ba902b7-01-what-comes").id()).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-" + ID + "-0000000000000000-01", "ff-" + ID + "-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-" + ID + "-00f067aa0ba902b7"})
    void whatNamesNoTraceBeginsOne(String header) {
        var trace = Trace.of(header);
        assertThat(trace.id()).matches("[0-9a-f]{32}").isNotEqualTo(Trace.of(null).id()).isNotEqualTo(ID);
        assertThat(trace.toString()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @Test
    void noTraceIsWrittenAsNothing() {
        assertThat(Trace.NONE.toString()).isEmpty();
        assertThat(Trace.parse(null)).isEqualTo(Trace.NONE);
        assertThat(Trace.parse("")).isEqualTo(Trace.NONE);
    }

    @Test
    void aPartitionLogsTheTraceOfWhatItDecides() {
        var log = (Logger) LoggerFactory.getLogger(Batch.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        // Messages are serialized, as between nodes.
        try (var shop = new ToyShop(new MemoryStorage(), 1, "akka.actor.serialize-messages = on")) {
            shop.serving().orTimeout(60, TimeUnit.SECONDS).join();
            var trace = Trace.of(null);
            var outcome = shop.partitions().ask(Tally.at("t"), new Tally.Stumble(), Asking.DEFAULT.partOf(trace)).join();
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(lines.list).filteredOn(line -> trace.id().equals(line.getMDCPropertyMap().get(Trace.LOGGED))).isNotEmpty();
        } finally {
            log.detachAppender(lines);
        }
    }
}
