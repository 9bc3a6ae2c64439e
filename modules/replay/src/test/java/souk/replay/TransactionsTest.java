package souk.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionsTest {
    private static final String HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    @TempDir
    Path folder;

    private Transactions read(String text) throws IOException {
        return Transactions.read(Files.writeString(folder.resolve("file.csv"), text));
    }

    @Test
    void aLineIsReadAsItStandsThere() throws IOException {
        var file = read(HEADER + "536365,22139,\"RETROSPOT TEA SET, \"\"CERAMIC\"\" 11 PC \",-1,2010-12-01 08:26:00,0.001,,EIRE\n");
        assertThat(file.lines()).containsExactly(new Line(1, "536365", "22139", "RETROSPOT TEA SET, \"CERAMIC\" 11 PC ", -1, LocalDateTime.of(2010, 12, 1, 8, 26), new BigDecimal("0.001"), "", "EIRE"));
    }

    @Test
    void theSameTextHasTheSameFingerprintZippedOrNot() throws IOException {
        var plain = folder.resolve("plain.csv");
        try (var zipped = new java.util.zip.GZIPInputStream(Transactions.class.getResourceAsStream(Transactions.SHIPPED))) {
            Files.copy(zipped, plain);
        }
        assertThat(Transactions.read(plain).fingerprint()).isEqualTo(Transactions.shipped().fingerprint()).hasSize(64);
    }

    @Test
    void whatCannotBeReadIsSaidWithItsLine() {
        assertThatThrownBy(() -> Transactions.read(folder)).isInstanceOf(IOException.class).hasMessageContaining("is not a file");
        assertThatThrownBy(() -> Transactions.read(folder.resolve("nothing"))).hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> read("")).hasMessageContaining("the first line must be InvoiceNo,");
        assertThatThrownBy(() -> read("query,docid\na,b\n")).hasMessageContaining("it is query,docid");
        assertThatThrownBy(() -> read(HEADER)).hasMessageContaining("no lines");
        assertThatThrownBy(() -> read(HEADER + "1,A,,1,2010-12-01 08:26:00,1,,EIRE\n1,A,,1\n")).hasMessageContaining("line 2").hasMessageContaining("8 columns");
        assertThatThrownBy(() -> read(HEADER + "1,A,,one,2010-12-01 08:26:00,1,,EIRE\n")).hasMessageContaining("line 1").hasMessageContaining("one");
        assertThatThrownBy(() -> read(HEADER + "1,A,,1,yesterday,1,,EIRE\n")).hasMessageContaining("yesterday");
        assertThatThrownBy(() -> read(HEADER + "1,,,1,2010-12-01 08:26:00,1,,EIRE\n")).hasMessageContaining("must not be empty");
    }
}
