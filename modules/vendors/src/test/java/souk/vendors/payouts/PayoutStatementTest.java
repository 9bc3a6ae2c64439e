package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.vendors.api.PayoutView;

class PayoutStatementTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final PayoutStatement.Row SOLD = new PayoutStatement.Row("S-1", "order-1", "1", "TEA", new PaidParts.Part(2, 123_400, 100, 150));
    private static final PayoutStatement.Row BACK = new PayoutStatement.Row("S-0", "order-0", "1", "+POT", new PaidParts.Part(-1, -500, -50, -75));

    private static PayoutStatement statement(String vendor, Money amount, PayoutStatement.Row... rows) {
        return new PayoutStatement(new PayoutView("run-1.ann", "run-1", "ann", 7, PayoutView.State.PAID, amount, NOON, Optional.of(NOON), Optional.of("bank-7"), Optional.empty()), vendor, NOON.minusSeconds(60), List.of(rows));
    }

    @Test
    void noCellBeginsAsAFormulaDoesAndAmountsAreDecimals() {
        assertThat(new String(statement("=HYPERLINK(\"x\")", gbp(122_875), SOLD, BACK).csv(), StandardCharsets.UTF_8)).isEqualTo("payout,state,vendor,from,to,type,orderNumber,orderId,lineId,sku,quantity,goods,freight,commission,net,currency\r\n"
                + "run-1.ann,paid,\"'=HYPERLINK(\"\"x\"\")\",2026-01-31T11:59:00Z,2026-01-31T12:00:00Z,sale,S-1,order-1,1,TEA,2,1234.00,1.00,1.50,1233.50,GBP\r\n"
                + "run-1.ann,paid,\"'=HYPERLINK(\"\"x\"\")\",2026-01-31T11:59:00Z,2026-01-31T12:00:00Z,refund,S-0,order-0,1,'+POT,-1,-5.00,-0.50,-0.75,-4.75,GBP\r\n"
                + "run-1.ann,paid,\"'=HYPERLINK(\"\"x\"\")\",2026-01-31T11:59:00Z,2026-01-31T12:00:00Z,total,,,,,,1229.00,0.50,0.75,1228.75,GBP\r\n");
    }

    @Test
    void aCurrencyWithoutCentsHasNone() {
        assertThat(new String(statement("Teas", Money.of(123_350, "JPY"), SOLD).csv(), StandardCharsets.UTF_8)).contains(",123400,100,150,123350,JPY\r\n");
    }

    @Test
    void aStatementThatDoesNotAddUpIsNone() {
        assertThatThrownBy(() -> statement("Teas", gbp(1), SOLD)).isInstanceOf(IllegalStateException.class).hasMessageContaining("comes to 123350");
    }

    @Test
    void thePdfSaysTheSame() throws IOException {
        assertThat(text(statement("Thé Чай 茶\n", gbp(122_875), SOLD, BACK))).contains("run-1.ann").contains("Vendor: Thé Чай ?").contains("2026-01-31 11:59 UTC to 2026-01-31 12:00 UTC").contains("reference bank-7")
                .containsPattern("sale\\s+S-1\\s+TEA\\s+2\\s+1,234\\.00\\s+1\\.00\\s+1\\.50\\s+1,233\\.50").containsPattern("refund\\s+S-0\\s+\\+POT\\s+-1\\s+-5\\.00\\s+-0\\.50\\s+-0\\.75\\s+-4\\.75")
                .containsPattern("Refunds taken back\\s+-4\\.75").containsPattern("total\\s+1,229\\.00\\s+0\\.50\\s+0\\.75\\s+1,228\\.75");
    }

    @Test
    void aLongOneHasManyPagesAndEveryLine() throws IOException {
        var rows = IntStream.range(0, 1_000).mapToObj(i -> new PayoutStatement.Row("S-" + i, "order-" + i, "1", "SKU-" + i, new PaidParts.Part(1, 10, 0, 0))).toArray(PayoutStatement.Row[]::new);
        String text = text(statement("T".repeat(500), gbp(10_000), rows));
        assertThat(text).contains("SKU-0").contains("SKU-999").contains("Page 20").containsPattern("total\\s+100\\.00");
        assertThat(text.lines().filter(line -> line.startsWith("sale"))).hasSize(1_000);
    }

    private static String text(PayoutStatement statement) throws IOException {
        try (var document = Loader.loadPDF(StatementPdf.of(statement))) {
            var stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            return stripper.getText(document);
        }
    }
}
