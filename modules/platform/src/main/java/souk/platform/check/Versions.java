package souk.platform.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The newest version of each aggregate that was seen, in bounded memory: some 40 bytes for each of at most so many. When there are more,
 * half of them are left for another pass over the log, and again, until those of a pass fit.
 *
 * <p>An aggregate is known by 64 bits of a hash of its name: two of ten million have the same once in some hundred thousand checks.
 */
final class Versions {
    private record Share(int bits, long of) {}

    private final int most;
    private final Deque<Share> left = new ArrayDeque<>();
    private Share share = new Share(0, 0);
    private long[] keys;
    private int[] versions;
    private int[] kept;
    private int size;

    /** @param most how many are kept at once */
    Versions(int most) {
        this.most = most;
        clear(1 << 10);
    }

    /** What an aggregate is known by; never 0. */
    static long key(String type, String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : type.getBytes(StandardCharsets.UTF_8)) hash = (hash ^ each) * 0x100000001b3L;
        hash = (hash ^ '/') * 0x100000001b3L;
        for (byte each : id.getBytes(StandardCharsets.UTF_8)) hash = (hash ^ each) * 0x100000001b3L;
        // The finaliser of MurmurHash3 (Appleby, public domain): FNV alone leaves the low bits alike.
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }

    /** Whether this pass is about that aggregate. */
    boolean concerns(long key) {
        return (key & (1L << share.bits) - 1) == share.of;
    }

    /** The newest version that was put, 0 if none was. */
    long get(long key) {
        return versions[slot(key)];
    }

    /** The version it had when {@link #keep} was called, 0 if none. */
    long kept(long key) {
        return kept[slot(key)];
    }

    /** This one's version is now that; it may be left for another pass by this. */
    void put(long key, long version) {
        int slot = slot(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        versions[slot] = (int) version;
        if (size > keys.length / 5 * 3) grow();
        while (size > most) halve();
    }

    /** Remembers all versions as they are now. */
    void keep() {
        kept = versions.clone();
    }

    /** How many are there in this pass. */
    int size() {
        return size;
    }

    /** How many of this pass had a version when {@link #keep} was called. */
    long kept() {
        return Arrays.stream(kept).filter(version -> version > 0).count();
    }

    /** Begins another pass, if one is needed. */
    boolean next() {
        if (left.isEmpty()) return false;
        share = left.poll();
        clear(1 << 10);
        return true;
    }

    private void halve() {
        left.add(new Share(share.bits + 1, share.of | 1L << share.bits));
        share = new Share(share.bits + 1, share.of);
        rebuild(keys.length);
    }

    private void grow() {
        rebuild(keys.length * 2);
    }

    private void rebuild(int capacity) {
        long[] oldKeys = keys;
        int[] oldVersions = versions;
        int[] oldKept = kept;
        clear(capacity);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] == 0 || !concerns(oldKeys[i])) continue;
            int slot = slot(oldKeys[i]);
            keys[slot] = oldKeys[i];
            versions[slot] = oldVersions[i];
            kept[slot] = oldKept[i];
            size++;
        }
    }

    private void clear(int capacity) {
        keys = new long[capacity];
        versions = new int[capacity];
        kept = new int[capacity];
        size = 0;
    }

    private int slot(long key) {
        int slot = (int) (key >>> 32) & keys.length - 1;
        while (keys[slot] != 0 && keys[slot] != key) slot = slot + 1 & keys.length - 1;
        return slot;
    }
}
