package souk.customers;

import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.customers.addresses.AddressBookCommand;
import souk.customers.addresses.AddressBookCommand.Book;
import souk.customers.addresses.PostalAddress;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.body.Country;
import souk.platform.http.body.Text;
import souk.platform.privacy.PersonalData;
import souk.platform.privacy.Persons;

/** The address book of an account. */
final class AddressRoutes {
    record AddressForm(@Text(max = 200) String name, @Text(max = 200) String line1, Optional<@Text(max = 200) String> line2, @Text(max = 100) String city,
            @Text(max = 20) String postcode, @Country String country) {
        private PostalAddress address() {
            return new PostalAddress(name, line1, line2, city, postcode, country);
        }
    }

    record OneAddress(String id, String name, String line1, Optional<String> line2, String city, String postcode, String country) {
        private static OneAddress of(String id, PostalAddress address) {
            return new OneAddress(id, address.name(), address.line1(), address.line2(), address.city(), address.postcode(), address.country());
        }
    }

    static final Answer CONFIGURED = Answer.refused(new Rejection(Kind.CONFLICT, "account-configured", "What this account is stands in the configuration, and nothing else is kept of it."));
    private static final Type ADDRESSES = new TypeReference<List<OneAddress>>() {}.getType();

    private final Node node;

    private AddressRoutes(Node node) {
        this.node = node;
    }

    static List<Endpoint> of(Node node) {
        var routes = new AddressRoutes(node);
        return List.of(
                Endpoint.get("/v1/me/addresses").summary("My addresses").roles(Access.ACCOUNTS).answers(200, ADDRESSES).handle(routes::list),
                Endpoint.post("/v1/me/addresses").summary("Another address; at most " + AddressBookCommand.MOST).roles(Access.ACCOUNTS).body(AddressForm.class).idempotencyKey(KeyUse.OPTIONAL)
                        .answers(201, OneAddress.class).refuses(Kind.CONFLICT, "too-many-addresses", "account-configured")
                        .handle(call -> call.principal().isConfigured() ? CompletableFuture.completedFuture(CONFIGURED) : routes.keep(call, call.newId(), sealed -> new AddressBookCommand.Add(call.newId(), sealed), 201)),
                Endpoint.put("/v1/me/addresses/{id}").summary("Change one of my addresses").roles(Access.ACCOUNTS).body(AddressForm.class).answers(200, OneAddress.class).refuses(Kind.NOT_FOUND, "not-found")
                        .handle(call -> routes.keep(call, call.path("id"), sealed -> new AddressBookCommand.Change(call.path("id"), sealed), 200)),
                Endpoint.delete("/v1/me/addresses/{id}").summary("Remove one of my addresses").roles(Access.ACCOUNTS).answers(204, null).refuses(Kind.NOT_FOUND, "not-found")
                        .handle(call -> call.reply(routes.ask(call, new AddressBookCommand.Remove(call.path("id"))), done -> Answer.noContent())));
    }

    /** For the export. */
    static PersonalData personalData(Node node) {
        return (person, asking) -> node.entities().ask(AddressBookCommand.at(person.id()), new AddressBookCommand.Look(), asking).thenApply(book -> book.map(all -> opened(node.persons(), all)));
    }

    private static List<OneAddress> opened(Persons persons, Book book) {
        return book.entries().stream().flatMap(entry -> persons.open(entry.address(), PostalAddress.class).map(address -> OneAddress.of(entry.id(), address)).stream()).toList();
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return call.reply(ask(call, new AddressBookCommand.Look()), book -> Answer.ok(opened(node.persons(), book)));
    }

    private CompletionStage<Answer> keep(Call<AddressForm> call, String id, Function<Personal<PostalAddress>, AddressBookCommand<Done>> command, int status) {
        var address = call.body().address();
        var key = node.persons().key(call.owner());
        // Who was erased has a token for some minutes that no node takes any more.
        if (key.isEmpty()) return CompletableFuture.completedFuture(Answer.refused(MeRoutes.NO_MORE));
        return call.reply(ask(call, command.apply(key.get().seal(address))), done -> Answer.of(status, OneAddress.of(id, address)));
    }

    private <R> CompletionStage<Outcome<R>> ask(Call<?> call, AddressBookCommand<R> command) {
        return node.entities().ask(AddressBookCommand.at(call.owner()), command, call.asking());
    }
}
