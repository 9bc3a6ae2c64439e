package souk.replay;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The file's names of countries as ISO 3166-1 codes: Java's English names, and a few that only the file has. */
final class Countries {
    /** The name stays in the address, as its city, so that nothing is lost by what stands in for it. */
    private static final Map<String, String> OTHERS = Map.of(
            "EIRE", "IE",
            "RSA", "ZA",
            "USA", "US",
            "Channel Islands", "JE",           // two countries in ISO 3166-1, Jersey and Guernsey: the larger stands for both
            "Czech Republic", "CZ",            // in newer Javas Czechia
            "Hong Kong", "HK",                 // in Java with more words
            "European Community", "BE",        // no country: where most of its institutions are
            "Unspecified", "GB");              // the seller's own
    private static final Map<String, String> NAMES = new HashMap<>(OTHERS);

    static {
        for (String code : Locale.getISOCountries()) NAMES.putIfAbsent(new Locale.Builder().setRegion(code).build().getDisplayCountry(Locale.ENGLISH), code);
    }

    private Countries() {}

    static Optional<String> code(String name) {
        return Optional.ofNullable(NAMES.get(name));
    }
}
