package souk.analytics;

import com.typesafe.config.Config;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;

/**
 * The settings below {@code souk.analytics}.
 *
 * @param zone         of the store's hours and days
 * @param baseCurrency of figures when nobody says in which
 * @param patience     after which a question is given up
 */
record AnalyticsSettings(ZoneId zone, Currency baseCurrency, Duration patience) {
    /** @throws RuntimeException when there is no such zone or currency, so that the node does not start */
    static AnalyticsSettings of(Config config) {
        var own = config.getConfig("souk.analytics");
        return new AnalyticsSettings(ZoneId.of(own.getString("zone")), Currency.getInstance(own.getString("base-currency")), own.getDuration("patience"));
    }
}
