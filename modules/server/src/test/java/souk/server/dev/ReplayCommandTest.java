package souk.server.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import souk.devservices.Ports;

/** What {@code ./souk replay} says when it cannot begin: each time with exit value 2. */
class ReplayCommandTest {
    @TempDir
    Path folder;

    private static String refused(String... arguments) {
        var errors = new StringWriter();
        assertThat(new CommandLine(new ReplayCommand()).setErr(new PrintWriter(errors, true)).execute(arguments)).as(String.join(" ", arguments)).isEqualTo(2);
        return errors.toString();
    }

    @Test
    void anOptionThatIsUnknownOrDoesNotFitIsNamed() {
        assertThat(refused("--faster")).contains("--faster");
        assertThat(refused("--speed", "fast")).contains("fast");
        assertThat(refused("--speed", "3600", "--rate", "5")).contains("--speed").contains("--rate");
        assertThat(refused("--speed", "0")).contains("above 0");
        assertThat(refused("--speed", "NaN")).contains("above 0");
        assertThat(refused("--rate", "-1")).contains("above 0");
        assertThat(refused("--invoices", "0")).contains("1 or more");
        assertThat(refused("--clients", "0")).contains("1 to 512");
        assertThat(refused("--port", "70000")).contains("1 to 65535");
    }

    @Test
    void aFileThatIsNoneOrHasSomethingElseInItIsNamed() throws Exception {
        assertThat(refused(folder.toString())).contains(folder + " is not a file");
        assertThat(refused(folder.resolve("missing.csv").toString())).contains("missing.csv").contains("no such file");
        var other = Files.writeString(folder.resolve("other.csv"), "query,docid\na,b\n");
        assertThat(refused(other.toString())).contains("InvoiceNo");
        var broken = Files.write(folder.resolve("broken.csv.gz"), new byte[] {0x1f, (byte) 0x8b, 0, 0, 0});
        assertThat(refused(broken.toString())).contains("broken.csv.gz");
    }

    @Test
    void aShopThatDoesNotRunIsNamedWithWhatToDo() {
        int port = Ports.free();
        assertThat(refused("--port", Integer.toString(port))).contains("No shop answers at http://127.0.0.1:" + port).contains("./souk up");
    }
}
