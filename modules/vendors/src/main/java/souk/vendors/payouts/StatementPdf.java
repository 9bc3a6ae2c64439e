package souk.vendors.payouts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** A statement as PDF: A4 across, as many pages as it needs, with the font in it. A character that the font does not have (it has Latin, Greek and Cyrillic) is shown as a question mark. */
final class StatementPdf {
    static final String TYPE = "application/pdf";
    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    private static final PDRectangle ACROSS = new PDRectangle(PDRectangle.A4.getHeight(), PDRectangle.A4.getWidth());
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final float MARGIN = 40;
    private static final float LINE = 13;
    private static final float SIZE = 8;
    private static final float TITLE = 14;
    private static final float GAP = 6;
    private static final List<String> HEADS = List.of("", "Order", "SKU", "Quantity", "Goods", "Freight", "Commission", "Net");
    /** Where a column begins; numbers end where the next one does. */
    private static final float[] BEGINS = {40, 90, 230, 430, 485, 560, 635, 715, 802};
    private static final int NUMBERS = 3;

    private final PayoutStatement statement;
    private final PDDocument document;
    private final PDFont font;
    private final NumberFormat amounts = NumberFormat.getNumberInstance(Locale.UK);
    private PDPageContentStream page;
    private float y;
    private int pages;

    private StatementPdf(PayoutStatement statement, PDDocument document, PDFont font) {
        this.statement = statement;
        this.document = document;
        this.font = font;
        int digits = Math.max(0, statement.payout().amount().currency().getDefaultFractionDigits());
        amounts.setMinimumFractionDigits(digits);
        amounts.setMaximumFractionDigits(digits);
    }

    static byte[] of(PayoutStatement statement) {
        try (var document = new PDDocument(); InputStream letters = PDDocument.class.getResourceAsStream(FONT)) {
            new StatementPdf(statement, document, PDType0Font.load(document, letters, true)).write();
            document.getDocumentInformation().setTitle("Payout " + statement.payout().id());
            var bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("The statement of payout " + statement.payout().id() + " cannot be written", e);
        }
    }

    private void write() throws IOException {
        var payout = statement.payout();
        turn();
        text(MARGIN, TITLE, "Statement of payout " + payout.id(), BEGINS[BEGINS.length - 1]);
        y -= LINE * 2;
        for (String each : List.of("Vendor: " + statement.vendor(), "Period: " + time(statement.from()) + " to " + time(statement.to()), "State: " + statement.state() + payout.paidAt().map(at -> " on " + time(at)).orElse("")
                + payout.reference().map(reference -> ", reference " + reference).orElse(""), "Currency: " + payout.amount().currency().getCurrencyCode())) {
            text(MARGIN, SIZE + 1, each, BEGINS[BEGINS.length - 1]);
            y -= LINE;
        }
        y -= LINE;
        row(HEADS);
        for (var line : statement.lines()) row(row(line.type(), line.number(), line.sku(), Integer.toString(line.part().quantity()), line.part()));
        long back = statement.lines().stream().filter(PayoutStatement.Row::isTakenBack).mapToLong(line -> line.part().net()).sum();
        long corrected = statement.lines().stream().filter(PayoutStatement.Row::isCorrected).mapToLong(line -> line.part().net()).sum();
        y -= LINE / 2;
        row(List.of("", "Sales", "", "", "", "", "", amount(payout.amount().amount() - back - corrected)));
        row(List.of("", "Refunds taken back", "", "", "", "", "", amount(back)));
        if (corrected != 0) row(List.of("", "Commission corrected", "", "", "", "", "", amount(corrected)));
        row(row("total", "", "", "", new PaidParts.Part(0, statement.sum(PaidParts.Part::goods), statement.sum(PaidParts.Part::freight), statement.sum(PaidParts.Part::commission))));
        page.close();
    }

    private List<String> row(String type, String order, String sku, String quantity, PaidParts.Part part) {
        return List.of(type, order, sku, quantity, amount(part.goods()), amount(part.freight()), amount(part.commission()), amount(part.net()));
    }

    private String amount(long minor) {
        return amounts.format(statement.decimal(minor));
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private void turn() throws IOException {
        if (page != null) page.close();
        var next = new PDPage(ACROSS);
        document.addPage(next);
        page = new PDPageContentStream(document, next);
        pages++;
        y = MARGIN / 2;
        text(MARGIN, SIZE, "Page " + pages, BEGINS[BEGINS.length - 1]);
        y = ACROSS.getHeight() - MARGIN;
    }

    private void row(List<String> cells) throws IOException {
        if (y < MARGIN + LINE) {
            turn();
            if (cells != HEADS) row(HEADS);
        }
        for (int i = 0; i < cells.size(); i++) {
            float end = BEGINS[i + 1] - GAP;
            if (i < NUMBERS) text(BEGINS[i], SIZE, cells.get(i), end);
            else text(end - width(cells.get(i)), SIZE, cells.get(i), end);
        }
        y -= LINE;
    }

    private float width(String known) throws IOException {
        return font.getStringWidth(known) / 1000 * SIZE;
    }

    /** What does not fit is cut off. */
    private void text(float x, float size, String text, float end) throws IOException {
        var shown = new StringBuilder();
        float width = 0;
        for (int code : text.codePoints().toArray()) {
            String letter = letter(code);
            width += font.getStringWidth(letter) / 1000 * size;
            if (x + width > end + 1) break;
            shown.append(letter);
        }
        if (shown.isEmpty()) return;
        page.beginText();
        page.setFont(font, size);
        page.newLineAtOffset(x, y);
        page.showText(shown.toString());
        page.endText();
    }

    private String letter(int code) throws IOException {
        if (Character.isISOControl(code)) return " ";
        String letter = Character.toString(code);
        try {
            font.encode(letter);
            return letter;
        } catch (IllegalArgumentException unknown) {
            return "?";
        }
    }
}
