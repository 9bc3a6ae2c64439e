package souk.customers;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.cart.api.MergeResult;
import souk.customers.account.AccountCommand;
import souk.customers.account.AccountCommand.Credentials;
import souk.customers.account.AccountCommand.Ending;
import souk.customers.account.MailboxCommand;
import souk.customers.account.SecondFactor;
import souk.customers.api.Sellers;
import souk.customers.staff.StaffCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Sha256;
import souk.platform.Node;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Ids;
import souk.platform.http.Principal;
import souk.platform.http.Tickets;
import souk.platform.http.Tokens;

/** What the routes of a node share: passwords, tokens, links and the way to the aggregates. */
final class Door {
    static final Rejection BAD_CREDENTIALS = new Rejection(Kind.UNAUTHENTICATED, "bad-credentials", "No account has this e-mail address and password.");
    static final Rejection NOT_EVERYWHERE = new Rejection(Kind.UNKNOWN_OUTCOME, "unknown-outcome", "It has ended, but not every node may know it yet. Ask again to learn when.");
    /** What was noted of a token outlives it a little. */
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final int LONGEST_AGENT = 300;
    private static final String RETRY = "Retry-After";

    final Node node;
    final SessionSettings settings;
    final Passwords passwords;
    final Links links;
    final SecondFactors factors;
    private final Sellers sellers;
    private final Device device;
    private final Tokens tokens;
    private final Tickets refresh;

    private Door(Node node, Sellers sellers) {
        this.node = node;
        this.sellers = sellers;
        settings = SessionSettings.of(node.config());
        passwords = Passwords.of(node.config().getConfig("souk.customers.passwords"));
        links = Links.of(node.config());
        factors = SecondFactors.of(node.config(), node.clock());
        device = Device.of(node.config());
        tokens = Tokens.of(node.config(), node.clock());
        refresh = Tickets.of(node.config(), "refresh");
    }

    static Door of(Node node, Sellers sellers) {
        return new Door(node, sellers);
    }

    /** What an open session is to its client. @param merge what became of the cart of the guest who logged in */
    record Session(String token, String kind, Instant expiresAt, Optional<String> refreshToken, Optional<MergeResult> merge) {
        Session with(MergeResult result) {
            return new Session(token, kind, expiresAt, refreshToken, Optional.of(result));
        }

        /** Never shows a token. */
        @Override
        public String toString() {
            return "Session[" + kind + "]";
        }
    }

    /** A refresh token that came back. */
    record Refresh(String accountId, String sessionId, int number) {}

    /** A session of its own that nobody can end before its token. */
    Answer opened(Principal principal, Duration lifetime) {
        var issued = tokens.issue(principal, lifetime);
        return Answer.of(201, new Session(issued.token(), principal.kind().wire(), issued.expiresAt(), Optional.empty(), Optional.empty()));
    }

    /**
     * A session of an account, at its first token or a later one.
     *
     * @param standing as what it is known now, by {@link #standing}
     * @param visit as it was noted: the token ends before what was noted does, however long it took since
     */
    Answer opened(String accountId, String sessionId, int number, Standing standing, AccountCommand.Visit visit) {
        var principal = new Principal(accountId, standing.kind(), standing.roles, sessionId, standing.vendor);
        var issued = tokens.issue(principal, Duration.between(node.clock().instant(), visit.tokenUntil().minus(MARGIN)));
        return Answer.of(201, new Session(issued.token(), principal.kind().wire(), issued.expiresAt(), Optional.of(refresh.issue(accountId, sessionId + ":" + number)), Optional.empty()));
    }

    /** The guest whose token this is. */
    Optional<Principal> guest(String token) {
        return tokens.verify(token).filter(who -> who.kind() == Principal.Kind.GUEST);
    }

    Optional<Refresh> refresh(String token) {
        return refresh.open(token).map(opened -> {
            int colon = opened.what().lastIndexOf(':');
            return new Refresh(opened.owner(), opened.what().substring(0, colon), Integer.parseInt(opened.what().substring(colon + 1)));
        });
    }

    /** Nothing of an account whose key was destroyed. */
    Optional<AccountCommand.Visit> visit(String accountId, Call<?> call) {
        Instant now = node.clock().instant();
        String agent = call.header("User-Agent");
        return node.persons().key(accountId).map(key -> new AccountCommand.Visit(key.seal(call.address()), key.seal(agent.substring(0, Math.min(agent.length(), LONGEST_AGENT))),
                now.plus(settings.unseen()), now.plus(settings.token()).plus(MARGIN)));
    }

