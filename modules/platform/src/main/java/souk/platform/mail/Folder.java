package souk.platform.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import java.util.concurrent.CompletionStage;

/** Writes each letter into a file of its own, {@code <time>.eml}; a file that is there is complete. Files are read by who runs the shop only. */
final class Folder implements Post {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Session SESSION = Session.getInstance(new Properties());

    private final Path folder;
    private final Form form;
    private final Threads threads;

    Folder(Path folder, Form form, Threads threads) {
        this.folder = folder;
        this.form = form;
        this.threads = threads;
    }

    @Override
    public CompletionStage<Fate> send(Letter letter) {
        return threads.run(() -> write(letter));
    }

    /** However the address is written in them: in small letters they are the same. */
    @Override
    public CompletionStage<?> forget(String address) {
        return threads.run(() -> {
            if (!Files.isDirectory(folder)) return Fate.SENT;
            try (var letters = Files.newDirectoryStream(folder, "*.eml")) {
                for (Path each : letters) if (isTo(each, address)) Files.deleteIfExists(each);
            }
            return Fate.SENT;
        });
    }

    private static boolean isTo(Path letter, String address) throws IOException, MessagingException {
        try (var in = Files.newInputStream(letter)) {
            var to = new MimeMessage(SESSION, in).getRecipients(Message.RecipientType.TO);
            return to != null && to.length == 1 && to[0] instanceof InternetAddress one && one.getAddress().equalsIgnoreCase(address);
        } catch (NoSuchFileException another) {
            return false;
        }
    }

    private Fate write(Letter letter) throws IOException, MessagingException {
        Files.createDirectories(folder);
        Path aside = Files.createTempFile(folder, "letter", ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (var out = Files.newOutputStream(aside)) {
                form.plain(letter, SESSION).writeTo(out);
            } catch (AddressException nobody) {
                return Fate.REFUSED;
            }
            for (Instant time = Instant.now(); ; time = time.plusNanos(1)) {
                try {
                    Files.createLink(folder.resolve(NAME.format(time) + ".eml"), aside);
                    return Fate.SENT;
                } catch (FileAlreadyExistsException another) {
                    // two at the same time: the next name
                }
            }
        } finally {
            Files.delete(aside);
        }
    }
}
