package souk.vendors.payouts;

import com.typesafe.config.Config;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import souk.platform.Node;

/** Which provider pays vendors, by {@code souk.vendors.payouts.provider}. */
public final class PayoutProviders {
    private static final String SETTING = "souk.vendors.payouts.provider";
    private static final String BUILT_IN = "built-in";
    private static final String HTTP = "http";

    private PayoutProviders() {}

    /** For so long a payout may be on its way to the provider after the {@link Cashier} was asked to pay it: until it sends it, while it asks whether the provider knows it, and while it is told. */
    static Duration onTheWay(Node node) {
        return Cashier.SENT_WITHIN.plus(node.config().getDuration("souk.vendors.payouts.http.timeout").multipliedBy(2));
    }

    /** @throws IllegalArgumentException when the configured provider is none */
    public static PayoutProvider of(Node node) {
        Config own = node.config().getConfig("souk.vendors.payouts");
        String chosen = own.getString("provider");
        if (chosen.equals(BUILT_IN)) return new TestPayouts(new PayoutBookStore(node.cql()), node.clock(), own.getDuration("test.answers-after"));
        if (chosen.equals(HTTP)) return new HttpPayouts(own.getConfig("http"), node.executor());
        try {
            return (PayoutProvider) Class.forName(chosen).getConstructor(Node.class).newInstance(node);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(SETTING + ": " + chosen + " does not start: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(SETTING + " is " + chosen + ": it must be " + BUILT_IN + ", " + HTTP + ", or a class that implements " + PayoutProvider.class.getName() + " and has a public constructor with one "
                    + Node.class.getName(), e);
        }
    }
}
