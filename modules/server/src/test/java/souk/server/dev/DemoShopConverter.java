package souk.server.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Made the demo shop's products, once, from the product data of Chorus ({@code products.jsonl.gz}: the arrays of its four JSON files,
 * one product a line). Run it again only when the data or the form of our products changes:
 *
 * <pre>java -cp (test class path of this module) souk.server.dev.DemoShopConverter products.jsonl.gz modules/server/src/main/resources/souk/demo-shop/products.ndjson.gz</pre>
 *
 * What becomes of what stands in the README beside the result.
 */
public final class DemoShopConverter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ATTRIBUTES = 40;
    private static final int LONGEST_ATTRIBUTE = 200;
    private static final int LONGEST_NAME = 300;

    /** What is said in words and yet tells shoppers nothing: how it is packed, shipped, stored, certified, classed, powered or made. */
    private static final Pattern DULL = Pattern.compile("packag|packing|pallet|carton|gtin|temperature|humidity|altitude|certif|harmonized|safety|compliance|status|launch|born"
            + "|dimensions|oem_code$|stepping|codename|vid_|operating_modes|frequency|voltage|awg|country_of_origin|processor_(code|cache|package|series|manufacturer|brand)"
            + "|warranty|date|regulation|approval|sustainab|units|minimum_system|power_requirements|acoustic|shock|vibration|segment$|leaflet|disclaimer|footnote");

    /** The numbers that describe a product to people, and words that count in spite of the above. */
    private static final Set<String> ATTRIBUTES = Set.of("product_colour", "weight", "width", "height", "depth", "type", "cable_length", "compatibility",
            "quantity_per_pack", "printing_colours", "print_technology", "country_of_origin", "connector_1", "connector_2", "connector_gender", "brand_compatibility",
            "cable_colour", "product_type", "processor_frequency", "material", "processor_family", "internal_memory", "processor_cores", "processor_model",
            "ink_type", "processor_cache", "usb_2_0_ports_quantity", "form_factor", "ethernet_lan", "black_toner_page_yield", "colour_toner_page_yield",
            "connectivity_technology", "processor_socket", "display_diagonal", "display_resolution", "maximum_internal_memory", "maximum_resolution",
            "internal_memory_type", "product_family", "battery_technology", "finish_type", "bus_type", "cable_type", "data_transfer_rate", "hard_drive_capacity",
            "storage_capacity", "ssd_capacity", "capacity", "memory_type", "memory_clock_speed", "optical_drive_type", "operating_system_installed",
            "battery_capacity", "battery_voltage", "output_power", "output_power_capacity", "ac_outlets_quantity", "rack_capacity", "paper_size", "media_weight",
            "sheets_per_pack", "hdmi_ports_quantity", "wi_fi", "bluetooth", "screen_size", "native_aspect_ratio", "hd_type", "recommended_usage", "recommended_gender");

    private DemoShopConverter() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) throw new IllegalArgumentException("Two arguments: the Chorus products (gz), and the file to write");
        Map<String, Integer> categories = new TreeMap<>();
        int products = 0;
        try (var in = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(Path.of(args[0]))), UTF_8));
                var out = new OutputStreamWriter(new Best(Files.newOutputStream(Path.of(args[1]))), UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                ObjectNode product = convert(JSON.readTree(line));
                out.write(JSON.writeValueAsString(product));
                out.write('\n');
                products++;
                categories.merge(product.get("category").asText(), 1, Integer::sum);
            }
        }
        System.out.println(products + " products");
        categories.forEach((category, count) -> System.out.println("  " + count + " " + category));
    }

    static ObjectNode convert(JsonNode source) {
        ObjectNode product = JSON.createObjectNode();
        String id = source.get("id").asText();
        String title = line(source.get("title").asText());
        String description = source.path("short_description").asText("").replaceAll("(?i)<br ?/?>", "\n").replaceAll("<[^>]{1,100}>", "").replaceAll("[\\p{Cc}&&[^\\n]]", " ").strip();
        product.put("id", id).put("name", title.length() > LONGEST_NAME ? title.substring(0, LONGEST_NAME) : title)
                .put("brand", line(source.get("supplier").asText())).put("category", DemoCategories.of(title, description));
        if (!description.isEmpty()) product.put("description", description);
        attributes(source, product.putObject("attributes"));
        long price = source.get("price").asLong();
        product.put("status", price > 0 ? "published" : "draft");
        ObjectNode variant = product.putArray("variants").addObject().put("sku", "CE-" + id);
        for (JsonNode ean : source.path("ean")) {
            if (!isGtin(ean.asText())) continue;
            variant.put("gtin", ean.asText());
            break;
        }
        variant.putObject("price").put("amount", Math.max(price, 0)).put("currency", "USD");
        return product;
    }

    private static void attributes(JsonNode source, ObjectNode attributes) {
        attributes.put("model", line(source.get("name").asText())).put("released", source.get("date_released").asText().substring(0, 10));
        source.properties().forEach(field -> {
            if (!field.getKey().matches("attr_[tnb]_.+") || attributes.size() >= MOST_ATTRIBUTES) return;
            String name = field.getKey().substring("attr_t_".length());
            JsonNode value = field.getValue();
            String text = value.isNumber() ? value.decimalValue().stripTrailingZeros().toPlainString() : line(value.asText().replace("\\n", ", "));
            boolean telling = field.getKey().startsWith("attr_t_") && !DULL.matcher(name).find();
            if ((telling || ATTRIBUTES.contains(name)) && !text.isEmpty() && text.length() <= LONGEST_ATTRIBUTE) attributes.put(name, text);
        });
    }

    /** One line of text, without control characters. */
    private static String line(String text) {
        return text.replaceAll("<[^>]{1,100}>", " ").replaceAll("[\\p{Cc}\\s]+", " ").strip();
    }

    /** Whether it is a GTIN of 8, 12, 13 or 14 digits whose last digit checks the others. */
    static boolean isGtin(String digits) {
        if (!digits.matches("[0-9]{8}|[0-9]{12,14}")) return false;
        int sum = 0;
        for (int i = digits.length() - 2, weight = 3; i >= 0; i--, weight = 4 - weight) sum += weight * (digits.charAt(i) - '0');
        return (10 - sum % 10) % 10 == digits.charAt(digits.length() - 1) - '0';
    }

    private static final class Best extends GZIPOutputStream {
        Best(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
