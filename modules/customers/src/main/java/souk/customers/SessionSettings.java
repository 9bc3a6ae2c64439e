package souk.customers;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings of {@code souk.customers} that are about sessions.
 *
 * @param email    of the staff account of the configuration
 * @param password of it
 * @param guest    how long a guest's session lasts
 * @param staff    how long a session of that staff account lasts
 * @param token    how long an access token of an account lasts
 * @param unseen   how long a session of an account lasts that is not refreshed
 * @param most     how many sessions an account has at once
 */
record SessionSettings(String email, String password, Duration guest, Duration staff, Duration token, Duration unseen, int most) {
    /** @throws IllegalStateException without a password for staff */
    static SessionSettings of(Config config) {
        var own = config.getConfig("souk.customers");
        String password = own.getString("staff.password");
        if (password.isBlank()) throw new IllegalStateException("The staff account " + own.getString("staff.email") + " has no password: set the environment variable SOUK_ADMIN_PASSWORD, or souk.customers.staff.password.");
        return new SessionSettings(own.getString("staff.email"), password, own.getDuration("sessions.guest"), own.getDuration("sessions.staff"),
                own.getDuration("sessions.token"), own.getDuration("sessions.unseen"), own.getInt("sessions.most"));
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "SessionSettings[" + email + "]";
    }
}
