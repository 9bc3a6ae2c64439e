package souk.server.dev;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import souk.devservices.DevServicesException;
import souk.devservices.PortTakenException;

/** What the script {@code souk} runs once everything is built: its first argument is the command. */
@Command(name = "./souk", subcommands = {Up.class, NodeCommand.class, CheckJournalCommand.class, AuditCommand.class, RebuildCommand.class, RelevanceCommand.class, ReplayCommand.class, ReplayMarketplaceCommand.class, FlashDemoCommand.class}, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class SoukCommand {
    private SoukCommand() {
    }

    public static void main(String[] arguments) {
        int exit = new CommandLine(new SoukCommand()).setExecutionExceptionHandler((error, command, parsed) -> {
            if (!(error instanceof DevServicesException)) {
                throw error;
            }
            System.err.println("souk: " + error.getMessage() + (error instanceof PortTakenException ? " Try ./souk up --port N." : ""));
            return 1;
        }).execute(arguments);
        System.exit(exit);
    }
}
