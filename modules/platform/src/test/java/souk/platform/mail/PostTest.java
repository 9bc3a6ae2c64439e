package souk.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostTest {
    private static final String LINK = "http://127.0.0.1:8080/verify?token=" + "abc=.".repeat(40);

    @TempDir
    Path home;

    private Config config(String more) {
        return ConfigFactory.parseString(more + "\nsouk.mode = development, souk.home = \"" + home + "\"").withFallback(ConfigFactory.parseResources("souk-mail.conf"))
                .resolve(com.typesafe.config.ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
    }

    private static Letter letter(String id) {
        return new Letter(id, "ann@shop.example", "Bestätigen Sie", "Grüße\n" + LINK + "\n");
    }

    @Test
    void inDevelopmentEachMailIsAFileThatReadsAsItIs() throws IOException {
        var post = Post.of(config(""));
        var all = new ArrayList<CompletableFuture<Post.Fate>>();
        for (int i = 0; i < 20; i++) all.add(post.send(letter("letter-" + i)).toCompletableFuture());
        assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo(Post.Fate.SENT));
        try (var files = Files.list(home.resolve("mail"))) {
            var mails = files.toList();
            assertThat(mails).hasSize(20).allSatisfy(file -> {
                assertThat(file.getFileName().toString()).matches("[0-9]{8}T[0-9]{6}\\.[0-9]{9}Z\\.eml");
                assertThat(Files.readString(file)).contains("\nTo: ann@shop.example\r\n", "\r\n" + LINK, "Grüße").containsPattern("Message-ID: <letter-[0-9]+@souk.local>");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            });
        }
    }

    @Test
    void anAddressThatIsNoneIsRefusedForGood() {
        assertThat(Post.of(config("")).send(new Letter("id", "two words@shop.example", "x", "x")).toCompletableFuture().join()).isEqualTo(Post.Fate.REFUSED);
    }

    @Test
    void outsideDevelopmentNothingIsSentWithoutAServer() {
        var config = ConfigFactory.parseString("souk.mode = production").withFallback(config(""));
        assertThatThrownBy(() -> Post.of(config).send(letter("id")).toCompletableFuture().join()).hasMessageContaining("souk.mail.smtp.host");
        assertThat(home.resolve("mail")).doesNotExist();
    }

    @Test
    void aServerThatIsAwayMayBeTriedAgain() {
        assertThatThrownBy(() -> Post.of(config("souk.mail.smtp { host = 127.0.0.1, port = 1 }")).send(letter("id")).toCompletableFuture().join()).hasMessageContaining("127.0.0.1");
        assertThatThrownBy(() -> Post.of(config("souk.mail.smtp { host = 127.0.0.1, security = maybe }"))).hasMessageContaining("starttls, tls or none");
    }

    @Test
    void aLetterShowsNothingOfItself() {
        assertThat(letter("id").toString()).isEqualTo("Letter[id]");
    }
}
