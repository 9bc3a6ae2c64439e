package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import souk.server.VerifyAudit;

/** {@code ./souk audit verify}: whether the audit log of a shop is as it was written, whether the shop is open or closed, here or in a cluster; or an export of it. */
@Command(name = "audit", mixinStandardHelpOptions = true, subcommands = AuditCommand.Verify.class, synopsisSubcommandLabel = "verify", description = "What staff has done.")
final class AuditCommand {
    @Command(name = "verify", mixinStandardHelpOptions = true,
        description = "Computes every hash of the audit log anew. Exits with 0 when nothing was changed, 1 when something was, 2 when it could not be read.")
    static final class Verify implements Callable<Integer> {
        @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node of the shop in this checkout (default: ${DEFAULT-VALUE}).")
        private int port;
        @Mixin
        private LogsOfShop place;
        @Option(names = "--file", paramLabel = "FILE", description = "An export (GET /v1/admin/audit/export) instead of a database.")
        private Path file;
        @Option(names = "--anchors", paramLabel = "FILE", description = "The anchors to compare with, or a log of nodes with them, instead of the file that the configuration names.")
        private Path anchors;

        private final PrintStream out = System.out;

        @Override
        public Integer call() {
            try {
                var config = file == null ? place.config(() -> StoredShop.find(port, System.err)) : place.config(() -> new Layout(port, 1, Checkout.folder().resolve(".souk"), 1));
                return VerifyAudit.run(config, Optional.ofNullable(file), Optional.ofNullable(anchors), seen -> {}, out);
            } catch (IOException | RuntimeException e) {
                System.err.println("souk: The audit log was not verified: " + e.getMessage());
                return VerifyAudit.NOT_VERIFIED;
            }
        }
    }
}
