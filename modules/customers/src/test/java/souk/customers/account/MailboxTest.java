package souk.customers.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.testkit.Spec;

class MailboxTest {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Duration PAUSE = Duration.ofMinutes(1);
    /** As it was before there were keys: the account's id comes with the link then. */
    static final Personal<String> ANN = Personal.plain("Ann@shop.example");

    static PasswordHash hash(String password) {
        return new PasswordHash("hash of " + password);
    }

    static MailboxCommand.Link link(String nonce, Instant now) {
        return new MailboxCommand.Link(nonce, "digest of " + nonce, now.plus(Duration.ofHours(1)), PAUSE, "en");
    }

    static MailboxCommand.Register register(String nonce, Instant now) {
        return new MailboxCommand.Register(ANN, Optional.of(Personal.plain("Ann")), hash(nonce), link(nonce, now));
    }

    static MailboxCommand.Verify verify(String nonce, String accountId) {
        return new MailboxCommand.Verify(nonce, "digest of " + nonce, accountId);
    }

    static MailboxCommand.Reset reset(String nonce) {
        return new MailboxCommand.Reset(nonce, "digest of " + nonce, hash("new " + nonce));
    }

    private static Spec<Mailbox, MailboxEvent> mailbox() {
        return Spec.of(Mailbox.BLUEPRINT).at(NOON);
    }

    private static Spec<Mailbox, MailboxEvent> owned() {
        return mailbox().when(register("one", NOON)).when(verify("one", "account-1")).when(new MailboxCommand.AccountOpened());
    }

    @Test
    void whomTheShopVouchesForHasTheAddressAndEarlierLinksAreVoid() {
        var vouch = new MailboxCommand.Vouch("account-2", ANN);
        var mailbox = mailbox().when(register("one", NOON)).when(vouch).then(new MailboxEvent.VouchedFor("account-2", ANN, NOON)).when(vouch).thenNothing().when(new MailboxCommand.Look()).thenReply(new MailboxCommand.Holder(Optional.of("account-2")));
        assertThat(step(mailbox)).isEmpty();
        mailbox.when(verify("one", "account-1")).thenRefused(Kind.GONE, "link-used");
        owned().when(vouch).thenRefused(Kind.CONFLICT, "address-taken").when(new MailboxCommand.Vouch("account-1", ANN)).thenNothing();
    }

    private static Optional<Step> step(Spec<Mailbox, MailboxEvent> mailbox) {
        return Mailbox.BLUEPRINT.next(mailbox.state(), mailbox.now());
    }

    private static List<String> letters(Spec<Mailbox, MailboxEvent> mailbox) {
        return mailbox.state().letters().values().stream().map(letter -> letter.kind() + " " + letter.nonce()).toList();
    }

    @Test
    void aRegistrationIsAPasswordThatWaitsForItsLink() {
        var mailbox = mailbox().when(register("one", NOON));
        assertThat(letters(mailbox)).containsExactly("VERIFY one");
        mailbox.when(new MailboxCommand.Look()).thenReply(new MailboxCommand.Holder(Optional.empty()));
        mailbox.when(verify("one", "account-1")).then(new MailboxEvent.Verified("one", "account-1", NOON));
        assertThat(step(mailbox).orElseThrow().calls()).containsExactly(Step.send(AccountCommand.at("account-1"), new AccountCommand.Open(ANN, Optional.of(Personal.plain("Ann")), hash("one"), "one")));
        mailbox.when(new MailboxCommand.AccountOpened()).then(new MailboxEvent.AccountOpened(NOON)).when(new MailboxCommand.AccountOpened()).thenNothing();
        mailbox.when(new MailboxCommand.Look()).thenReply(new MailboxCommand.Holder(Optional.of("account-1")));
        mailbox.when(verify("one", "account-2")).thenRefused(Kind.GONE, "link-used");
        assertThat(step(mailbox)).as("the letter was void with the account").isEmpty();
    }

