package souk.audit;

import souk.kernel.Event;

/** What happens to a chain of entries. */
public sealed interface ChainEvent extends Event {
    record Written(Entry entry) implements ChainEvent {}
}
