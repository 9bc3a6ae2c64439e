package souk.customers.consent;

import java.time.Instant;
import souk.kernel.Event;

/** What happens to one account's consents; the log keeps every choice with the version of the words. */
public sealed interface ConsentEvent extends Event {
    record Chosen(Purpose purpose, String version, boolean given, Instant at) implements ConsentEvent {}
}
