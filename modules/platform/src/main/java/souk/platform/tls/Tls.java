package souk.platform.tls;

import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.util.SSLFactoryUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of TLS, by a {@code tls} section of the configuration: 1.3 and 1.2, with ciphers that keep old recordings shut. When its files have changed, connections that begin after that
 * use what is in them; they are looked at when one begins, every {@code look-every} at most, so nothing has to be restarted. Files that are not in order are
 * logged, and those of before stay in use.
 *
 * <p>Builds on <a href="https://github.com/Hakky54/sslcontext-kickstart">sslcontext-kickstart</a>.
 */
public final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final Duration SOON = Duration.ofDays(7);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String[] CIPHERS = {
        "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"};

    private final Config section;
    private final String path;
    private final SSLFactory factory;
    private final long every;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile KeyFiles files;
    private volatile Instant warned = Instant.EPOCH;

    private Tls(Config section, String path) {
        this.section = section;
        this.path = path;
        every = section.getDuration("look-every").toNanos();
        files = KeyFiles.read(section, path, Instant.now());
        factory = factory(files, true);
        files.identity().ifPresent(own -> LOG.info("TLS of {}: {}, until {}", path, own.chain().get(0).getSubjectX500Principal(), own.until()));
        warn();
    }

    /**
     * A server's end, by {@code certificate} and {@code key}, or {@code keystore}; empty without either.
     *
     * @throws IllegalStateException saying what is wrong with the files and what to do
     */
    public static Optional<Tls> server(Config config, String path) {
        Config section = config.getConfig(path);
        boolean none = section.getString("certificate").isEmpty() && section.getString("key").isEmpty() && section.getString("keystore").isEmpty();
        return none ? Optional.empty() : Optional.of(new Tls(section, path));
    }

    /**
     * A client's end: believes {@code ca}, or whom the JVM believes, and shows {@code certificate} where it is asked.
     *
     * @throws IllegalStateException saying what is wrong with the files and what to do
     */
    public static Tls client(Config section, String path) {
        return new Tls(section, path);
    }

    /**
     * Reads all files that the configuration names, so that a node with wrong ones ends before it has begun.
     *
     * @throws IllegalStateException saying what is wrong with them and what to do
     */
    public static void check(Config config) {
        for (String path : List.of("souk.http.tls", "souk.cassandra.tls", "souk.elasticsearch.tls")) KeyFiles.read(config.getConfig(path), path, Instant.now());
        var nodes = KeyFiles.read(config.getConfig("souk.cluster.tls"), "souk.cluster.tls", Instant.now());
        // Akka's engine would read the first and say nothing.
        if (nodes.trusted().size() > 1) throw new IllegalStateException("souk.cluster.tls.ca holds " + nodes.trusted().size() + " certificates. Between nodes there can be one authority only: leave in the file the one that signed all nodes' certificates.");
    }

    /**
     * The configuration of a node whose talk with others is encrypted, if {@code souk.cluster.tls} has a certificate: both ends show one, of the same authority and with a name in
     * common (Akka's rotating-keys-engine, whose settings follow from the section). Otherwise the same.
     *
     * @throws IllegalStateException when the section has no {@code ca}
     */
    public static Config betweenNodes(Config config) {
        Config own = config.getConfig("souk.cluster.tls");
        if (own.getString("certificate").isEmpty()) return config;
        if (own.getString("ca").isEmpty()) throw new IllegalStateException("souk.cluster.tls has a certificate and no ca. Give the authority that all nodes' certificates come from, or anybody's would be let in.");
        return ConfigFactory.parseString("akka.remote.artery.transport = tls-tcp").withFallback(config);
    }

    /** A server's engine for a new connection. */
    public SSLEngine engine() {
        look();
        SSLEngine engine = factory.getSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(!files.trusted().isEmpty());
        return engine;
    }

    /** The same for as long as this lives, whatever becomes of the files; a client that keeps it says before it connects that it does, by {@link #look}. */
    public SSLContext context() {
        return factory.getSslContext();
    }

    /** The versions of the protocol that are spoken. */
    public static String[] protocols() {
        return PROTOCOLS.clone();
    }

    /** The ciphers that are spoken, the best first. */
    public static String[] ciphers() {
        return CIPHERS.clone();
    }

    /** For Cassandra's driver; whether the certificate is of the host that was asked for is checked unless {@code hostname-check} is off. */
    public SslEngineFactory engines() {
        return new ProgrammaticSslEngineFactory(context(), CIPHERS, section.getBoolean("hostname-check")) {
            @Override
            public SSLEngine newSslEngine(EndPoint remote) {
                look();
                SSLEngine engine = super.newSslEngine(remote);
                engine.setEnabledProtocols(PROTOCOLS);
                return engine;
            }
        };
    }

    /** Reads the files again if it is time to and they have changed. */
    public void look() {
        long now = System.nanoTime();
        long last = looked.get();
        if (now - last < every || !looked.compareAndSet(last, now)) return;
        try {
            var read = KeyFiles.read(section, path, Instant.now());
            if (read.digest() != files.digest()) {
                SSLFactoryUtils.reload(factory, factory(read, false));
                files = read;
                LOG.info("TLS of {}: the files have changed, new connections use them{}", path, read.identity().map(own -> ", until " + own.until()).orElse(""));
            }
        } catch (RuntimeException e) {
            LOG.error("TLS of {} stays with what it has: {}", path, e.getMessage());
        }
        warn();
    }

    private void warn() {
        var until = files.identity().map(KeyFiles.Identity::until);
        Instant now = Instant.now();
        if (until.isEmpty() || until.get().isAfter(now.plus(SOON)) || warned.isAfter(now.minus(A_DAY))) return;
        warned = now;
        LOG.warn("TLS of {}: the certificate ends at {}. Renew it; the new files are taken without a restart.", path, until.get());
    }

    private static SSLFactory factory(KeyFiles files, boolean swappable) {
        var builder = SSLFactory.builder().withProtocols(PROTOCOLS).withCiphers(CIPHERS);
        files.identity().ifPresent(own -> builder.withIdentityMaterial(own.key(), "".toCharArray(), own.chain()));
        if (files.trusted().isEmpty()) builder.withDefaultTrustMaterial();
        else builder.withTrustMaterial(files.trusted());
        if (swappable && files.identity().isPresent()) builder.withSwappableIdentityMaterial();
        if (swappable) builder.withSwappableTrustMaterial();
        return builder.build();
    }
}
