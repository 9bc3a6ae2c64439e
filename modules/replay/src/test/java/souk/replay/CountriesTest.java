package souk.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountriesTest {
    @Test
    void namesOfTheFileAreCountriesOfIso3166() {
        var codes = Set.of(Locale.getISOCountries());
        for (String name : new String[] {"United Kingdom", "EIRE", "RSA", "USA", "Channel Islands", "European Community", "Unspecified", "Hong Kong", "Czech Republic", "Japan"}) {
            assertThat(Countries.code(name)).as(name).get().matches(codes::contains);
        }
        assertThat(Countries.code("United Kingdom")).contains("GB");
        assertThat(Countries.code("EIRE")).contains("IE");
        assertThat(Countries.code("RSA")).contains("ZA");
    }

    @Test
    void anotherNameIsNone() {
        assertThat(Countries.code("Atlantis")).isEmpty();
        assertThat(Countries.code("")).isEmpty();
    }
}
