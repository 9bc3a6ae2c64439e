package souk.vendors;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.platform.Node;
import souk.platform.Provider;
import souk.platform.mail.Letter;
import souk.platform.mail.Post;
import souk.platform.privacy.Persons;

/** Writes and sends the letters about changed details. Texts are in {@code souk/vendors/letters_<language>.properties}. None says what was there before, or is now: the mail may be somebody else's by now. */
final class DetailsLetters implements Provider {
    /** Later it is no news, and a shop that sends no mail does not try for ever. */
    private static final Duration NEWS = Duration.ofDays(1);
    private static final List<String> LANGUAGES = List.of("en", "de");
    private static final ResourceBundle.Control AS_NAMED = ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Post post;
    private final Persons persons;
    private final InstantSource clock;

    private DetailsLetters(Post post, Persons persons, InstantSource clock) {
        this.post = post;
        this.persons = persons;
        this.clock = clock;
    }

    static DetailsLetters of(Node node) {
        return new DetailsLetters(Post.of(node.config()), node.persons(), node.clock());
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

    /** Done when it was sent, and when nobody can be told any more. */
    @Override
    public CompletionStage<Outcome<Done>> call(Object request) {
        var asked = (DetailsLetter) request;
        if (asked.at().plus(NEWS).isBefore(clock.instant())) return CompletableFuture.completedFuture(Outcome.accepted(Done.DONE));
        var letters = letters(asked, Stream.concat(Stream.of(asked.to()), asked.others().stream()).flatMap(to -> persons.open(to, String.class).stream()).toList());
        return CompletableFuture.allOf(letters.stream().map(letter -> post.send(letter).toCompletableFuture()).toArray(CompletableFuture[]::new)).thenApply(all -> Outcome.accepted(Done.DONE));
    }

    /** One to each address, whoever wrote it how; each with an id of its own, the same when all are sent again. */
    static List<Letter> letters(DetailsLetter asked, List<String> all) {
        var addresses = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        var letters = new ArrayList<Letter>();
        for (String to : all) if (addresses.put(to, to) == null) letters.add(write(asked, letters.isEmpty() ? asked.id() : asked.id() + "-" + letters.size(), to));
        return letters;
    }

    private static Letter write(DetailsLetter asked, String id, String to) {
        var texts = ResourceBundle.getBundle("souk.vendors.letters", Locale.forLanguageTag(asked.language()), AS_NAMED);
        String kind = asked.account() ? "account" : "details";
        return new Letter(id, to, texts.getString(kind + ".subject"), texts.getString(kind + ".text").replace("{time}", TIME.format(asked.at())));
    }
}
