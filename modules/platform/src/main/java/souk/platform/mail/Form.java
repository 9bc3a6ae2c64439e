package souk.platform.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;

/**
 * Makes MIME messages of letters.
 *
 * @param from the sender, with or without a name
 */
record Form(String from) {
    /** One whose text stands in it as it is, so that a link can be read and copied from the file. */
    MimeMessage plain(Letter letter, Session session) throws MessagingException {
        var message = message(letter, session);
        message.setHeader("Content-Transfer-Encoding", "8bit");
        message.saveChanges();
        return message;
    }

    MimeMessage encoded(Letter letter, Session session) throws MessagingException {
        var message = message(letter, session);
        message.saveChanges();
        return message;
    }

    private MimeMessage message(Letter letter, Session session) throws MessagingException {
        var sender = new InternetAddress(from);
        String domain = from.substring(from.lastIndexOf('@') + 1).replaceAll("[^A-Za-z0-9.-]", "");
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + letter.id() + "@" + domain + ">");
            }
        };
        message.setFrom(sender);
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to()));
        message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(new Date());
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(letter.text().replace("\r\n", "\n").replace("\n", "\r\n"), StandardCharsets.UTF_8.name());
        return message;
    }
}
