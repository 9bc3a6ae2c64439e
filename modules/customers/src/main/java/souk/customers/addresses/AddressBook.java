package souk.customers.addresses;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import souk.customers.addresses.AddressBookCommand.Book;
import souk.customers.addresses.AddressBookCommand.Entry;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Personal;
import souk.kernel.Rejection;

/**
 * The addresses of an account, each locked.
 *
 * @param addresses by id
 */
public record AddressBook(PersistentMap<String, Personal<PostalAddress>> addresses) {
    static final AddressBook NONE = new AddressBook(PersistentMap.empty());

    /** The table of its commands and events. */
    public static final Blueprint<AddressBook, AddressBookEvent> BLUEPRINT = Blueprint.of(AddressBookCommand.TYPE, NONE, AddressBookCommand.class, AddressBookEvent.class)
            .decide("add", AddressBookCommand.Add.class, Done.class, AddressBook::add)
            .decide("change", AddressBookCommand.Change.class, Done.class, AddressBook::change)
            .decide("remove", AddressBookCommand.Remove.class, Done.class, AddressBook::remove)
            .answer("look", AddressBookCommand.Look.class, Book.class, (book, look, now) -> Outcome.accepted(book.entries()))
            .apply(AddressBookEvent.Kept.class, "customers.address-kept", (book, event) -> new AddressBook(book.addresses.with(event.id(), event.address())))
            .apply(AddressBookEvent.Removed.class, "customers.address-removed", (book, event) -> new AddressBook(book.addresses.without(event.id())))
            .build();

    private Decision<AddressBook, AddressBookEvent, Done> add(AddressBookCommand.Add asked, Instant now) {
        if (addresses.containsKey(asked.id())) return accept(after -> Done.DONE);
        if (addresses.size() >= AddressBookCommand.MOST) {
            return reject(Rejection.Kind.CONFLICT, "too-many-addresses", "An address book holds " + AddressBookCommand.MOST + " addresses: remove one first.");
        }
        return accept(after -> Done.DONE, new AddressBookEvent.Kept(asked.id(), asked.address(), now));
    }

    private Decision<AddressBook, AddressBookEvent, Done> change(AddressBookCommand.Change asked, Instant now) {
        if (!addresses.containsKey(asked.id())) return reject(Rejection.notFound("address"));
        return accept(after -> Done.DONE, new AddressBookEvent.Kept(asked.id(), asked.address(), now));
    }

    private Decision<AddressBook, AddressBookEvent, Done> remove(AddressBookCommand.Remove asked, Instant now) {
        if (!addresses.containsKey(asked.id())) return reject(Rejection.notFound("address"));
        return accept(after -> Done.DONE, new AddressBookEvent.Removed(asked.id(), now));
    }

    private Book entries() {
        return new Book(addresses.entrySet().stream().map(each -> new Entry(each.getKey(), each.getValue())).toList());
    }
}
