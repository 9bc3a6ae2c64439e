package souk.platform.privacy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.platform.Follower;
import souk.platform.Hmac;
import souk.platform.wire.Codec;
import souk.platform.wire.PersonalForm;

/**
 * The keys of persons, as this node knows them. Everything personal is sealed and opened here, without I/O: what the keys follow from is in memory, read when the node starts. A person is named by an
 * id that is nobody's name: an account's, or {@code guest:<id>}. A key need not be made, and once {@linkplain #forget destroyed} it is gone on this node at once, on every other within {@code souk.privacy.keys-every}
 * and the time of a question, and for ever.
 */
public final class Persons {
    private static final Logger LOG = LoggerFactory.getLogger(Persons.class);
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final int MANY = 50_000;
    private static final int TRIES = 100;
    private static final int LONGEST_PAUSE_MILLIS = 100;
    private static final String ERASED = "(erased)";
    private static final char PART = '/';

    /** The key of one person, while it is there. */
    public final class Key {
        private final String person;
        private final Derived derived;

        private Key(String person, Derived derived) {
            this.person = person;
            this.derived = derived;
        }

        /** Locks a value: a text, or a record that can be stored. */
        public <T> Personal<T> seal(T value) {
            return Personal.sealed(person, TEXT.encodeToString(Lock.close(derived.data, about(person), Codec.encode(value))));
        }

