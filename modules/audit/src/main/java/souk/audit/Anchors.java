package souk.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.platform.Node;
import souk.platform.http.Tickets;

/**
 * Says outside the database how far the chain is: at most once a second a line, signed, so that who can write to the database alone can neither cut the end of the chain off, but for its last second, nor
 * make the chain anew.
 */
final class Anchors {
    private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long EVERY_MILLIS = 1000;

    /**
     * One of them.
     *
     * @param signature of chain, number and hash, by the key of the shop
     */
    record Anchor(String chain, long number, String hash, String at, String signature) {
        /** What is signed. */
        private static String what(long number, String hash) {
            return number + ":" + hash;
        }
    }

    private final Optional<Path> file;
    private final Tickets tickets;
    private final Node node;
    private Anchor newest;
    private boolean waiting;

    private Anchors(Node node) {
        this.node = node;
        file = file(node.config());
        tickets = tickets(node.config());
    }

    static Anchors of(Node node) {
        return new Anchors(node);
    }

    /** Where they are, if they are in a file. */
    static Optional<Path> file(Config config) {
        String given = config.getString("souk.audit.anchors");
        if (!given.isEmpty()) return Optional.of(Path.of(given));
        boolean development = config.hasPath("souk.mode") && config.getString("souk.mode").equals("development") && config.hasPath("souk.home");
        return development ? Optional.of(Path.of(config.getString("souk.home")).resolve("audit-anchors.ndjson")) : Optional.empty();
    }

    /** Those that sign them; not secret what they say, but nobody can make one who has not the shop's key. */
    static Tickets tickets(Config config) {
        return Tickets.of(config, "audit-anchor");
    }

    /** Whether this one is by the shop whose tickets these are. */
    static boolean isGenuine(Anchor anchor, Tickets tickets) {
        return tickets.read(anchor.signature(), anchor.chain()).filter(Anchor.what(anchor.number(), anchor.hash())::equals).isPresent();
    }

    /** @throws JsonProcessingException if it is no line of anchors */
    static Anchor read(String line) throws JsonProcessingException {
        return JSON.readValue(line, Anchor.class);
    }

    /** The chain is that far. */
    void note(String chain, long number, String hash) {
        synchronized (this) {
            if (newest != null && newest.number() >= number) return;
            newest = new Anchor(chain, number, hash, Instant.ofEpochMilli(node.clock().instant().toEpochMilli()).toString(), "");
            if (waiting) return;
            waiting = true;
        }
        // Together with what is kept in the moment that follows.
        CompletableFuture.delayedExecutor(EVERY_MILLIS, TimeUnit.MILLISECONDS, node.executor()).execute(this::write);
    }

    private void write() {
        Anchor anchor;
        synchronized (this) {
            anchor = newest;
            waiting = false;
        }
        var signed = new Anchor(anchor.chain(), anchor.number(), anchor.hash(), anchor.at(), tickets.issue(anchor.chain(), Anchor.what(anchor.number(), anchor.hash())));
        try {
            String line = JSON.writeValueAsString(signed);
            if (file.isEmpty()) LOG.info("{}", line);
            else Files.writeString(file.get(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.error("The audit log's anchor was not written to {}: {}", file, e.toString());
        }
    }
}
