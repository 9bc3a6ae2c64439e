package souk.vendors.payouts;

import java.nio.charset.StandardCharsets;
import souk.kernel.Money;
import souk.vendors.payouts.PayoutRoutes.WholePayout;

/** A payout's lines as CSV (RFC 4180), with a last row that is their sum. No field begins as a formula does: amounts apart, what a table program would calculate stands behind an apostrophe. */
final class PayoutStatement {
    static final String CSV = "text/csv";
    private static final String END = "\r\n";

    private PayoutStatement() {}

    static byte[] of(WholePayout payout) {
        var text = new StringBuilder("orderId,lineId,sku,net,currency").append(END);
        payout.lines().forEach(line -> row(text, line.orderId(), line.lineId(), line.sku(), line.net()));
        row(text, "total", "", "", payout.amount());
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void row(StringBuilder text, String order, String line, String sku, Money net) {
        text.append(field(order)).append(',').append(field(line)).append(',').append(field(sku)).append(',').append(net.amount()).append(',').append(net.currency().getCurrencyCode()).append(END);
    }

    private static String field(String value) {
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
