package souk.server.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import souk.devservices.Ports;

/** What {@code ./souk replay-marketplace} says without a shop. */
class ReplayMarketplaceCommandTest {
    @TempDir
    Path folder;

    private static String said(int exit, String... arguments) {
        var errors = new StringWriter();
        assertThat(new CommandLine(new ReplayMarketplaceCommand()).setErr(new PrintWriter(errors, true)).execute(arguments)).as(String.join(" ", arguments)).isEqualTo(exit);
        return errors.toString();
    }

    private static String refused(String... arguments) {
        return said(2, arguments);
    }

    private String data() throws IOException {
        Files.writeString(folder.resolve("order_items.csv"), """
                order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value
                o1,1,p,s,2017-03-01 09:45,58.9,13.29
                o2,1,p,t,2017-03-02 09:45,1.99,0
                """);
        Files.writeString(folder.resolve("order_payments.csv"), "order_id,payment_value\no1,72.19\no2,2.00\n");
        Files.writeString(folder.resolve("products.csv"), "product_id,product_category_name\np,tea\n");
        Files.writeString(folder.resolve("sellers.csv"), "seller_id,seller_zip_code_prefix,seller_city,seller_state\ns,1,a,SP\nt,2,b,SP\n");
        return folder.toString();
    }

    @Test
    void anOptionThatIsMissingUnknownOrDoesNotFitIsNamed() throws IOException {
        assertThat(refused()).contains("--data");
        assertThat(refused("--data", data(), "--faster")).contains("--faster");
        assertThat(refused("--data", data(), "--limit", "0")).contains("1 or more");
        assertThat(refused("--data", data(), "--clients", "0")).contains("1 to 512");
        assertThat(refused("--data", data(), "--port", "70000")).contains("1 to 65535");
        assertThat(refused("--data", data(), "--plan-only", "--verify")).contains("choose one");
        assertThat(refused("--data", data(), "--plan-only", "--report", folder.resolve("no/such/folder").toString())).contains("cannot be written");
    }

    @Test
    void aFolderWithoutTheDataSetIsNamed() {
        assertThat(refused("--data", folder.resolve("missing").toString())).contains("missing").contains("no such folder");
        assertThat(refused("--data", folder.toString())).contains("order_items.csv.gz");
    }

    @Test
    void aShopThatDoesNotRunIsNamedWithWhatToDo() throws IOException {
        int port = Ports.free();
        assertThat(refused("--data", data(), "--port", Integer.toString(port))).contains("No shop answers at http://127.0.0.1:" + port).contains("./souk up");
    }

    @Test
    void thePlanIsToldWithoutAShopAndWrittenIntoAFile() throws IOException {
        Path report = folder.resolve("report.txt");
        said(0, "--data", data(), "--plan-only", "--report", report.toString());
        assertThat(Files.readString(report)).containsPattern("orders -> carts +2\n").containsPattern("sellers -> vendors +2\n").containsPattern("goods, reais +60.89\n").containsPattern("freight, passed on +13.29\n")
                .containsPattern("which the carts come to exactly +74.18\n").containsPattern("flagged: [^\n]+ 1\n").containsPattern("o2 +costs +1.99, paid +2.00: [+]0.01\n").doesNotContain("  o1 ");
        said(0, "--data", data(), "--plan-only", "--limit", "1", "--report", report.toString());
        assertThat(Files.readString(report)).containsPattern("orders -> carts +1\n").containsPattern("flagged: [^\n]+ 0\n");
    }
}
