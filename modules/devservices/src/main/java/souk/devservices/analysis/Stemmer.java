package souk.devservices.analysis;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.elasticsearch.plugin.Inject;
import org.elasticsearch.plugin.NamedComponent;
import org.elasticsearch.plugin.analysis.TokenFilterFactory;
import org.elasticsearch.plugin.settings.AnalysisSettings;
import org.elasticsearch.plugin.settings.StringSetting;

/** English words by their stems. Setting: {@code language}, one of the English ones of the full distribution ({@code english}). */
@NamedComponent("stemmer")
public final class Stemmer implements TokenFilterFactory {
    /** What an index may set. */
    @AnalysisSettings
    public interface Settings {
        /** {@code english}, {@code light_english}, {@code minimal_english} or {@code possessive_english}. */
        @StringSetting(path = "language", defaultValue = "english")
        String language();
    }

    private final String language;

    @Inject
    public Stemmer(Settings settings) {
        language = settings.language();
        create(new KeywordTokenizer());     // a language that is not here is refused with the index, not with its first word
    }

    @Override
    public TokenStream create(TokenStream words) {
        return switch (language) {
            case "english" -> new PorterStemFilter(words);
            case "light_english" -> new KStemFilter(words);
            case "minimal_english" -> new EnglishMinimalStemFilter(words);
            case "possessive_english" -> new EnglishPossessiveFilter(words);
            default -> throw new IllegalArgumentException("stemmer: the language " + language + " is not in Souk's development Elasticsearch, which has"
                + " english, light_english, minimal_english and possessive_english. Use one of them, or the full distribution.");
        };
    }
}
