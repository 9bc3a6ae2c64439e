package souk.customers;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.LetterRequest;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Node;
import souk.platform.Provider;
import souk.platform.mail.Letter;
import souk.platform.mail.Post;
import souk.platform.privacy.Persons;

/** Writes and sends the letters of accounts. Texts are in {@code souk/customers/letters_<language>.properties}; English is there for whoever reads another language. */
final class Letters implements Provider {
    private static final Outcome<Done> SENT = Outcome.accepted(Done.DONE);
    private static final Outcome<Done> NEVER = Outcome.refused(Rejection.Kind.GONE, "not-sent", "The link has expired, or nobody has this address.");
    private static final ResourceBundle.Control ENGLISH_ELSE = ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final List<String> LANGUAGES = List.of("en", "de");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Post post;
    private final Links links;
    private final Persons persons;
    private final InstantSource clock;

    Letters(Post post, Links links, Persons persons, InstantSource clock) {
        this.post = post;
        this.links = links;
        this.persons = persons;
        this.clock = clock;
    }

    static Letters of(Node node) {
        return new Letters(Post.of(node.config()), Links.of(node.config()), node.persons(), node.clock());
    }

    /** The language of the texts for who sent this {@code Accept-Language}. */
    static String language(String accepted) {
        try {
            String found = accepted.isBlank() || accepted.length() > 500 ? null : Locale.lookupTag(Locale.LanguageRange.parse(accepted), LANGUAGES);
            return found == null ? LANGUAGES.get(0) : found;
        } catch (IllegalArgumentException notReadable) {
            return LANGUAGES.get(0);
        }
    }

    @Override
    public CompletionStage<Outcome<Done>> call(Object request) {
        var asked = (LetterRequest) request;
        var left = Duration.between(clock.instant(), asked.until());
        if (left.isNegative() || left.isZero()) return CompletableFuture.completedFuture(NEVER);
        var to = persons.open(asked.to(), String.class);
        if (to.isEmpty()) return CompletableFuture.completedFuture(NEVER);
        return post.send(write(asked, to.get(), left)).thenApply(fate -> fate == Post.Fate.SENT ? SENT : NEVER);
    }

    Letter write(LetterRequest asked, String to, Duration left) {
        var texts = texts(asked.language());
        String name = asked.kind().name().toLowerCase(Locale.ROOT);
        String url = links.url(asked.kind(), EmailAddress.mailbox(to, persons), asked.nonce());
        String hours = Long.toString(Math.max(1, left.plusMinutes(30).toHours()));
        return new Letter(asked.nonce(), to, texts.getString(name + ".subject"), texts.getString(name + ".text").replace("{hours}", hours).replace("{time}", TIME.format(asked.happenedAt())).replace("{link}", url));
    }

    private static ResourceBundle texts(String language) {
        try {
            return ResourceBundle.getBundle("souk.customers.letters", Locale.forLanguageTag(language), ENGLISH_ELSE);
        } catch (MissingResourceException noSuchLanguage) {
            return ResourceBundle.getBundle("souk.customers.letters", Locale.ENGLISH, ENGLISH_ELSE);
        }
    }
}
