package souk.platform.http;

import com.typesafe.config.Config;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/** The currencies that the shop knows. */
public final class Currencies {
    private Currencies() {}

    /** Those of {@code souk.currencies}, ISO 4217 codes. @throws IllegalArgumentException for a code that Java does not know */
    public static Set<Currency> known(Config config) {
        return config.getStringList("souk.currencies").stream().map(code -> {
            try {
                return Currency.getInstance(code);
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException("The setting souk.currencies has '" + code + "', which is no ISO 4217 code", unknown);
            }
        }).collect(Collectors.toUnmodifiableSet());
    }
}
