package souk.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import souk.platform.check.LogWalk;
import souk.platform.http.Tickets;
import souk.platform.journal.Segment;
import souk.platform.partition.Placement;
import souk.platform.wire.Names;

/** Computes every hash of an audit log anew, from the database or from an export, and compares with the anchors that were kept elsewhere. Nothing of the shop has to run, and nothing is written. */
public final class Verification {
    /** The capability has one partition. */
    private static final String LOG = Placement.log("audit", 0);
    private static final int EXAMPLES = 100;
    private static final int ANCHORS = 4_096;

    /** @param number of the entry */
    public record Fault(String chain, long number, String what) {}

    /**
     * What was found of one chain.
     *
     * @param from     the first entry's time
     * @param to       the last one's
     * @param anchored the last entry that an anchor vouches for; 0: none
     */
    public record OfChain(String chain, long entries, String from, String to, long anchored) {}

    /**
     * What was found.
     *
     * @param faults   how many
     * @param examples the first {@value #EXAMPLES}
     * @param anchors  how many there were to compare with
     * @param unsigned whether nobody could say if they are genuine, because the shop's key is not known here
     */
    public record Result(List<OfChain> chains, long faults, List<Fault> examples, long anchors, boolean unsigned) {
        public boolean sound() {
            return faults == 0;
        }
    }

    private final Map<String, Links> chains = new TreeMap<>();
    private final Map<String, TreeMap<Long, Anchors.Anchor>> anchors = new HashMap<>();
    private final List<Fault> examples = new ArrayList<>();
    private long faults;
    private long anchorsSeen;
    private boolean unsigned;
    private boolean closed;

    /** @param tickets that sign anchors; none: they are believed */
    Verification(Optional<Path> anchorFile, Optional<Tickets> tickets) throws IOException {
        unsigned = tickets.isEmpty();
        if (anchorFile.isPresent()) read(anchorFile.get(), tickets);
        anchors.keySet().forEach(this::links);
    }

    /**
     * Of the shop whose database is told here, whether it is open or closed.
     *
     * @param base       the configuration of a node
     * @param anchorFile none: nothing to compare with
     * @param told       is told now and then how many segments it has seen
     * @throws RuntimeException when the database does not answer, or there is no shop in it
     */
    public static Result ofShop(Config base, Optional<Path> anchorFile, Optional<Tickets> tickets, LongConsumer told) throws IOException {
        var verification = new Verification(anchorFile, tickets);
        var names = AuditLog.names();
        LogWalk.ofShop(base, LOG, step -> {
            verification.look(step, LOG, names);
            if (step.position() % 1000 == 0) told.accept(step.position());
        });
        return verification.end();
    }

