package souk.vendors.payouts;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorAccountCommand.Limit;
import souk.vendors.api.VendorAccountCommand.Payable;
import souk.vendors.api.VendorBalance;
import souk.vendors.payouts.VendorAccountEvent.Place;

/**
 * What the shop owes one vendor in one currency: an entry for each vendor order of which something is due, and one payout at a time that takes of it. An entry says what its vendor order said last; it may be late, and is
 * never the truth about money, which the vendor orders are. What is paid out can be added up only here, so only here all of it is one sum.
 *
 * @param entries   by the vendor order's id; none where nothing is due
 * @param forgotten the versions of those that said so lately
 * @param underWay  the payout that takes of it; null: none
 * @param last      the payout that came last, under way or not; null: none came
 * @param paid      all that ever was, in minor units
 */
public record VendorAccount(PersistentMap<String, Entry> entries, Forgotten forgotten, UnderWay underWay, Turn last, long paid) {
    /** @param due in minor units */
    record Entry(long version, long due, Optional<Instant> deliveredAt, boolean frozen) {
        Entry {
            if (deliveredAt == null) deliveredAt = Optional.empty();
        }
    }

    /** See {@link VendorAccountEvent.PayoutBegun}. */
    record UnderWay(String payoutId, Instant since, Duration hold, Optional<Place> kept, Optional<Money> part) {
        UnderWay {
            if (kept == null) kept = Optional.empty();
            if (part == null) part = Optional.empty();
        }

        /** What the reserve begins with is not kept whole. */
        private Optional<Limit> limit() {
            return part.flatMap(most -> kept.map(place -> new Limit(place.vendorOrderId(), most)));
        }

        private boolean keeps(Map.Entry<String, Entry> each) {
            return each.getValue().due > 0 && kept.filter(place -> place(each).compareTo(place) >= 0 && limit().filter(limit -> limit.vendorOrderId().equals(each.getKey())).isEmpty()).isPresent();
        }
    }

