package souk.devservices.analysis;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.elasticsearch.plugin.Inject;
import org.elasticsearch.plugin.NamedComponent;
import org.elasticsearch.plugin.analysis.TokenFilterFactory;
import org.elasticsearch.plugin.settings.AnalysisSettings;
import org.elasticsearch.plugin.settings.BooleanSetting;

/** Letters without their accents: {@code café} becomes {@code cafe}. Setting: {@code preserve_original} (false). */
@NamedComponent("asciifolding")
public final class AsciiFolding implements TokenFilterFactory {
    /** What an index may set. */
    @AnalysisSettings
    public interface Settings {
        /** Whether the accented word stays beside the other one. */
        @BooleanSetting(path = "preserve_original", defaultValue = false)
        boolean preserveOriginal();
    }

    private final Settings settings;

    @Inject
    public AsciiFolding(Settings settings) {
        this.settings = settings;
    }

    @Override
    public TokenStream create(TokenStream words) {
        return new ASCIIFoldingFilter(words, settings.preserveOriginal());
    }

    @Override
    public TokenStream normalize(TokenStream words) {
        return new ASCIIFoldingFilter(words, false);
    }
}
