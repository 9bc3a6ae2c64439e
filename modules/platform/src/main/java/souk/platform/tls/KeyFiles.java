package souk.platform.tls;

import com.typesafe.config.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import nl.altindag.ssl.pem.util.PemUtils;

/**
 * What the files of one {@code tls} section hold, read at once and found to be in order.
 *
 * @param identity who we are, if the section says so
 * @param trusted  whose certificates are believed; none: those whom the JVM believes
 * @param digest   of the files' bytes: another one when any of them has changed
 */
record KeyFiles(Optional<Identity> identity, List<X509Certificate> trusted, int digest) {
    /** A key, and its certificate with those between it and its authority. */
    record Identity(PrivateKey key, List<X509Certificate> chain) {
        /** When the first of them ends. */
        Instant until() {
            return chain.stream().map(each -> each.getNotAfter().toInstant()).min(Instant::compareTo).orElseThrow();
        }
    }

    private static final byte[] SAMPLE = "souk".getBytes(StandardCharsets.UTF_8);

    /**
     * Reads {@code certificate} and {@code key} (PEM) or {@code keystore} (PKCS#12) with {@code password}, and {@code ca} (PEM).
     *
     * @param path where the section is, for messages
     * @throws IllegalStateException saying which file or setting is wrong, how, and what to do
     */
    static KeyFiles read(Config section, String path, Instant now) {
        var bytes = new ArrayList<byte[]>();
        String certificate = section.getString("certificate");
        String key = section.getString("key");
        String keystore = section.hasPath("keystore") ? section.getString("keystore") : "";
        char[] password = section.hasPath("password") ? section.getString("password").toCharArray() : new char[0];
        if (!keystore.isEmpty() && !(certificate + key).isEmpty()) throw new IllegalStateException(path + " has a keystore and a certificate or key beside it. Leave one of the two ways out.");
        if (certificate.isEmpty() != key.isEmpty()) throw new IllegalStateException(path + " has a certificate without a key, or a key without a certificate. Give both: " + path + ".certificate and " + path + ".key.");

        Optional<Identity> identity = Optional.empty();
        if (!keystore.isEmpty()) identity = Optional.of(stored(bytes(keystore, path + ".keystore", bytes), keystore, path, password));
        else if (!certificate.isEmpty()) {
            var chain = certificates(bytes(certificate, path + ".certificate", bytes), path + ".certificate", certificate);
            identity = Optional.of(new Identity(key(bytes(key, path + ".key", bytes), key, path, section.hasPath("password"), password), chain));
        }
        identity.ifPresent(own -> {
            String where = keystore.isEmpty() ? path + ".certificate (" + certificate + ")" : path + ".keystore (" + keystore + ")";
            belongTogether(own, where, path);
            own.chain().forEach(each -> isValid(each, where, now));
        });
        String ca = section.getString("ca");
        List<X509Certificate> trusted = List.of();
        if (!ca.isEmpty()) {
            trusted = certificates(bytes(ca, path + ".ca", bytes), path + ".ca", ca);
            // A file may keep an old authority beside the new one; of what is valid there must be some.
            if (trusted.stream().noneMatch(each -> each.getNotAfter().toInstant().isAfter(now))) isValid(trusted.get(0), path + ".ca (" + ca + ")", now);
        }
        return new KeyFiles(identity, trusted, bytes.stream().mapToInt(Arrays::hashCode).reduce(1, (sum, each) -> 31 * sum + each));
    }

    private static byte[] bytes(String file, String setting, List<byte[]> all) {
        try {
            byte[] read = Files.readAllBytes(Path.of(file));
            all.add(read);
            return read;
        } catch (IOException | InvalidPathException e) {
            throw new IllegalStateException(setting + " names " + file + ", which is not there or cannot be read by this process. Check the path, and that the Secret is mounted. (" + e + ")", e);
        }
    }

    private static List<X509Certificate> certificates(byte[] pem, String setting, String file) {
        List<X509Certificate> found = List.of();
        RuntimeException why = null;
        try {
            found = PemUtils.loadCertificate(new ByteArrayInputStream(pem));
        } catch (RuntimeException e) {
            why = e;
        }
        if (found.isEmpty()) throw new IllegalStateException(setting + " (" + file + ") holds no certificate. It must be PEM: -----BEGIN CERTIFICATE-----.", why);
        return List.copyOf(found);
    }

    private static PrivateKey key(byte[] pem, String file, String path, boolean mayBeLocked, char[] password) {
        boolean locked = new String(pem, StandardCharsets.ISO_8859_1).contains("ENCRYPTED");
        if (locked && !mayBeLocked) throw new IllegalStateException(path + ".key (" + file + ") has a password, which cannot be given here. Write it without one: openssl pkcs8 -topk8 -nocrypt.");
        if (locked && password.length == 0) throw new IllegalStateException(path + ".key (" + file + ") has a password. Give it as " + path + ".password.");
        try {
            return PemUtils.loadPrivateKey(new ByteArrayInputStream(pem), locked ? password : null);
        } catch (RuntimeException e) {
            if (locked) throw new IllegalStateException(path + ".key (" + file + ") is not opened by " + path + ".password. Check the password.", e);
            throw new IllegalStateException(path + ".key (" + file + ") holds no private key. It must be PEM: -----BEGIN PRIVATE KEY----- or the like.", e);
        }
    }

    private static Identity stored(byte[] bytes, String file, String path, char[] password) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            for (String alias : Collections.list(store.aliases())) {
                if (!store.isKeyEntry(alias)) continue;
                var chain = new ArrayList<X509Certificate>();
                for (Certificate each : store.getCertificateChain(alias)) chain.add((X509Certificate) each);
                return new Identity((PrivateKey) store.getKey(alias, password), List.copyOf(chain));
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(path + ".keystore (" + file + ") is no PKCS#12 that " + path + ".password opens. Check the password, and the form of the file. (" + e.getMessage() + ")", e);
        }
        throw new IllegalStateException(path + ".keystore (" + file + ") holds no key. Put key and certificate into it: openssl pkcs12 -export.");
    }

    private static void belongTogether(Identity own, String where, String path) {
        String kind = own.key().getAlgorithm();
        String algorithm = switch (kind) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            default -> kind;
        };
        boolean match;
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(own.key());
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(own.chain().get(0).getPublicKey());
            signature.update(SAMPLE);
            match = signature.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            match = false;
        }
        if (!match) throw new IllegalStateException("The key of " + path + " does not belong to the first certificate of " + where + ". Give the key that this certificate was made for, and its certificate before those of its authorities.");
    }

    private static void isValid(X509Certificate certificate, String where, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isAfter(until)) throw new IllegalStateException("The certificate of " + certificate.getSubjectX500Principal() + " in " + where + " ended at " + until + ". Renew it; with cert-manager, see why it was not.");
        if (now.isBefore(from)) throw new IllegalStateException("The certificate of " + certificate.getSubjectX500Principal() + " in " + where + " begins at " + from + " only. Check this machine's clock.");
    }
}
