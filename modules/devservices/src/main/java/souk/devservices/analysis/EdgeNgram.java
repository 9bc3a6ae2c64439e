package souk.devservices.analysis;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.elasticsearch.plugin.Inject;
import org.elasticsearch.plugin.NamedComponent;
import org.elasticsearch.plugin.analysis.TokenFilterFactory;
import org.elasticsearch.plugin.settings.AnalysisSettings;
import org.elasticsearch.plugin.settings.BooleanSetting;
import org.elasticsearch.plugin.settings.IntSetting;

/** The beginnings of each word, for suggestions. Settings: {@code min_gram} (1), {@code max_gram} (2), {@code preserve_original} (false). */
@NamedComponent("edge_ngram")
public final class EdgeNgram implements TokenFilterFactory {
    /** What an index may set. */
    @AnalysisSettings
    public interface Settings {
        /** Letters of the shortest beginning. */
        @IntSetting(path = "min_gram", defaultValue = 1)
        int minGram();

        /** Letters of the longest. */
        @IntSetting(path = "max_gram", defaultValue = 2)
        int maxGram();

        /** Whether a word outside these lengths stays as a whole. */
        @BooleanSetting(path = "preserve_original", defaultValue = false)
        boolean preserveOriginal();
    }

    private final Settings settings;

    @Inject
    public EdgeNgram(Settings settings) {
        this.settings = settings;
    }

    @Override
    public TokenStream create(TokenStream words) {
        return new EdgeNGramTokenFilter(words, settings.minGram(), settings.maxGram(), settings.preserveOriginal());
    }
}
