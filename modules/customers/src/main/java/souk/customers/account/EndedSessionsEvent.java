package souk.customers.account;

import java.time.Instant;
import java.util.List;
import souk.kernel.Event;

/** What happens to a list of ended sessions. */
public sealed interface EndedSessionsEvent extends Event {
    record Told(List<EndedSessionsCommand.Ended> ended, Instant at) implements EndedSessionsEvent {}
}
