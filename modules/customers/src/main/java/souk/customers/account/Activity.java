package souk.customers.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import souk.customers.account.AccountCommand.Visit;
import souk.kernel.PersistentMap;

/**
 * What its owner may know of an account: log-ins and changes, the last {@value #MOST} of them and of the last 90 days.
 *
 * @param last    the number of the last
 * @param entries by number
 */
public record Activity(long last, PersistentMap<Long, Entry> entries) {
    /** What is noted. */
    public enum What {
        OPENED, LOGGED_IN, NEW_DEVICE, PASSWORD_CHANGED, PASSWORD_RESET, SESSIONS_ENDED, SECOND_FACTOR_BEGUN, SECOND_FACTOR_ON, SECOND_FACTOR_OFF, SECOND_FACTOR_LIFTED, BACKUP_CODE_USED, CODE_REFUSED, STEPPED_UP;

        /** As it is in answers: {@code logged-in}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param times how often, one after the other
     * @param at    the last time
     * @param visit who it was, of a log-in
     */
    public record Entry(What what, int times, Instant at, Optional<Visit> visit) {}

    /** @param number of the entry, by which the next ones are asked for */
    public record Numbered(long number, Entry entry) {}

    /** @param more whether there are older ones */
    public record Slice(List<Numbered> entries, boolean more) {}

    static final Activity NONE = new Activity(0, PersistentMap.empty());
    /** So many are kept. */
    public static final int MOST = 50;
    static final Duration KEPT = Duration.ofDays(90);

    /** The same, and this; what an owner need not know changes nothing. */
    Activity after(AccountEvent event) {
        What what = what(event);
        if (what == null) return this;
        var visit = event instanceof AccountEvent.LoggedIn in ? Optional.of(in.visit()) : Optional.<Visit>empty();
        var kept = entries;
        // In the order of time: what is too old stands first.
        for (var first = kept.first(); first.isPresent() && (kept.size() >= MOST || over(first.get().getValue(), event.at())); first = kept.first()) kept = kept.without(first.get().getKey());
        var before = kept.find(last).filter(entry -> entry.what == what && visit.isEmpty());
        // One after the other is one entry, so that who only tries codes drives nothing else out.
        return before.map(entry -> new Activity(last, entries.with(last, new Entry(what, entry.times + 1, event.at(), visit))))
                .orElse(new Activity(last + 1, kept.with(last + 1, new Entry(what, 1, event.at(), visit))));
    }

    Slice before(Optional<Long> number, int most, Instant now) {
        var found = new ArrayList<Numbered>();
        for (var each : entries.entrySet()) {
            if (number.filter(limit -> each.getKey() >= limit).isEmpty() && !over(each.getValue(), now)) found.add(0, new Numbered(each.getKey(), each.getValue()));
        }
        return new Slice(List.copyOf(found.subList(0, Math.min(most, found.size()))), found.size() > most);
    }

    private static boolean over(Entry entry, Instant now) {
        return entry.at.plus(KEPT).isBefore(now);
    }

    private static What what(AccountEvent event) {
        if (event instanceof AccountEvent.Opened) return What.OPENED;
        if (event instanceof AccountEvent.LoggedIn) return What.LOGGED_IN;
        if (event instanceof AccountEvent.NewsDue due) return due.kind() == LetterRequest.Kind.NEW_DEVICE ? What.NEW_DEVICE : null;
        if (event instanceof AccountEvent.PasswordChanged changed) return changed.from().isEmpty() ? What.PASSWORD_CHANGED : What.PASSWORD_RESET;
        if (event instanceof AccountEvent.SessionsEnded) return What.SESSIONS_ENDED;
        if (event instanceof AccountEvent.SecondFactorBegun) return What.SECOND_FACTOR_BEGUN;
        if (event instanceof AccountEvent.SecondFactorOn) return What.SECOND_FACTOR_ON;
        if (event instanceof AccountEvent.SecondFactorOff) return What.SECOND_FACTOR_OFF;
        if (event instanceof AccountEvent.SecondFactorLifted) return What.SECOND_FACTOR_LIFTED;
        if (event instanceof AccountEvent.BackupCodeUsed) return What.BACKUP_CODE_USED;
        if (event instanceof AccountEvent.CodeRefused) return What.CODE_REFUSED;
        if (event instanceof AccountEvent.SteppedUp) return What.STEPPED_UP;
        return null;
    }
}
