package souk.platform.limits;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Measures what a request far below every limit pays for being counted, by its address and its visitor, among many others. Run by hand. */
public final class LimiterCost {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int VISITORS = 20_000;
    private static final int ADDRESSES = 200;
    private static final int TIMES = 4_000_000;

    private LimiterCost() {}

    public static void main(String[] none) throws Exception {
        var limits = new EnumMap<Budget, Limit>(Budget.class);
        for (Budget each : Budget.named()) limits.put(each, new Limit(100_000, 200_000));
        long[] asked = new long[1];
        var limiter = new Limiter("a", System::nanoTime, new Lending() {
            @Override
            public CompletionStage<Lent> ask(Ask ask) {
                asked[0]++;
                return CompletableFuture.completedFuture(new Lent(ask.wanted(), 1000, 0, true));
            }

            @Override
            public void giveBack(Return tokens) {}
        }, limits, 100_000);
        limiter.sees(new Circle(List.of("a", "b", "c"), 3, true));
        String[] visitors = new String[VISITORS];
        for (int i = 0; i < VISITORS; i++) visitors[i] = "guest-" + i * 7919L;
        InetAddress[] addresses = new InetAddress[ADDRESSES];
        for (int i = 0; i < ADDRESSES; i++) addresses[i] = InetAddress.getByAddress(new byte[] {10, 0, 1, (byte) i});
        for (int round = 0; round < 8; round++) {
            long before = asked[0];
            long granted = 0;
            long begun = CPU.getCurrentThreadCpuTime();
            for (int i = 0; i < TIMES; i++) {
                if (limiter.take(Budget.ADDRESS, addresses[i % ADDRESSES]).join().granted()) granted++;
                if (limiter.take(Budget.GUEST, visitors[i % VISITORS]).join().granted()) granted++;
            }
            System.out.printf(Locale.ROOT, "%.0f ns of processor time a request, %d of %d granted, %d questions%n", (CPU.getCurrentThreadCpuTime() - begun) / (double) TIMES, granted, 2L * TIMES, asked[0] - before);
        }
    }
}
