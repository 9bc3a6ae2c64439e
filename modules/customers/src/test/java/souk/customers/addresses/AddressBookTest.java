package souk.customers.addresses;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.customers.addresses.AddressBookCommand.Add;
import souk.customers.addresses.AddressBookCommand.Book;
import souk.customers.addresses.AddressBookCommand.Change;
import souk.customers.addresses.AddressBookCommand.Entry;
import souk.customers.addresses.AddressBookCommand.Look;
import souk.customers.addresses.AddressBookCommand.Remove;
import souk.customers.addresses.AddressBookEvent.Kept;
import souk.customers.addresses.AddressBookEvent.Removed;
import souk.kernel.Personal;
import souk.kernel.Rejection.Kind;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class AddressBookTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static Personal<PostalAddress> box(String box) {
        return Personal.sealed("account-1", box);
    }

    @Test
    void addressesAreKeptChangedAndRemoved() {
        var book = Spec.of(AddressBook.BLUEPRINT).at(NOON);
        book.when(new Change("one", box("AA"))).thenRefused(Kind.NOT_FOUND, "not-found").when(new Remove("one")).thenRefused(Kind.NOT_FOUND, "not-found");
        // Sealed anew, a retry is another box.
        book.when(new Add("one", box("AA"))).then(new Kept("one", box("AA"), NOON)).when(new Add("one", box("AB"))).thenNothing();
        book.when(new Change("one", box("AC"))).then(new Kept("one", box("AC"), NOON)).when(new Look()).thenReply(new Book(List.of(new Entry("one", box("AC")))));
        WireContract.survives(book.state());
        WireContract.survives(new Add("one", box("AA")));
        WireContract.survives(new Book(List.of(new Entry("one", box("AC")))));
        book.when(new Remove("one")).then(new Removed("one", NOON)).when(new Look()).thenReply(new Book(List.of()));
    }

    @Test
    void aBookIsFullSomeDay() {
        var book = Spec.of(AddressBook.BLUEPRINT).at(NOON);
        for (int i = 0; i < AddressBookCommand.MOST; i++) book.when(new Add("a" + i, box("AA")));
        book.when(new Add("more", box("AA"))).thenRefused(Kind.CONFLICT, "too-many-addresses").when(new Remove("a0")).when(new Add("more", box("AA"))).then(new Kept("more", box("AA"), NOON));
    }
}
