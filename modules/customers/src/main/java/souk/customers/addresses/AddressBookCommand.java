package souk.customers.addresses;

import java.util.List;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Personal;

/**
 * What can be asked of one account's address book.
 *
 * @param <R> the reply
 */
public sealed interface AddressBookCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "customers.address-book";
    /** So many addresses one account has at most. */
    int MOST = 50;

    static Address<AddressBookCommand<?>> at(String accountId) {
        return new Address<>(TYPE, accountId);
    }

    /** A new address; the same id again: nothing more. Refused: {@code too-many-addresses} (CONFLICT). */
    record Add(String id, Personal<PostalAddress> address) implements AddressBookCommand<Done> {}

    /** Another address in its place. Refused: {@code not-found}. */
    record Change(String id, Personal<PostalAddress> address) implements AddressBookCommand<Done> {}

    /** Refused: {@code not-found}. */
    record Remove(String id) implements AddressBookCommand<Done> {}

    /** All of them. */
    record Look() implements AddressBookCommand<Book> {}

    record Entry(String id, Personal<PostalAddress> address) {}

    /** In an order that does not change. */
    record Book(List<Entry> entries) {
        public Book {
            entries = List.copyOf(entries);
        }
    }
}
