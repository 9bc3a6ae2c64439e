package souk.server;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import souk.testkit.TestShop;

/**
 * Gives tests ({@link InOpenShop}, {@link AloneInOpenShop}) the one whole shop of this JVM, as a {@link TestShop} or a {@link Market}: a start costs seconds, so all
 * classes share it, each with products and shoppers of its own. Test payments stay pending for five seconds, so that even a busy machine sees them so. It is closed when the last test has ended.
 */
final class OpenShop implements ParameterResolver {
    /** What tests hold that are in it. */
    static final String DOOR = "the open shop";
    /** With the commit log, in which {@link ErasureTest} looks for what must not be there. */
    private static final String ON_DISK = "souk.cassandra.replication = \"{'class': 'SimpleStrategy', 'replication_factor': 1}\"";
    /** What its tokens are signed with, for tests that forge some. */
    static final String TOKEN_KEY = "souk.http.token-key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Market.class || parameter.getParameter().getType() == TestShop.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(OpenShop.class));
        TestShop shop = store.getOrComputeIfAbsent("shop", key -> TestShop.start(Souk.CAPABILITIES, TOKEN_KEY + "\n" + ON_DISK + "\nsouk { metrics { port = -1, every = 2 s, count-every = 2 s }, payments.test.answers-after = 5 s, cassandra.request-timeout = 12 s, elasticsearch.request-timeout = 12 s }"), TestShop.class);
        // Staff logs in once: one account may not do so for each test.
        return parameter.getParameter().getType() == TestShop.class ? shop : store.getOrComputeIfAbsent("market", key -> Market.at(shop.url(), TestShop.ADMIN_PASSWORD), Market.class);
    }
}
