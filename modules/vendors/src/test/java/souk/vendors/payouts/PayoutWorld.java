package souk.vendors.payouts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import souk.kernel.Blueprint;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.vendors.ProcessWorld;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderView;
import souk.vendors.orders.VendorOrder;

/** Vendors with their orders, accounts and payouts in memory, and the built-in provider with a book that no crash touches. */
final class PayoutWorld extends ProcessWorld {
    static final Currency GBP = Currency.getInstance("GBP");
    private static final int VENDORS_AT_ONCE = 3;

    /** The provider's book. */
    static final class Book implements PayoutBook {
        final Map<String, Entry> entries = new TreeMap<>();

        @Override
        public CompletionStage<?> add(Entry entry) {
            entries.putIfAbsent(entry.payoutId(), entry);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Optional<Entry>> find(String payoutId) {
            return CompletableFuture.completedFuture(Optional.ofNullable(entries.get(payoutId)));
        }

        @Override
        public CompletionStage<List<Entry>> entries(Optional<String> after, int limit) {
            return CompletableFuture.completedFuture(entries.values().stream().filter(entry -> after.map(id -> entry.payoutId().compareTo(id) > 0).orElse(true)).limit(limit).toList());
        }
    }

    final Book book = new Book();
    final List<String> vendors = new ArrayList<>();
    /** By the vendor, the reference of its account; none: there is no account. */
    final Map<String, String> accounts = new HashMap<>();
    private final TestPayouts provider = new TestPayouts(book, this::now, Duration.ofMinutes(2));
    /** When it was answered that a vendor order is cancelled. */
    final Map<String, Instant> cancelled = new HashMap<>();
    private int orders;

    PayoutWorld(Random random, Trouble trouble) {
        super(random, trouble, VendorAccount.BLUEPRINT, Payout.BLUEPRINT, PayoutRun.BLUEPRINT, VendorOrder.BLUEPRINT);
    }

    void vendor(String id, String account) {
        vendors.add(id);
        accounts.put(id, account);
    }

    /** An order with lines of one unit or some; the id of the vendor order. */
    String sells(String vendor, int lines, Random random) {
        String order = "order-" + ++orders;
        var all = new ArrayList<Line>();
        for (int i = 1; i <= lines; i++) {
            int quantity = 1 + random.nextInt(3);
            long price = random.nextInt(3_000);
            var total = gbp(price * quantity);
            all.add(new Line("" + i, "SKU-" + i, quantity, gbp(price), total, gbp(random.nextInt(3) * 100L * quantity), gbp(random.nextInt((int) total.amount() + 1))));
        }
        insists(VendorOrderCommand.at(order, vendor), new VendorOrderCommand.Open(order, vendor, "S-" + orders, now(), all));
        return VendorOrderCommand.id(order, vendor);
    }

    /** Whoever hears that it is cancelled has vendors paid at once. */
    void cancels(String vendorOrder) {
        tell(VendorOrderCommand.at(vendorOrder), new VendorOrderCommand.Cancel(), outcome -> {
            if (outcome instanceof Outcome.Refused || cancelled.putIfAbsent(vendorOrder, now()) != null) return;
            if (chance(0.5)) runs("gap-" + vendorOrder, new PayoutTerms(0, Optional.empty(), 0));
        });
        after(Duration.ofSeconds(12), () -> {
            if (!cancelled.containsKey(vendorOrder)) cancels(vendorOrder);
        });
    }

    void runs(String key, PayoutTerms terms) {
        insists(PayoutRunCommand.at(key), new PayoutRunCommand.Begin(key, GBP, terms, "staff-1"));
    }

    static Money gbp(long amount) {
        return new Money(amount, GBP);
    }

    VendorAccount account(String vendor) {
        return state(VendorAccountCommand.at(vendor, GBP), VendorAccount.BLUEPRINT);
    }

    /** The vendor orders that are there, by id, as they say themselves. */
    Map<String, VendorOrderView> orders() {
        var look = new VendorOrderCommand.Look(Optional.empty());
        var answer = ((Blueprint.Answered) VendorOrder.BLUEPRINT.handling(look)).answer();
        var all = new TreeMap<String, VendorOrderView>();
        states(VendorOrder.BLUEPRINT).forEach((id, state) -> answer.answer(state, look, now()).fold(view -> all.put(id, (VendorOrderView) view), unknown -> null));
        return all;
    }

    /** What the provider has paid to a vendor. */
    long paidTo(String vendor) {
        return book.entries.values().stream().filter(entry -> entry.payoutId().endsWith("." + vendor) && !entry.means().equals("decline")).mapToLong(entry -> entry.amount().amount()).sum();
    }

    @Override
    protected Optional<Outcome<?>> provide(String name, Object request) {
        if (request instanceof PayoutRequest.ListVendors list) {
            int from = list.after().map(vendors::indexOf).orElse(-1) + 1;
            var some = vendors.subList(from, Math.min(from + VENDORS_AT_ONCE, vendors.size()));
            return Optional.of(Outcome.accepted(new PayoutRequest.Vendors(some, from + some.size() < vendors.size() ? Optional.of(some.get(some.size() - 1)) : Optional.empty())));
        }
        if (chance(trouble().overload())) return Optional.of(Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Not now."));
        if (request instanceof PayoutRequest.Check check) {
            return Optional.of(accounts.get(check.vendorId()) == null ? Outcome.refused(Rejection.Kind.UNPROCESSABLE, PayoutRequest.NO_ACCOUNT, "None.") : Outcome.accepted(Done.DONE));
        }
        var pay = (PayoutRequest.Pay) request;
        try {
            return Optional.of(Outcome.accepted(provider.pay(pay.payoutId(), pay.amount(), new PayoutAccount(PayoutAccount.Kind.REFERENCE, accounts.get(pay.vendorId()))).toCompletableFuture().join()));
        } catch (CompletionException lost) {
            return Optional.empty();
        }
    }
}