    @Test
    void eachRegistrationBringsItsOwnPasswordAndOneIsEnough() {
        Instant later = NOON.plus(PAUSE);
        var mailbox = mailbox().when(register("thief", NOON)).when(register("ignored", NOON)).thenNothing().at(later).when(register("owner", later));
        assertThat(letters(mailbox)).containsExactly("VERIFY thief", "VERIFY owner");
        mailbox.when(verify("owner", "account-1")).when(verify("thief", "account-2")).thenRefused(Kind.GONE, "link-used");
        assertThat(mailbox.state().owner().opening().password()).isEqualTo(hash("owner"));
    }

    @Test
    void aLinkIsGoodForItsTimeAndWithItsTokenOnly() {
        var mailbox = mailbox().when(register("one", NOON)).when(new MailboxCommand.Verify("one", "another digest", "account-1")).thenRefused(Kind.GONE, "link-used");
        mailbox.at(NOON.plus(Duration.ofHours(1))).when(verify("one", "account-1")).thenRefused(Kind.GONE, "link-used");
    }

    @Test
    void registrationsAreFewAtOnce() {
        var mailbox = mailbox();
        for (int i = 0; i < 8; i++) mailbox.at(NOON.plus(PAUSE.multipliedBy(i))).when(register("r" + i, mailbox.now()));
        assertThat(mailbox.state().registrations().keySet()).containsExactly("r3", "r4", "r5", "r6", "r7");
    }

    @Test
    void whoHasAnAccountIsToldSoByMail() {
        Instant later = NOON.plus(PAUSE);
        var mailbox = owned().at(later).when(register("two", later)).then(new MailboxEvent.RegisteredAgain("two", later.plus(PAUSE), "en", later));
        assertThat(letters(mailbox)).containsExactly("REGISTERED two");
        mailbox.when(new MailboxCommand.Look()).thenReply(new MailboxCommand.Holder(Optional.of("account-1")));
    }

    @Test
    void aResetIsForWhoHasAnAccount() {
        mailbox().when(new MailboxCommand.AskReset(link("r", NOON))).then(new MailboxEvent.ResetAskedInVain(NOON.plus(PAUSE), NOON)).when(new MailboxCommand.AskReset(link("r", NOON))).thenNothing();
        var mailbox = owned().when(new MailboxCommand.AskReset(link("r", NOON)));
        assertThat(letters(mailbox)).containsExactly("RESET r");
        mailbox.when(reset("other")).thenRefused(Kind.GONE, "link-used").when(reset("r")).then(new MailboxEvent.ResetUsed("r", hash("new r"), NOON)).when(reset("r")).thenRefused(Kind.GONE, "link-used");
        assertThat(step(mailbox).orElseThrow().calls()).containsExactly(Step.send(AccountCommand.at("account-1"), new AccountCommand.ReplacePassword("r", hash("new r"))));
        mailbox.when(new MailboxCommand.PasswordReplaced("r")).then(new MailboxEvent.PasswordReplaced("r", NOON)).when(new MailboxCommand.PasswordReplaced("r")).thenNothing();
    }

    @Test
    void lettersGoOneAfterTheOther() {
        var mailbox = mailbox().when(register("one", NOON)).at(NOON.plus(PAUSE));
        mailbox.when(register("two", mailbox.now()));
        var step = step(mailbox).orElseThrow();
        assertThat(step.calls()).containsExactly(Step.ask(LetterRequest.PROVIDER, new LetterRequest(LetterRequest.Kind.VERIFY, ANN, "one", NOON.plus(Duration.ofHours(1)), "en")));
        assertThat(step.toString()).doesNotContain("Ann@");
        mailbox.when(step.result().apply(List.of(Outcome.accepted(Done.DONE)))).then(new MailboxEvent.LetterDone("one", true, mailbox.now()));
        mailbox.when(new MailboxCommand.LetterDone("one", true)).thenNothing();
        mailbox.when(step(mailbox).orElseThrow().result().apply(List.of(Outcome.refused(Kind.GONE, "not-sent", "")))).then(new MailboxEvent.LetterDone("two", false, mailbox.now()));
        assertThat(step(mailbox)).isEmpty();
    }