    /** Payouts come in the order of their beginning; of two at the same instant the ids decide. */
    record Turn(Instant since, String payoutId) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            return Comparator.comparing(Turn::since).thenComparing(Turn::payoutId).compare(this, other);
        }
    }

    private static final int ALL = 10_000;

    static final VendorAccount NOTHING = new VendorAccount(PersistentMap.empty(), Forgotten.NOTHING, null, null, 0);

    /** The table of its commands and events. */
    public static final Blueprint<VendorAccount, VendorAccountEvent> BLUEPRINT = Blueprint.of(VendorAccountCommand.TYPE, NOTHING, VendorAccountCommand.class, VendorAccountEvent.class)
            .decide("report", VendorAccountCommand.Report.class, Done.class, VendorAccount::report)
            .decide("begin", VendorAccountCommand.Begin.class, Payable.class, VendorAccount::begin)
            .answer("next", VendorAccountCommand.Next.class, Payable.class, (account, next, now) -> account.isUnderWay(next.payoutId()) ? Outcome.accepted(account.payable(next.after(), now))
                    : Outcome.refused(Kind.GONE, "payout-over", "This payout is not under way."))
            .decide("end", VendorAccountCommand.End.class, Done.class, (account, end, now) -> account.isUnderWay(end.payoutId())
                    ? accept(after -> Done.DONE, new VendorAccountEvent.PayoutEnded(end.payoutId(), end.paid(), now)) : accept(after -> Done.DONE))
            .answer("look", VendorAccountCommand.Look.class, VendorBalance.class, (account, look, now) -> Outcome.accepted(account.balance(look, now)))
            .apply(VendorAccountEvent.Reported.class, "vendors.account-reported", VendorAccount::reported)
            .apply(VendorAccountEvent.PayoutBegun.class, "vendors.account-payout-begun", 2, (account, event) -> new VendorAccount(account.entries, account.forgotten,
                    new UnderWay(event.payoutId(), event.since(), event.hold(), event.kept(), event.part()), new Turn(event.since(), event.payoutId()), account.paid))
            // The same, when a reserve was of whole vendor orders.
            .upcast("vendors.account-payout-begun", 1, VendorAccountEvent.PayoutBegun.class, begun -> begun)
            .apply(VendorAccountEvent.PayoutPassed.class, "vendors.account-payout-passed", (account, event) -> new VendorAccount(account.entries, account.forgotten, null, new Turn(event.since(), event.payoutId()), account.paid))
            .apply(VendorAccountEvent.PayoutEnded.class, "vendors.account-payout-ended", (account, event) -> new VendorAccount(account.entries, account.forgotten, null, account.last,
                    Math.addExact(account.paid, event.paid().amount())))
            .build();

    // ---- what vendor orders say

    private Decision<VendorAccount, VendorAccountEvent, Done> report(VendorAccountCommand.Report told, Instant now) {
        long known = Math.max(entries.find(told.vendorOrderId()).map(Entry::version).orElse(0L), forgotten.version(told.vendorOrderId()));
        return told.version() <= known ? accept(after -> Done.DONE)
                : accept(after -> Done.DONE, new VendorAccountEvent.Reported(told.vendorOrderId(), told.version(), told.due(), told.deliveredAt(), told.frozen(), now));
    }

    /** By this account's clock it was delivered when it heard of it at the latest: that of the vendor order may be ahead. */
    private VendorAccount reported(VendorAccountEvent.Reported event) {
        String id = event.vendorOrderId();
        return event.due().isZero() ? new VendorAccount(entries.without(id), forgotten.with(id, event.version(), event.at()), underWay, last, paid)
                : new VendorAccount(entries.with(id, new Entry(event.version(), event.due().amount(), event.deliveredAt().map(at -> at.isAfter(event.at()) ? event.at() : at), event.frozen())), forgotten.without(id), underWay, last, paid);
    }

    // ---- payouts

    private boolean isUnderWay(String payoutId) {
        return underWay != null && underWay.payoutId.equals(payoutId);
    }

    /** Also when there is nothing to pay it is written down that this payout came: a copy that comes late would begin, and nobody would ever end it. */
    private Decision<VendorAccount, VendorAccountEvent, Payable> begin(VendorAccountCommand.Begin begin, Instant now) {
        if (isUnderWay(begin.payoutId())) return accept(account -> account.payable("", now));
        if (underWay != null) return reject(Kind.CONFLICT, "payout-in-progress", "Payout " + underWay.payoutId + " is under way: try again when it is over.");
        int order = last == null ? 1 : new Turn(begin.since(), begin.payoutId()).compareTo(last);
        if (order < 0) return reject(Kind.GONE, "payout-over", "Payout " + last.payoutId + " began later and has come already.");
        if (order == 0) return accept(account -> new Payable(List.of(), false));
        var share = share(later(begin.since(), now), begin.hold(), begin.reserve());
        return share.payable < Math.max(1, begin.minimum().amount())
                ? accept(account -> new Payable(List.of(), false), new VendorAccountEvent.PayoutPassed(begin.payoutId(), begin.since(), now))
                : accept(account -> account.payable("", now), new VendorAccountEvent.PayoutBegun(begin.payoutId(), begin.since(), begin.hold(), share.kept, now,
                        share.part == 0 ? Optional.empty() : Optional.of(new Money(share.part, begin.minimum().currency()))));
    }

    /** What the payout under way may take, by id, after one. What came or went since it began makes no difference to what it has taken. */
    private Payable payable(String after, Instant now) {
        var asOf = later(underWay.since, now);
        var ids = new ArrayList<String>();
        String from = after;
        while (true) {
            var some = entries.after(from, Payable.MOST);
            for (Map.Entry<String, Entry> each : some) {
                if (!isPayable(each.getValue(), asOf, underWay.hold) || underWay.keeps(each)) continue;
                if (ids.size() == Payable.MOST) return named(ids, true);
                ids.add(each.getKey());
            }
            if (some.size() < Payable.MOST) return named(ids, false);
            from = some.get(some.size() - 1).getKey();
        }
    }

    private Payable named(List<String> ids, boolean more) {
        return new Payable(ids, more, underWay.limit().filter(limit -> ids.contains(limit.vendorOrderId())));
    }

    /** What was paid too much is taken back at once, however new it is. */
    private static boolean isPayable(Entry entry, Instant asOf, Duration hold) {
        return !entry.frozen && (entry.due < 0 || entry.deliveredAt.filter(at -> !at.plus(hold).isAfter(asOf)).isPresent());
    }

    /** Whoever asks goes by another clock: what was delivered for so long here already is so for him. */
    private static Instant later(Instant asOf, Instant now) {
        return now.isAfter(asOf) ? now : asOf;
    }

    private static Place place(Map.Entry<String, Entry> each) {
        return new Place(each.getValue().deliveredAt.orElse(Instant.MAX), each.getKey());
    }

    /**
     * What is payable, less the reserve.
     *
     * @param kept where the reserve begins
     * @param part how much of what stands there is no reserve
     */
    private record Share(long payable, long reserve, Optional<Place> kept, long part) {}

    private Share share(Instant asOf, Duration hold, int basisPoints) {
        long sum = stream().filter(each -> isPayable(each.getValue(), asOf, hold)).mapToLong(each -> each.getValue().due).sum();
        // Rounded up, in two parts, so that no product is too large.
        long reserve = sum <= 0 ? 0 : sum / ALL * basisPoints + (sum % ALL * basisPoints + ALL - 1) / ALL;
        if (reserve == 0) return new Share(sum, 0, Optional.empty(), 0);
        // What is owed to the vendor is never less than the sum, so there is as much of it as is to be kept.
        var latest = stream().filter(each -> each.getValue().due > 0 && isPayable(each.getValue(), asOf, hold)).sorted(Comparator.comparing(VendorAccount::place).reversed()).iterator();
        long open = reserve;
        while (true) {
            var next = latest.next();
            long due = next.getValue().due;
            if (due >= open) return new Share(sum - reserve, reserve, Optional.of(place(next)), due - open);
            open -= due;
        }
    }

    private Stream<Map.Entry<String, Entry>> stream() {
        return entries.entrySet().stream();
    }

    private VendorBalance balance(VendorAccountCommand.Look look, Instant now) {
        var share = share(later(look.asOf(), now), look.hold(), look.reserve());
        long frozen = stream().filter(each -> each.getValue().frozen).mapToLong(each -> each.getValue().due).sum();
        long all = stream().mapToLong(each -> each.getValue().due).sum();
        var currency = look.currency();
        return new VendorBalance(new Money(all - frozen - share.payable - share.reserve, currency), new Money(share.payable, currency), new Money(frozen + share.reserve, currency), new Money(paid, currency));
    }
}
