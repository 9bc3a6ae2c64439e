package souk.customers;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings of {@code souk.customers}.
 *
 * @param email    of the one staff account
 * @param password of the one staff account
 * @param guest    how long a guest's session lasts
 * @param staff    how long a staff session lasts
 */
record SessionSettings(String email, String password, Duration guest, Duration staff) {
    /** @throws IllegalStateException without a password for staff */
    static SessionSettings of(Config config) {
        var own = config.getConfig("souk.customers");
        String password = own.getString("staff.password");
        if (password.isBlank()) throw new IllegalStateException("The staff account " + own.getString("staff.email") + " has no password: set the environment variable SOUK_ADMIN_PASSWORD, or souk.customers.staff.password.");
        return new SessionSettings(own.getString("staff.email"), password, own.getDuration("sessions.guest"), own.getDuration("sessions.staff"));
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "SessionSettings[" + email + "]";
    }
}