    /** A refusal, and when to come again if the account says so. */
    Answer refused(Rejection why) {
        var answer = Answer.refused(why);
        if (why.kind() != Kind.LIMITED || !why.members().containsKey(SecondFactor.UNTIL)) return answer;
        long seconds = Duration.between(node.clock().instant(), Instant.parse(why.members().get(SecondFactor.UNTIL).get(0))).toSeconds() + 1;
        return new Answer(answer.status(), answer.body(), answer.headers().stream().filter(header -> !header.name().equals(RETRY)).toList()).header(RETRY, Long.toString(Math.max(1, seconds)));
    }

    /** From where somebody logs in to this account, with this address. */
    AccountCommand.Arrival arrival(Call<?> call, String accountId, String email) {
        var news = new AccountCommand.NewsTo(Ids.random(), EmailAddress.mailbox(email, node.persons()), Letters.language(call.header("Accept-Language")));
        return new AccountCommand.Arrival(device.of(accountId, call.header("User-Agent"), call.address()), news);
    }

    /** Takes the same time whatever is wrong: digests of the same length are compared to the end. */
    boolean isStaffPassword(String given) {
        return same(given, settings.password());
    }

    static boolean same(String given, String expected) {
        return MessageDigest.isEqual(Sha256.of(given), Sha256.of(expected));
    }

    /** The account with this address, or empty; asks as much either way. */
    CompletionStage<Outcome<Optional<Found>>> find(String email, Call<?> call) {
        String mailbox = EmailAddress.mailbox(email, node.persons());
        return then(node.entities().ask(MailboxCommand.at(mailbox), new MailboxCommand.Look(), call.asking()), holder -> {
            String id = holder.accountId().orElse(mailbox);
            return node.entities().ask(AccountCommand.at(id), new AccountCommand.Secret(), call.asking()).thenApply(secret -> secret.<Outcome<Optional<Found>>>fold(
                    credentials -> Outcome.accepted(Optional.of(new Found(id, credentials))),
                    refusal -> refusal.kind() == Kind.NOT_FOUND ? Outcome.accepted(Optional.empty()) : Outcome.refused(refusal)));
        });
    }

    record Found(String accountId, Credentials credentials) {}

    /**
     * As what an account is known.
     *
     * @param roles  of a member of staff; none: not one
     * @param vendor for whom it sells; empty: for nobody, or it works for the shop, which comes first
     */
    record Standing(Set<String> roles, String vendor) {
        static final Standing CUSTOMER = new Standing(Set.of(), "");

        private Principal.Kind kind() {
            return !roles.isEmpty() ? Principal.Kind.STAFF : vendor.isEmpty() ? Principal.Kind.CUSTOMER : Principal.Kind.VENDOR;
        }
    }

    /**
     * As what the account is known that has this address. Asked when a session has begun, not before: a change of roles, and the end of a right to sell, end every session that began before it, so one
     * that began later must know them.
     */
    CompletionStage<Outcome<Standing>> standing(String accountId, String email, Call<?> call) {
        var selling = sellers.vendorOf(accountId, EmailAddress.mailbox(email, node.persons()), call.requestId());
        return roles(email, call).thenCombine(selling, (roles, vendor) -> roles.fold(has -> vendor.map(id -> new Standing(has, has.isEmpty() ? id.orElse("") : "")), Outcome::refused));
    }

    /** The same of an address that perhaps nobody can read any more. */
    CompletionStage<Outcome<Standing>> standing(String accountId, Optional<String> email, Call<?> call) {
        return email.map(known -> standing(accountId, known, call)).orElseGet(() -> CompletableFuture.completedFuture(Outcome.accepted(Standing.CUSTOMER)));
    }

    CompletionStage<Outcome<Set<String>>> roles(String email, Call<?> call) {
        // Who was erased is no member of staff any more, also when somebody opens an account with that address later.
        return node.entities().ask(StaffCommand.at(EmailAddress.mailbox(email, node.persons())), new StaffCommand.Look(), call.asking())
                .thenApply(outcome -> outcome.map(member -> node.persons().open(member.email(), String.class).isPresent() ? Set.copyOf(member.roles()) : Set.<String>of()));
    }

    /** Another question after an answer; a refusal stays what it is. */
    static <A, B> CompletionStage<Outcome<B>> then(CompletionStage<Outcome<A>> first, Function<A, ? extends CompletionStage<Outcome<B>>> next) {
        return first.thenCompose(outcome -> outcome.<CompletionStage<Outcome<B>>>fold(next::apply, refused -> CompletableFuture.completedFuture(Outcome.refused(refused))));
    }

    /** 204 once every node can know what has ended. */
    static Answer ended(Ending ending) {
        return ending.everywhere() ? Answer.noContent() : Answer.refused(NOT_EVERYWHERE);
    }
}