        /** A digest that only who has the key can make: tells whether two texts are the same, as long as it is there. */
        public String digest(String text) {
            return TEXT.encodeToString(Hmac.of(derived.digest, text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** @param within the leaf of the person of whom this is a part; of a whole person its own */
    private record Derived(long leaf, long within, byte[] data, byte[] digest) {}

    private final Supplier<KeyStore> opening;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final TreeMap<Long, KeyTree.Node> nodes = new TreeMap<>();
    private final Cache<String, Derived> derived = Caffeine.newBuilder().maximumSize(MANY).build();
    private final Follower<List<KeyStore.Destroyed>> others = new Follower<>() {
        @Override
        protected CompletionStage<Outcome<List<KeyStore.Destroyed>>> ask() {
            return news().thenApply(Outcome::accepted);
        }

        @Override
        protected boolean take(List<KeyStore.Destroyed> news) {
            if (news.isEmpty()) return true;
            Persons.this.take(news);
            return false;
        }
    };
    private final Object queue = new Object();
    private CompletionStage<Void> forgetting = CompletableFuture.completedFuture(null);
    private volatile KeyStore store;
    private byte[] lookup;
    private long epoch;

    Persons(Supplier<KeyStore> opening) {
        this.opening = opening;
    }

    /** Kept in this database, which is read when they are needed first; without one: in memory. */
    public static Persons of(CqlSession cql, Config config) {
        return new Persons(() -> cql == null ? new MemoryKeyStore() : new CassandraKeyStore(cql, CassandraKeyStore.SHOP, MasterKeys.of(config)));
    }

    /**
     * Reads what the keys follow from, and wraps it anew if that was done with a former master key. Blocks; does nothing the second time.
     *
     * @throws IllegalStateException when there is no master key, or another than the stored ones are wrapped with
     */
    public synchronized void load() {
        if (store != null) return;
        KeyStore opened = opening.get();
        var kept = opened.load();
        lock.writeLock().lock();
        try {
            kept.nodes().forEach(node -> nodes.put(node.path(), node));
            epoch = kept.epoch();
            lookup = kept.lookup();
        } finally {
            lock.writeLock().unlock();
        }
        int rewrapped = opened.rewrap();
        if (rewrapped > 0) LOG.info("{} keys of persons are wrapped with the present master key now", rewrapped);
        store = opened;
    }

    private KeyStore store() {
        if (store == null) load();
        return store;
    }

    /** A person's key; nothing once it was destroyed. */
    public Optional<Key> key(String person) {
        store();
        lock.readLock().lock();
        try {
            // Derived under the lock, so that none is remembered after it was destroyed.
            return Optional.ofNullable(derived.get(person, this::derive)).map(found -> new Key(person, found));
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * A part of what is known of a person, as a person of its own: what is sealed for it is gone with its own key, which takes nothing else with it, and with the person's, which takes all parts.
     *
     * @param part named like nothing else of this person, without a slash, as is the person
     */
    public static String part(String person, String part) {
        return person + PART + part;
    }

    /** The person of whom this is a part; one who is no part of anybody is that. */
    public static String whole(String person) {
        int part = person.indexOf(PART);
        return part < 0 ? person : person.substring(0, part);
    }

    private Derived derive(String person) {
        long leaf = KeyTree.leaf(person);
        long within = KeyTree.leaf(whole(person));
        var own = seed(leaf);
        var of = seed(within);
        if (own.isEmpty() || of.isEmpty()) return null;
        // Of both, so that neither is enough.
        byte[] seed = leaf == within ? own.get() : Hmac.of(of.get(), own.get());
        return new Derived(leaf, within, Hmac.of(seed, bytes("data")), Hmac.of(seed, bytes("digest")));
    }

    private Optional<byte[]> seed(long leaf) {
        return covering(leaf).map(node -> KeyTree.seed(node, leaf));
    }

    private Optional<KeyTree.Node> covering(long leaf) {
        return Optional.ofNullable(nodes.floorEntry(leaf)).map(java.util.Map.Entry::getValue).filter(node -> node.covers(leaf));
    }

    /** What is locked; nothing once its key was destroyed. */
    public <T> Optional<T> open(Personal<T> value, Class<T> form) {
        if (value.plain().isPresent()) return value.plain();
        return bytes(value.person().orElseThrow(), value.box()).map(open -> Codec.decode(open, form));
    }

    /** The same of what is perhaps not there. */
    public <T> Optional<T> open(Optional<Personal<T>> value, Class<T> form) {
        return value.flatMap(there -> open(there, form));
    }

    /** The same tree with everything personal in it opened; what nobody can open any more says so. */
    public JsonNode open(JsonNode tree) {
        if (tree.isObject() && tree.size() == 2 && tree.has(PersonalForm.PERSON) && tree.has(PersonalForm.BOX)) {
            return bytes(tree.get(PersonalForm.PERSON).asText(), tree.get(PersonalForm.BOX).asText()).map(open -> Codec.decode(open, JsonNode.class)).orElse(TextNode.valueOf(ERASED));
        }
        if (tree instanceof com.fasterxml.jackson.databind.node.ObjectNode object) object.properties().forEach(member -> member.setValue(open(member.getValue())));
        if (tree instanceof com.fasterxml.jackson.databind.node.ArrayNode array) for (int i = 0; i < array.size(); i++) array.set(i, open(array.get(i)));
        return tree;
    }

    private Optional<byte[]> bytes(String person, String box) {
        return key(person).map(key -> Lock.open(key.derived.data, about(person), Base64.getUrlDecoder().decode(box)).orElseThrow(() -> new IllegalStateException("A box does not open with the key of its person")));
    }

    /** A digest by which something is found that must not be named: the same on every node and for ever, and nobody without the shop's keys can make it. */
    public String lookup(String text) {
        store();
        return TEXT.encodeToString(Hmac.of(lookup, bytes(text)));
    }

    /** The person who reads the mail of this address, however it is written, for what is known of somebody of whom only that is known. */
    public String reader(String email) {
        return "mail:" + lookup("souk.reader:" + Normalizer.normalize(email, Normalizer.Form.NFC).toLowerCase(Locale.ROOT));
    }

    /**
     * Destroys a person's key, for ever: all that was sealed with it is unreadable from then on. The second time: nothing to do. Complete when it is durable; a failure says that nobody can
     * tell, and that it is to be asked again.
     */
    public CompletionStage<Void> forget(String person) {
        store();
        synchronized (queue) {
            // One after the other: of many that are destroyed at once on one epoch, one is.
            forgetting = forgetting.handle((done, failed) -> null).thenCompose(next -> forget(KeyTree.leaf(person), TRIES));
            return forgetting;
        }
    }

    private CompletionStage<Void> forget(long leaf, int tries) {
        return catchUp().thenCompose(known -> {
            Optional<KeyTree.Node> node;
            long now;
            lock.readLock().lock();
            try {
                node = covering(leaf);
                now = epoch;
            } finally {
                lock.readLock().unlock();
            }
            if (node.isEmpty()) return CompletableFuture.completedFuture(null);
            if (tries == 0) return CompletableFuture.failedFuture(new IllegalStateException("Others destroy keys at the same time: try again"));
            return store().destroy(now, leaf, node.get(), KeyTree.without(node.get(), leaf))
                    .thenCompose(done -> done ? CompletableFuture.<Void>completedFuture(null) : CompletableFuture.runAsync(() -> {}, aMomentLater())).thenCompose(done -> forget(leaf, tries - 1));
        });
    }

    /** Another node was faster; the two must not meet again and again. */
    private static Executor aMomentLater() {
        return CompletableFuture.delayedExecutor(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
    }

    /** Asks which keys were destroyed by others; called every {@code souk.privacy.keys-every}. Returns at once. */
    public void look() {
        if (store != null) others.look();
    }

    private CompletionStage<?> catchUp() {
        return news().thenCompose(news -> {
            if (news.isEmpty()) return CompletableFuture.completedFuture(null);
            take(news);
            return catchUp();
        });
    }

    /** What was destroyed since this node looked last. */
    private CompletionStage<List<KeyStore.Destroyed>> news() {
        long known;
        lock.readLock().lock();
        try {
            known = epoch;
        } finally {
            lock.readLock().unlock();
        }
        return store().after(known);
    }

    private void take(List<KeyStore.Destroyed> news) {
        lock.writeLock().lock();
        try {
            for (var each : news) {
                if (each.epoch() != epoch + 1) continue;
                covering(each.leaf()).ifPresent(node -> {
                    nodes.remove(node.path());
                    KeyTree.without(node, each.leaf()).forEach(left -> nodes.put(left.path(), left));
                });
                derived.asMap().values().removeIf(key -> key.leaf == each.leaf() || key.within == each.leaf());
                epoch = each.epoch();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static byte[] about(String person) {
        return bytes("souk.personal:" + person);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
