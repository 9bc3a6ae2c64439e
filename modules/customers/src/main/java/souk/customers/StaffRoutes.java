package souk.customers;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.staff.StaffCommand;
import souk.customers.staff.StaffCommand.Given;
import souk.customers.staff.StaffCommand.Member;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Role;
import souk.platform.http.body.EmailForm;
import souk.platform.http.body.Fault;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;

/**
 * Who works for the shop, and as what. Roles are given to an e-mail address, whether it has an account already or not; whoever opens the account, or has it, is a member of staff from their next
 * session on. The account of the configuration always has every role, so that nobody can lock everybody out; it is not among those that are told here.
 */
final class StaffRoutes {
    private static final String PATH = "/v1/admin/staff/{email}";
    /** Who may give roles could give themselves any: so only those who have all. */
    private static final Access GIVES = Access.staff(Role.ADMIN.wire());
    private static final Access READS = Access.staff(Role.SECURITY.wire());

    /** @param roles all of them; none: no member of staff any more */
    record RolesForm(Set<Role> roles) {
        private List<String> names() {
            return roles.stream().map(Role::wire).sorted().toList();
        }
    }

    /**
     * @param by the id of who gave them
     * @param at since when it is so
     */
    record StaffMember(String email, List<String> roles, long version, String by, Instant at) {
    }

    private static final Answer CONFIGURED = Answer.refused(new Rejection(Kind.CONFLICT, "staff-configured", "This account stands in the configuration and has every role."));
    private static final Answer NO_ADDRESS = Answer.badRequest(List.of(new Fault("email", Fault.Code.BAD_FORMAT, "This is an e-mail address.")));
    private static final Answer NOT_STAFF = Answer.refused(Rejection.notFound("member of staff"));

    private final Door door;
    private final Persons persons;
    private final Served<StaffStore> staff;

    private StaffRoutes(Door door) {
        this.door = door;
        persons = door.node.persons();
        staff = Served.of(door.node, StaffList.VIEW, StaffStore::new);
    }

    static List<Endpoint> of(Door door) {
        var routes = new StaffRoutes(door);
        return List.of(
                Endpoint.put(PATH).summary("Say what somebody may do who works here, all of it; every session of theirs ends, on any node, within a second").roles(GIVES).stepUp().body(RolesForm.class).ifMatch()
                        .answers(200, StaffMember.class).answers(201, StaffMember.class).refuses(Kind.STALE, "stale").refuses(Kind.CONFLICT, "staff-configured").handle(routes::give),
                Endpoint.get(PATH).summary("Somebody who works here").roles(READS).answers(200, StaffMember.class).refuses(Kind.NOT_FOUND, "not-found").handle(routes::look),
                Endpoint.get("/v1/admin/staff").summary("Who works here, in an order that means nothing and never changes").roles(READS).paged().answersPageOf(StaffMember.class).handle(routes::list));
    }

    private CompletionStage<Answer> give(Call<RolesForm> call) {
        String email = call.path("email");
        if (!EmailForm.fits(email)) return CompletableFuture.completedFuture(NO_ADDRESS);
        if (EmailAddress.canonical(email).equals(EmailAddress.canonical(door.settings.email()))) return CompletableFuture.completedFuture(CONFIGURED);
        String mailbox = EmailAddress.mailbox(email, persons);
        var at = StaffCommand.at(mailbox);
        var give = new StaffCommand.Give(mailbox, sealed(email, call), call.body().names(), call.owner(), call.ifMatch());
        var given = Door.then(door.node.entities().ask(at, give, call.asking()), told -> door.node.entities().ask(at, new StaffCommand.Settle(), call.asking())
                .thenApply(settled -> settled.map(done -> done.inForce() ? answer(told) : Answer.refused(Door.NOT_EVERYWHERE))));
        return call.reply(given, answer -> answer);
    }

    /** With a key of who reads the mail of this address, since there need not be an account; of one whose reader was erased, with a key of its own. */
    private Personal<String> sealed(String email, Call<?> call) {
        return persons.key(persons.reader(email)).or(() -> persons.key(StaffCommand.TYPE + ":" + call.newId())).orElseThrow().seal(email);
    }

    private Answer answer(Given given) {
        return Answer.put(given.hired(), told(given.member()).orElseThrow()).etag(given.member().version());
    }

    /** Nothing of who was erased. */
    private Optional<StaffMember> told(Member member) {
        return persons.open(member.email(), String.class).map(email -> new StaffMember(email, member.roles(), member.version(), member.by(), member.at()));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(door.node.entities().ask(StaffCommand.at(EmailAddress.mailbox(call.path("email"), persons)), new StaffCommand.Look(), call.asking()),
                member -> told(member).filter(known -> !known.roles().isEmpty()).map(known -> Answer.ok(known).etag(known.version())).orElse(NOT_STAFF));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return staff.ask(store -> store.slice(call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items().stream().flatMap(member -> told(member).stream()).toList(), slice.next())));
    }
}
