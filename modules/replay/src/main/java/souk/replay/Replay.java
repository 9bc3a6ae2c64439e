package souk.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file's first invoices, and what has become of them in a shop.
 *
 * <p>First {@link #run}, as often as it was interrupted; then {@link #verify}, as often as one likes.
 */
public final class Replay implements AutoCloseable {
    /** All invoices of the file. */
    public static final int ALL = Integer.MAX_VALUE;
    /** As many as were named before; all, if none were. */
    public static final int AS_LAST_TIME = 0;

    private final Shop shop;
    private final Diary diary;
    private final Collection<Goods> goods;
    private final List<Line> lines;
    private final Plan plan;

    /** Hears how it goes. */
    public interface Listener {
        /** So many things are about to be done, under this name. */
        default void begins(String what, int steps) {}

        /** One of them is done. May be told by many threads. */
        default void step() {}

        /** All of them are. */
        default void ends() {}
    }

    /**
     * What one run did.
     *
     * @param items lines of its orders
     * @param took  without preparing products and stock
     */
    public record Done(long orders, long items, long refunds, long credits, Duration took) {}

    private Replay(Shop shop, Diary diary, Transactions file, List<Line> lines) {
        this.shop = shop;
        this.diary = diary;
        this.lines = lines;
        this.goods = Goods.of(file.lines()).values();
        this.plan = Plan.of(lines);
    }

    /**
     * The replay of a file in a shop, from its beginning or from where it was interrupted.
     *
     * @param state    its state file; there need not be one yet
     * @param invoices how many of the first, {@link #ALL} or {@link #AS_LAST_TIME}; fewer than last time cannot be
     * @throws BadInput if shop, state and file do not fit together
     */
    public static Replay of(Transactions file, Shop shop, Path state, int invoices) throws IOException, InterruptedException {
        var diary = Diary.open(state, file.fingerprint());
        try {
            diary.requireShop(shop);
            int all = (int) file.lines().stream().map(Line::invoice).distinct().count();
            int wanted = Math.min(invoices != AS_LAST_TIME ? invoices : diary.invoices() == 0 ? ALL : diary.invoices(), all);
            if (wanted < diary.invoices()) {
                throw new BadInput("This shop has been told the first " + diary.invoices() + " invoices before: " + wanted + " are fewer. Name more, or leave --invoices out for all.");
            }
            var lines = file.ofFirstInvoices(wanted);
            for (Line line : lines) if (Countries.code(line.country()).isEmpty()) throw new BadInput("Line " + line.number() + " of the file: " + line.country() + " is no country that is known here.");
            diary.invoices(wanted);
            return new Replay(shop, diary, file, lines);
        } catch (IOException | RuntimeException e) {
            diary.close();
            throw e;
        }
    }

    /** What becomes of each line. */
    public Account account() {
        return Account.of(lines, plan);
    }

    /** What is done in the shop. */
    public Plan plan() {
        return plan;
    }

    /** How many steps are still to do. */
    public int left() {
        return (int) plan.steps().stream().filter(step -> diary.done(step.id()).isEmpty()).count();
    }

    /**
     * Does what is left, and returns when all of it is done.
     *
     * @throws IOException when the shop is away for minutes, or says what it should not; nothing is lost, run it again
     */
    public Done run(Pace pace, int clients, Listener listener) throws IOException, InterruptedException {
        var named = lines.stream().map(Line::code).collect(Collectors.toSet());
        var missing = goods.stream().filter(each -> named.contains(each.code()) && !diary.isStocked(each.code())).toList();
        if (!missing.isEmpty()) {
            listener.begins("Products and stock", missing.size());
            new Stocking(shop, diary).put(missing, clients, listener::step);
            listener.ends();
        }
        var steps = plan.steps().stream().filter(step -> diary.done(step.id()).isEmpty()).toList();
        listener.begins("Orders, refunds, credits", steps.size());
        long began = System.nanoTime();
        new Runner(new Till(shop, diary), pace, clients).run(steps, listener::step);
        var took = Duration.ofNanos(System.nanoTime() - began);
        listener.ends();
        return new Done(count(steps, Step.Sale.class), steps.stream().mapToLong(step -> step instanceof Step.Sale sale ? sale.items().size() : 0).sum(),
                count(steps, Step.Refund.class), count(steps, Step.Credit.class), took);
    }

    private static long count(List<Step> steps, Class<? extends Step> kind) {
        return steps.stream().filter(kind::isInstance).count();
    }

    /**
     * Whether the shop says what the file says.
     *
     * @throws BadInput if the replay is not finished
     */
    public Verdict verify(int clients, Listener listener) throws IOException, InterruptedException {
        if (left() > 0) throw new BadInput(left() + " of " + plan.steps().size() + " steps of this replay are still to be done: ./souk replay --invoices " + diary.invoices() + " goes on with them.");
        listener.begins("Asking the shop", plan.sales().size() + (int) goods.stream().filter(each -> diary.isStocked(each.code())).count());
        var verdict = new Verification(shop, diary, lines, plan, clients).compare(goods, listener::step);
        listener.ends();
        return verdict;
    }

    @Override
    public void close() throws IOException {
        diary.close();
    }
}
