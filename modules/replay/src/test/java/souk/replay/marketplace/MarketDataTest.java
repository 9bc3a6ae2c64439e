package souk.replay.marketplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketDataTest {
    @TempDir
    Path folder;

    private static Market two() {
        return new Market().item("o1", 1, "p1", "s1", "58.9", "13.29").item("o2", 2, "p2", "s2", "10", "0").paid("o1", "40.00").paid("o1", "32.19").paid("of another", "5.00").status("o2", "canceled").status("of another", "shipped");
    }

    @Test
    void whatIsKnownOfTheOrdersWhoseUnitsAreKnownIsReadAndNothingElse() {
        var data = two().product("unsold", "x").read(folder);
        assertThat(data.items()).containsExactly(new Item("o1", 1, "p1", "s1", LocalDateTime.of(2017, 3, 1, 9, 45), new BigDecimal("58.90"), new BigDecimal("13.29")),
                new Item("o2", 1, "p2", "s2", LocalDateTime.of(2017, 3, 2, 9, 45), new BigDecimal("10.00"), new BigDecimal("0.00")));
        assertThat(data.payments()).containsOnlyKeys("o1").containsEntry("o1", new BigDecimal("72.19"));
        assertThat(data.categories()).containsOnlyKeys("p1", "p2");
        assertThat(data.sellers()).containsOnlyKeys("s1", "s2").containsEntry("s1", new Seller("s1", "01310", "sao paulo", "SP"));
        assertThat(data.statuses()).containsOnlyKeys("o2").containsEntry("o2", "canceled");
    }

    @Test
    void zippedOrNotItIsTheSame() throws IOException {
        var plain = two().read(folder);
        for (String name : new String[] {"order_items", "order_payments", "products", "sellers", "orders_partial"}) {
            Path file = folder.resolve(name + ".csv");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".csv.gz")))) {
                Files.copy(file, out);
            }
            Files.delete(file);
        }
        assertThat(MarketData.read(folder)).isEqualTo(plain);
        Files.delete(folder.resolve("orders_partial.csv.gz"));
        assertThat(MarketData.read(folder).statuses()).isEmpty();
        assertThat(MarketData.read(folder).fingerprint()).isNotEqualTo(plain.fingerprint());
    }

    private void refused(String file, String from, String to, String... words) throws IOException {
        two().in(folder);
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
        assertThatThrownBy(() -> MarketData.read(folder)).isInstanceOf(IOException.class).message().contains(words);
    }

    @Test
    void whatIsNotUnderstoodIsNamedWithItsLine() throws IOException {
        refused("order_items.csv", "58.9", "58.905", "order_items.csv, line 1", "58.905");
        refused("order_items.csv", "58.9", "-1", "line 1", "price");
        refused("order_items.csv", "58.9", "0", "line 1", "above zero");
        refused("order_items.csv", "2017-03-02 09:45", "yesterday", "line 2", "yesterday", "2017-09-19 09:45");
        refused("order_items.csv", "o2,1", "o2,first", "line 2", "whole number", "first");
        refused("order_items.csv", "o2,1", "o1,1", "line 2", "stands there twice");
        refused("order_items.csv", "freight_value", "freight", "there is no freight_value");
        refused("order_payments.csv", "40.00", "much", "order_payments.csv, line 1", "much");
        refused("sellers.csv", "s2,", "s3,", "the seller s2");
        refused("products.csv", "p2,", "p3,", "the product p2");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertThatThrownBy(() -> MarketData.read(folder.resolve("nowhere"))).hasMessageContaining("no such folder");
        assertThatThrownBy(() -> MarketData.read(folder)).hasMessageContaining("order_items.csv.gz").hasMessageContaining("order_items.csv");
        new Market().in(folder);
        assertThatThrownBy(() -> MarketData.read(folder)).hasMessageContaining("no lines but its first");
        assertThatThrownBy(() -> MarketData.read(folder.resolve("products.csv"))).hasMessageContaining("is no folder");
    }
}
