package souk.loadtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import souk.server.Souk;

/**
 * The products that the shop under load sells, the first of the demo shop, with all that requests say of them as bytes.
 *
 * @param lines    the products as an import has them
 * @param skus     the SKU of each
 * @param ids      the id of each
 * @param oneOf    a line of one piece of each, as JSON
 * @param currency of all of them
 */
record Goods(List<String> lines, List<String> skus, byte[][] ids, byte[][] skuPaths, byte[][] oneOf, String currency) {
    private static final String DEMO = "/souk/demo-shop/products.ndjson.gz";

    static Goods first(int count) {
        var json = new ObjectMapper();
        var lines = new ArrayList<String>();
        var skus = new ArrayList<String>();
        var ids = new byte[count][];
        var skuPaths = new byte[count][];
        var oneOf = new byte[count][];
        String currency = null;
        try (var in = new BufferedReader(new InputStreamReader(new GZIPInputStream(Souk.class.getResourceAsStream(DEMO)), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && lines.size() < count; line = in.readLine()) {
                var product = json.readTree(line);
                var variant = product.get("variants").get(0);
                String sku = variant.get("sku").asText();
                int i = lines.size();
                lines.add(line);
                skus.add(sku);
                ids[i] = Request.bytes(product.get("id").asText());
                skuPaths[i] = Request.bytes(sku);
                oneOf[i] = Request.bytes("{\"sku\":\"" + sku + "\",\"quantity\":1}");
                currency = variant.get("price").get("currency").asText();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The demo shop's products cannot be read", e);
        }
        if (lines.size() < count) throw new IllegalArgumentException("The demo shop has only " + lines.size() + " products: ask for no more with --products.");
        return new Goods(lines, skus, ids, skuPaths, oneOf, currency);
    }

    int count() {
        return lines.size();
    }
}
