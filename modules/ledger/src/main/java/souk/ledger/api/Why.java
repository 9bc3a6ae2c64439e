package souk.ledger.api;

import java.util.Optional;

/**
 * Why something was booked: by what that happened, and by which rule.
 *
 * @param type    of the aggregate to which it happened
 * @param id      of that aggregate
 * @param version that it had then
 * @param event   the event's stored name
 * @param cause   what caused that event, as it stands beside it in its log: a request's id, or a step; may be empty
 * @param rule    what makes legs of such an event, with the rule's version: {@code sale.1}
 * @param actor   who asked for it, as far as the event says
 */
public record Why(String type, String id, long version, String event, String cause, String rule, Optional<String> actor) {
    public Why {
        if (actor == null) actor = Optional.empty();
    }

    /** The same event, booked by another rule. */
    public Why by(String otherRule) {
        return new Why(type, id, version, event, cause, otherRule, actor);
    }
}
