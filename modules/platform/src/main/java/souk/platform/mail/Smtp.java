package souk.platform.mail;

import com.typesafe.config.Config;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Hands letters to an SMTP server (RFC 5321), a connection each. */
final class Smtp implements Post {
    private static final int FINAL = 500;

    private final Session session;
    private final String user;
    private final String password;
    private final Form form;
    private final Threads threads;

    Smtp(Config settings, Form form, Threads threads) {
        this.form = form;
        this.threads = threads;
        user = settings.getString("user");
        password = settings.getString("password");
        session = Session.getInstance(properties(settings));
    }

    /** @throws IllegalArgumentException when {@code security} is none that there is */
    private static Properties properties(Config settings) {
        var all = new Properties();
        all.put("mail.transport.protocol", "smtp");
        all.put("mail.smtp.host", settings.getString("host"));
        all.put("mail.smtp.port", String.valueOf(settings.getInt("port")));
        all.put("mail.smtp.auth", String.valueOf(!settings.getString("user").isBlank()));
        String timeout = String.valueOf(settings.getDuration("timeout").toMillis());
        all.put("mail.smtp.connectiontimeout", timeout);
        all.put("mail.smtp.timeout", timeout);
        all.put("mail.smtp.writetimeout", timeout);
        switch (settings.getString("security").toLowerCase(Locale.ROOT)) {
            case "starttls" -> {
                all.put("mail.smtp.starttls.enable", "true");
                all.put("mail.smtp.starttls.required", "true");
                all.put("mail.smtp.ssl.checkserveridentity", "true");
            }
            case "tls" -> {
                all.put("mail.smtp.ssl.enable", "true");
                all.put("mail.smtp.ssl.checkserveridentity", "true");
            }
            case "none" -> { }
            default -> throw new IllegalArgumentException("souk.mail.smtp.security is starttls, tls or none");
        }
        return all;
    }

    @Override
    public CompletionStage<Fate> send(Letter letter) {
        return threads.run(() -> hand(letter));
    }

    private Fate hand(Letter letter) throws MessagingException {
        try (var transport = session.getTransport("smtp")) {
            var message = form.encoded(letter, session);
            if (user.isBlank()) transport.connect();
            else transport.connect(user, password);
            transport.sendMessage(message, message.getAllRecipients());
            return Fate.SENT;
        } catch (AddressException nobody) {
            return Fate.REFUSED;
        } catch (SendFailedException failed) {
            if (isFinal(failed)) return Fate.REFUSED;
            // What it says of it may name the address, and what is thrown is logged.
            throw new MessagingException("The mail server does not take it at the moment");
        }
    }

    /** The server refuses the address or the mail for good (5yz), not for now (4yz). */
    private static boolean isFinal(SendFailedException failed) {
        for (Exception each = failed; each != null; each = each instanceof MessagingException mail ? mail.getNextException() : null) {
            if (each instanceof SMTPAddressFailedException address && address.getReturnCode() >= FINAL) return true;
            if (each instanceof SMTPSendFailedException mail && mail.getReturnCode() >= FINAL && mail.getNextException() == null) return true;
        }
        return false;
    }
}
