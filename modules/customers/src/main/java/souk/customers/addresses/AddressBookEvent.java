package souk.customers.addresses;

import java.time.Instant;
import souk.kernel.Event;
import souk.kernel.Personal;

/** What happens to one account's address book. */
public sealed interface AddressBookEvent extends Event {
    /** It is there from now on, or another one in its place. */
    record Kept(String id, Personal<PostalAddress> address, Instant at) implements AddressBookEvent {}

    record Removed(String id, Instant at) implements AddressBookEvent {}
}
