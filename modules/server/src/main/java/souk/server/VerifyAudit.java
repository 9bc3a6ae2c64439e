package souk.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import souk.audit.Verification;

/** Verifies the audit log of a shop, as a process beside its nodes, or without them; it needs Cassandra and a node's configuration, or an export. It only reads. */
public final class VerifyAudit {
    /** Nothing was changed. */
    public static final int SOUND = 0;
    /** Something was. */
    public static final int FAULTS = 1;
    /** Nobody knows: it could not be read. */
    public static final int NOT_VERIFIED = 2;

    private VerifyAudit() {}

    /** Configured as a node is, by {@code application.conf} and system properties alone. Arguments: {@code [EXPORT]}. */
    public static void main(String[] args) {
        try {
            System.exit(run(ConfigFactory.load(), List.of(args).stream().findFirst().map(Path::of), Optional.empty(), seen -> {}, System.out));
        } catch (IOException | RuntimeException e) {
            System.err.println("The audit log was not verified: " + e.getMessage());
            System.exit(NOT_VERIFIED);
        }
    }

    /**
     * Does it and says what came of it.
     *
     * @param export  the file to look at; none: the database
     * @param anchors the file of anchors; none: the one that the configuration names
     * @return {@link #SOUND} or {@link #FAULTS}
     * @throws RuntimeException when it could not be read
     */
    public static int run(Config base, Optional<Path> export, Optional<Path> anchors, LongConsumer told, PrintStream out) throws IOException {
        var config = base.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
        var known = anchors.or(() -> Verification.anchorFile(config));
        var result = export.isPresent() ? Verification.ofFile(export.get(), known, Verification.tickets(config), told) : Verification.ofShop(config, known, Verification.tickets(config), told);
        result.examples().forEach(fault -> out.println("  chain " + fault.chain() + ", entry " + fault.number() + ": " + fault.what()));
        if (result.faults() > result.examples().size()) out.printf("  and %,d more%n", result.faults() - result.examples().size());
        for (var chain : result.chains()) {
            out.printf("Chain %s: %,d entries, from %s to %s; %s%n", chain.chain(), chain.entries(), chain.from(), chain.to(),
                    chain.anchored() > 0 ? "anchored up to entry " + chain.anchored() : "no anchor vouches for its end");
        }
        if (result.unsigned()) out.println("Nobody could say here whether the anchors are genuine: that takes the shop's key");
        long entries = result.chains().stream().mapToLong(Verification.OfChain::entries).sum();
        if (result.sound()) out.printf("Sound: %,d entries of %,d chains%n", entries, result.chains().size());
        else out.printf("NOT sound: %,d faults in %,d entries of %,d chains. docs/operations.md, \"The audit log\", says what to do.%n", result.faults(), entries, result.chains().size());
        return result.sound() ? SOUND : FAULTS;
    }
}
