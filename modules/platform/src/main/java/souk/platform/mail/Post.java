package souk.platform.mail;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends letters, on a few threads of its own, never on the caller's. */
public interface Post {
    /** What became of a letter. */
    enum Fate {
        /** It was taken. */ SENT,
        /** It never will be: there is no such address. */ REFUSED
    }

    /** Sends a letter. Completes exceptionally when it may be tried again: the server is away, or too much waits already. */
    CompletionStage<Fate> send(Letter letter);

    /** Removes what of the letters to this address was kept by this shop itself. Complete when it is gone. */
    default CompletionStage<?> forget(String address) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * As {@code souk.mail} says: over SMTP if a server is named; else in development into a folder; else none is sent, and each try fails,
     * so that nothing is lost when a server is named later.
     */
    static Post of(Config config) {
        var own = config.getConfig("souk.mail");
        var form = new Form(own.getString("from"));
        var threads = Threads.of(own);
        if (!own.getString("smtp.host").isBlank()) return new Smtp(own.getConfig("smtp"), form, threads);
        boolean development = config.hasPath("souk.mode") && config.getString("souk.mode").equals("development");
        if (development) return new Folder(Path.of(own.getString("folder").isBlank() ? config.getString("souk.home") + "/mail" : own.getString("folder")), form, threads);
        Logger log = LoggerFactory.getLogger(Post.class);
        log.warn("No mail is sent: souk.mail.smtp.host names no server");
        return letter -> CompletableFuture.failedFuture(new IllegalStateException("souk.mail.smtp.host names no server"));
    }
}
