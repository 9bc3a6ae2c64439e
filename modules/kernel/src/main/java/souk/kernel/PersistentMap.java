package souk.kernel;

import java.util.AbstractMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.TreePMap;

/**
 * An immutable map, sorted by its keys, that shares what did not change with its predecessor: a change costs the logarithm of its
 * size, not a copy. State that grows with use belongs in one of these.
 */
public final class PersistentMap<K extends Comparable<? super K>, V> extends AbstractMap<K, V> {
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(TreePMap.<String, Object>empty());
    private final TreePMap<K, V> entries;

    private PersistentMap(TreePMap<K, V> entries) {
        this.entries = entries;
    }

    @SuppressWarnings("unchecked")
    public static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    public static <K extends Comparable<? super K>, V> PersistentMap<K, V> copyOf(Map<? extends K, ? extends V> map) {
        return PersistentMap.<K, V>empty().withAll(map);
    }

    /** The map with this entry added or replaced. */
    public PersistentMap<K, V> with(K key, V value) {
        return new PersistentMap<>(entries.plus(key, value));
    }

    /** The map with all these entries added or replaced. */
    public PersistentMap<K, V> withAll(Map<? extends K, ? extends V> more) {
        return more.isEmpty() ? this : new PersistentMap<>(entries.plusAll(more));
    }

    /** The map without this key; itself if it was not there. */
    public PersistentMap<K, V> without(Object key) {
        var fewer = entries.minus(key);
        return fewer == entries ? this : new PersistentMap<>(fewer);
    }

    /** The entry with the least key. */
    public Optional<Map.Entry<K, V>> first() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.firstEntry());
    }

    /** The entries with greater keys, in order, at most so many. */
    public List<Map.Entry<K, V>> after(K key, int most) {
        return entries.tailMap(key, false).entrySet().stream().limit(most).toList();
    }

    /** The value, or nothing. */
    public Optional<V> find(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public V get(Object key) {
        return entries.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.containsKey(key);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new java.util.AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return entries.entrySet().iterator();
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }
}
