package souk.search.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The index of products as text: its settings and mappings, and the names of the fields that {@link ProductText} fills and {@link TextQuery} asks. */
public final class IndexText {
    /** What all fields of text lie in. */
    public static final String TEXT = "text";
    /** What the product is called. */
    public static final String TITLE = "text.title";
    /** Two neighbouring words of the title as one: {@code power bank} is found by {@code powerbank}. */
    public static final String JOINED = "text.title.joined";
    /** Beginnings of the title's words, for suggestions. */
    public static final String PREFIX = "text.title.prefix";
    /** Who makes it. */
    public static final String BRAND = "text.brand";
    /** The words of its category. */
    public static final String CATEGORY = "text.category";
    /** What its attributes say it is. */
    public static final String TYPE = "text.type";
    /** The values of all attributes. */
    public static final String ATTRIBUTES = "text.attributes";
    /** What is told about it. */
    public static final String DESCRIPTION = "text.description";
    /** The nouns that say what it is, by its title and type: of {@code laptop bag} only {@code bag}. */
    public static final String KIND = "text.kind";
    /** The same, by its description. */
    public static final String PURPOSE = "text.purpose";
    /** Who makes it, as one word, folded: {@code Case Logic} is {@code caselogic}. */
    public static final String MAKER = "text.maker";
    /** SKU, bar code, model and part numbers, as {@link Codes} writes them. */
    public static final String CODES = "text.codes";
    /** Sizes and amounts, as {@link Measures} writes them. */
    public static final String MEASURES = "text.measures";

    private IndexText() {}

    /** The body of {@code PUT /<index>}: JSON with {@code settings} and {@code mappings}. */
    public static String json() {
        try (InputStream in = IndexText.class.getResourceAsStream("/souk/search/products-index.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