    @Test
    void newsIsToldOnceAndNotWithoutEnd() {
        var mailbox = owned();
        mailbox.when(tell(LetterRequest.Kind.NEW_DEVICE, "d1")).then(new MailboxEvent.NewsAsked(LetterRequest.Kind.NEW_DEVICE, "d1", "en", NOON, NOON)).when(tell(LetterRequest.Kind.NEW_DEVICE, "d1")).thenNothing();
        assertThat(step(mailbox).orElseThrow().calls()).containsExactly(Step.ask(LetterRequest.PROVIDER, new LetterRequest(LetterRequest.Kind.NEW_DEVICE, ANN, "d1", NOON.plus(LetterRequest.NEWS), "en")));
        for (int i = 2; i <= 20; i++) mailbox.when(tell(LetterRequest.Kind.NEW_DEVICE, "d" + i));
        assertThat(letters(mailbox)).hasSize(10);
        mailbox.when(tell(LetterRequest.Kind.FACTOR_OFF, "off"));
        assertThat(letters(mailbox)).hasSize(11).last().isEqualTo("FACTOR_OFF off");
        for (int i = 0; i < 40; i++) mailbox.when(tell(LetterRequest.Kind.FACTOR_ON, "on" + i));
        assertThat(letters(mailbox)).hasSize(30);
        mailbox.at(NOON.plus(LetterRequest.NEWS)).when(tell(LetterRequest.Kind.NEW_DEVICE, "too late")).thenNothing();
        mailbox.when(new MailboxCommand.Tell(LetterRequest.Kind.NEW_DEVICE, "the next day", "en", mailbox.now()));
        assertThat(mailbox.state().told().keySet()).containsExactly("the next day");
        mailbox().when(tell(LetterRequest.Kind.NEW_DEVICE, "d1")).thenNothing();
        mailbox.when(new MailboxCommand.Release("account-1")).when(tell(LetterRequest.Kind.NEW_DEVICE, "d1")).thenNothing();
        assertThat(mailbox.state().told().keySet()).as("of an account that is no more").isEmpty();
    }

    private static MailboxCommand.Tell tell(LetterRequest.Kind kind, String nonce) {
        return new MailboxCommand.Tell(kind, nonce, "en", NOON);
    }

    /** Whatever comes in whatever order: one owner for ever, and each link once. */
    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void anAddressHasOneAccountAndEachLinkOneUse(@ForAll long seed) {
        var random = new Random(seed);
        var mailbox = mailbox();
        var links = new ArrayList<String>();
        var used = new HashSet<String>();
        String owner = null;
        for (int i = 0; i < 40; i++) {
            if (random.nextInt(3) == 0) mailbox.at(mailbox.now().plusSeconds(random.nextInt(1800)));
            String nonce = "n" + i;
            String known = links.isEmpty() || random.nextInt(9) == 0 ? "made-up" : links.get(random.nextInt(links.size()));
            switch (random.nextInt(5)) {
                case 0 -> mailbox.when(register(nonce, mailbox.now()));
                case 1 -> mailbox.when(new MailboxCommand.AskReset(link(nonce, mailbox.now())));
                case 2 -> {
                    mailbox.when(verify(known, "account-" + i));
                    if (mailbox.outcome() instanceof Outcome.Accepted<?>) {
                        assertThat(owner).as("an account before").isNull();
                        assertThat(used.add(known)).isTrue();
                        owner = "account-" + i;
                    }
                }
                case 3 -> {
                    mailbox.when(reset(known));
                    if (mailbox.outcome() instanceof Outcome.Accepted<?>) assertThat(used.add(known)).isTrue();
                }
                default -> step(mailbox).ifPresent(step -> mailbox.when(step.result().apply(List.of(Outcome.accepted(Done.DONE)))));
            }
            if (mailbox.events().stream().anyMatch(event -> event instanceof MailboxEvent.RegistrationAsked || event instanceof MailboxEvent.ResetAsked)) links.add(nonce);
            mailbox.when(new MailboxCommand.Look()).thenReply(new MailboxCommand.Holder(Optional.ofNullable(owner)));
        }
    }
}