    /** Of an export. */
    public static Result ofFile(Path file, Optional<Path> anchorFile, Optional<Tickets> tickets, LongConsumer told) throws IOException {
        var verification = new Verification(anchorFile, tickets);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                verification.look(line, ++number);
                if (number % 1000 == 0) told.accept(number);
            }
        }
        if (!verification.closed) verification.links(ChainCommand.SHOP.id()).breaksOff();
        return verification.end();
    }

    /** The file of anchors that a node of this configuration writes, if it writes one and it is there. */
    public static Optional<Path> anchorFile(Config config) {
        return Anchors.file(config).filter(Files::exists);
    }

    /** What a node of this configuration signs its anchors with; empty if it does not say so. */
    public static Optional<Tickets> tickets(Config config) {
        boolean given = config.hasPath("souk.http.token-key") && !config.getString("souk.http.token-key").isBlank();
        // Whoever only looks must not make a key.
        boolean kept = config.hasPath("souk.home") && Files.exists(Path.of(config.getString("souk.home")).resolve("token.key"));
        return given || kept && config.getString("souk.mode").equals("development") ? Optional.of(Anchors.tickets(config)) : Optional.empty();
    }

    // ---- entries ----

    void look(LogWalk.Step step, String log, Names names) {
        // There is one chain in a log, so what cannot be read is of that.
        if (!step.trouble().isEmpty()) links(ChainCommand.SHOP.id()).trouble(step.trouble());
        if (step.segment().isEmpty()) return;
        var segment = step.segment().get();
        String where = "segment " + segment.position() + " of " + log;
        for (var stored : segment.entries()) {
            try {
                if (names.decode(stored) instanceof ChainEvent.Written written) {
                    links(written.entry().chain()).follow(found(written.entry(), where));
                    around(segment, stored, written, names, where);
                }
            } catch (RuntimeException e) {
                links(ChainCommand.SHOP.id()).trouble("an entry in " + where + " cannot be read");
            }
        }
    }

    /** What stands around an entry in its segment says the same as the entry, whose bytes are those that a partition writes. A segment has the time of its last decision, an entry that of its own. */
    private void around(Segment segment, Segment.Entry stored, ChainEvent.Written written, Names names, String where) {
        var entry = written.entry();
        var anew = names.encode(Chain.BLUEPRINT, entry.chain(), entry.number(), written, entry.act().request());
        boolean said = stored.id().equals(anew.id()) && stored.version() == anew.version() && stored.cause().equals(anew.cause()) && !entry.at().isAfter(segment.now());
        // An older form is read, and would be written otherwise today.
        boolean same = stored.eventVersion() != anew.eventVersion() || Arrays.equals(stored.body(), anew.body());
        if (!said || !same) fault(entry.chain(), entry.number(), label(entry, where) + " was changed: its " + (said ? "bytes are not those of what it says" : "segment says otherwise which chain, number, time or cause it has"));
    }

    private static Links.Found found(Entry entry, String where) {
        return new Links.Found(entry.number(), entry.at().toString(), entry.previous(), entry.hash(), Canonical.hash(entry), label(entry, where));
    }

    private static String label(Entry entry, String where) {
        return label(entry.number(), entry.kind().wire(), entry.act().route(), entry.act().mail().isEmpty() ? entry.act().account() : entry.act().mail(), entry.at().toString(), where);
    }

    private static String label(long number, String kind, String route, String who, String at, String where) {
        return "entry " + number + " (" + kind + " of " + route + (who.isEmpty() ? "" : " by " + who) + " at " + at + ", in " + where + ")";
    }

    void look(String line, long lineNumber) {
        String where = "line " + lineNumber;
        try {
            if (closed) throw new IllegalArgumentException();
            var end = Canonical.end(line);
            if (end.isPresent()) {
                closed = true;
                links(end.get().chain()).closes(end.get());
                return;
            }
            var entry = Canonical.read(line);
            var what = entry.path("what");
            JsonNode who = entry.path("who");
            long number = entry.path("number").asLong();
            links(entry.path("chain").asText()).follow(new Links.Found(number, entry.path("at").asText(), entry.path("previous").asText(), entry.path("hash").asText(), Canonical.hash(entry),
                    label(number, entry.path("kind").asText(), what.path("route").asText(), who.path("mail").asText(who.path("account").asText()), entry.path("at").asText(), where)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            links(ChainCommand.SHOP.id()).trouble(where + " is not an entry");
        }
    }

    private Links links(String chain) {
        return chains.computeIfAbsent(chain, name -> new Links(anchors.getOrDefault(name, new TreeMap<>()), (number, what) -> fault(name, number, what)));
    }

    private void fault(String chain, long number, String what) {
        if (faults++ < EXAMPLES) examples.add(new Fault(chain, number, what));
    }

    Result end() {
        chains.values().forEach(Links::end);
        return new Result(chains.entrySet().stream().map(each -> each.getValue().result(each.getKey())).toList(), faults, examples, anchorsSeen, unsigned && anchorsSeen > 0);
    }

    // ---- anchors ----

    private void read(Path file, Optional<Tickets> tickets) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                // A node writes them among its other lines where it has no file for them.
                int begin = line.indexOf("{\"chain\"");
                if (begin < 0) continue;
                try {
                    note(Anchors.read(line.substring(begin)), number, tickets);
                } catch (JsonProcessingException e) {
                    fault("", 0, "line " + number + " of the anchors cannot be read");
                }
            }
        }
    }

    private void note(Anchors.Anchor anchor, long line, Optional<Tickets> tickets) {
        anchorsSeen++;
        if (tickets.isPresent() && !Anchors.isGenuine(anchor, tickets.get())) {
            fault(anchor.chain(), anchor.number(), "the anchor of entry " + anchor.number() + ", line " + line + " of the anchors, is not signed by this shop's key");
            return;
        }
        var ofChain = anchors.computeIfAbsent(anchor.chain(), chain -> new TreeMap<>());
        var before = ofChain.put(anchor.number(), anchor);
        if (before != null && !before.hash().equals(anchor.hash())) fault(anchor.chain(), anchor.number(), "entry " + anchor.number() + " was anchored twice, as two different ones");
        // Each vouches for all before it, so the last is enough; some more tell where it went wrong.
        if (ofChain.size() > ANCHORS) thin(ofChain);
    }

    private static void thin(TreeMap<Long, Anchors.Anchor> anchors) {
        boolean[] keep = {false};
        Long last = anchors.lastKey();
        anchors.keySet().removeIf(number -> (keep[0] = !keep[0]) && !number.equals(last));
    }
}
