package souk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.platform.check.LogWalk;
import souk.platform.http.Tickets;
import souk.platform.journal.SegmentCodec;
import souk.platform.wire.Names;

/** Exports, and the bytes of segments, that somebody has changed. The same with rows of a real database is tested in the server. */
class VerificationTest {
    private static final Names NAMES = AuditLog.names();
    private static final Optional<Tickets> TICKETS = Optional.of(Anchors.tickets(ConfigFactory.parseString("souk.http.token-key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"")));

    private final List<String> lines = new ArrayList<>(ChainTest.entries(5).stream().map(Canonical::line).toList());
    @TempDir
    Path folder;

    /** Of the lines with a last one that fits them. */
    private Verification.Result verify() throws IOException {
        var last = Canonical.read(lines.get(lines.size() - 1));
        return verify(Canonical.line(new Canonical.End("shop", last.path("number").asLong(), last.path("hash").asText())));
    }

    private Verification.Result verify(String... after) throws IOException {
        var all = new ArrayList<>(lines);
        all.addAll(Arrays.asList(after));
        Path export = Files.write(folder.resolve("export"), all);
        Path anchors = folder.resolve("anchors");
        return Verification.ofFile(export, Files.exists(anchors) ? Optional.of(anchors) : Optional.empty(), TICKETS, seen -> {});
    }

    private void anchored(long number, String hash, String signedHash) throws IOException {
        var anchor = new Anchors.Anchor("shop", number, hash, "2026-11-22T12:00:10Z", TICKETS.orElseThrow().issue("shop", number + ":" + signedHash));
        Files.writeString(folder.resolve("anchors"), "12:00 INFO souk.audit.Anchors - " + new ObjectMapper().writeValueAsString(anchor) + "\n", java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    }

    private static String hash(int entry) {
        return ChainTest.entries(5).get(entry - 1).hash();
    }

    private void finds(long number, String... words) throws IOException {
        var result = verify();
        assertThat(result.sound()).isFalse();
        assertThat(result.examples().get(0).chain()).isEqualTo("shop");
        assertThat(result.examples().get(0).number()).isEqualTo(number);
        assertThat(result.examples().get(0).what()).contains(words);
    }

    @Test
    void whatWasNotTouchedIsSound() throws IOException {
        anchored(7, hash(7), hash(7));
        var result = verify();
        assertThat(result.examples()).isEmpty();
        assertThat(result.chains()).containsExactly(new Verification.OfChain("shop", 10, "2026-11-22T12:00:00Z", "2026-11-22T12:00:04Z", 7));
    }

    @Test
    void anEntryThatWasChangedIsNamed() throws IOException {
        lines.set(3, lines.get(3).replace("ann@souk.local", "bob@souk.local"));
        finds(4, "entry 4 (outcome of PUT /v1/admin/products/{id} by bob@souk.local", "line 4", "was changed");
    }

    @Test
    void anEntryThatIsMissingIsNamed() throws IOException {
        lines.remove(4);
        finds(5, "entry 5 is missing before entry 6");
    }

    @Test
    void entriesThatChangedPlacesAreNamed() throws IOException {
        Collections.swap(lines, 4, 6);
        finds(5, "entries 5 to 6 are missing before entry 7");
    }

    @Test
    void anEndThatWasCutOffIsNamed() throws IOException {
        anchored(8, hash(8), hash(8));
        lines.subList(6, 10).clear();
        finds(7, "the end was cut off: the last entry is 6, but 8 was anchored");
    }

    @Test
    void anExportThatDoesNotSayItsEndWasCutOffWhereverThatWas() throws IOException {
        String end = Canonical.line(new Canonical.End("shop", 10, hash(10)));
        assertThat(verify(end).examples()).isEmpty();
        assertThat(verify().examples()).isEmpty();
        assertThat(verify(new String[0]).examples()).extracting(Verification.Fault::what).singleElement().asString().contains("the export was cut off after entry 10");
        // Cut within a line, as connections are.
        assertThat(verify(end.substring(0, end.length() - 5)).sound()).isFalse();
        assertThat(verify(end, end).sound()).isFalse();
        assertThat(verify(end, lines.get(3)).sound()).isFalse();
        assertThat(verify(end.replace(hash(10), hash(9))).examples()).extracting(Verification.Fault::what).singleElement().asString().contains("another one than entry 10");
        lines.subList(7, 10).clear();
        assertThat(verify(end).examples()).extracting(Verification.Fault::what).singleElement().asString().contains("says that it has 10 entries, but the last in it is 7");
        lines.clear();
        assertThat(verify(Canonical.line(Canonical.End.OF_NOTHING)).sound()).isTrue();
        assertThat(verify(new String[0]).sound()).isFalse();
    }

    @Test
    void aChainThatWasMadeAnewIsNotTheOneThatWasAnchored() throws IOException {
        anchored(8, hash(8), hash(8));
        var forged = new ArrayList<String>();
        String previous = Canonical.NONE;
        for (var entry : ChainTest.entries(5)) {
            var act = entry.number() == 3 ? ChainTest.act("somebody else", false) : entry.act();
            var anew = Entry.sealed(entry.chain(), entry.number(), entry.kind(), entry.at(), act, entry.effect(), entry.intent(), previous);
            forged.add(Canonical.line(anew));
            previous = anew.hash();
        }
        lines.clear();
        lines.addAll(forged);
        finds(8, "is not the one that was anchored");
    }

    @Test
    void anAnchorThatTheShopHasNotSignedIsNone() throws IOException {
        anchored(8, "0".repeat(64), hash(8));
        finds(8, "is not signed by this shop's key");
    }

    @Test
    void everyByteOfALineCounts() throws IOException {
        lines.subList(4, lines.size()).clear();
        byte[] line = lines.get(2).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < line.length; i++) {
            byte[] other = line.clone();
            other[i] ^= 1;
            var verification = new Verification(Optional.empty(), Optional.empty());
            for (int number = 1; number <= lines.size(); number++) verification.look(number == 3 ? new String(other, StandardCharsets.UTF_8) : lines.get(number - 1), number);
            assertThat(verification.end().sound()).as("with another byte " + i).isFalse();
        }
    }

    @Test
    void everyByteOfASegmentCounts() throws IOException {
        var entries = ChainTest.entries(2);
        byte[] stored = segment(entries.get(2));
        assertThat(follow(entries, stored).examples()).isEmpty();
        for (int i = 0; i < stored.length; i++) {
            byte[] other = stored.clone();
            other[i] ^= (byte) (1 << i % 8);
            // When the segment was decided to its end is not what the chain says: each entry has a time of its own.
            if (isOnlyLater(other, entries.get(2))) continue;
            assertThat(follow(entries, other).sound()).as("with another byte " + i).isFalse();
        }
    }

    /** A partition goes on deciding while it writes: so a segment's entries have times of their own, and more may have been asked after the last of them. */
    @Test
    void entriesThatWereDecidedOneAfterTheOtherStandInOneSegment() throws IOException {
        var entries = ChainTest.entries(2);
        assertThat(entries.get(0).at()).isBefore(entries.get(3).at());
        var verification = new Verification(Optional.empty(), Optional.empty());
        verification.look(LogWalk.read("audit-0", 1, new UUID(0, 1), segment(entries.get(3).at().plusMillis(3), entries)), "audit-0", NAMES);
        assertThat(verification.end().examples()).isEmpty();
        var early = new Verification(Optional.empty(), Optional.empty());
        early.look(LogWalk.read("audit-0", 1, new UUID(0, 1), segment(entries.get(0).at(), entries)), "audit-0", NAMES);
        assertThat(early.end().sound()).isFalse();
    }

    private static boolean isOnlyLater(byte[] stored, Entry entry) {
        try {
            var now = SegmentCodec.decode("audit-0", 3, new UUID(0, 3), stored).now();
            return now.isAfter(entry.at()) && Arrays.equals(stored, segment(now, List.of(entry)));
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private static byte[] segment(Entry entry) {
        return segment(entry.at(), List.of(entry));
    }

    private static byte[] segment(Instant now, List<Entry> entries) {
        return SegmentCodec.encode(now, entries.stream().map(entry -> NAMES.encode(Chain.BLUEPRINT, "shop", entry.number(), new ChainEvent.Written(entry), entry.act().request())).toList());
    }

    /** The third segment holds these bytes. */
    private static Verification.Result follow(List<Entry> entries, byte[] third) throws IOException {
        var verification = new Verification(Optional.empty(), Optional.empty());
        Consumer<LogWalk.Step> look = step -> verification.look(step, "audit-0", NAMES);
        for (var entry : entries) {
            look.accept(LogWalk.read("audit-0", entry.number(), new UUID(0, entry.number()), entry.number() == 3 ? third : segment(entry)));
        }
        return verification.end();
    }
}
