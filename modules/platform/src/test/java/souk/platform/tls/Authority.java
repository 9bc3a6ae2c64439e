package souk.platform.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import nl.altindag.ssl.SSLFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a test's own, whose certificates live for the test. */
public final class Authority {
    private static final Duration LIFE = Duration.ofDays(30);
    private static int serial;

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, KeyPair keys, Authority by) {
        /** {@code tls.crt}, {@code tls.key} and {@code ca.crt}, as cert-manager's Secrets have them. */
        public Issued into(Path folder) {
            write(folder.resolve("tls.key"), key());
            write(folder.resolve("tls.crt"), pem(certificate) + pem(by.certificate));
            write(folder.resolve("ca.crt"), by.pem());
            return this;
        }

        /** RSA as PKCS#1, EC as PKCS#8. */
        private String key() {
            try {
                return Authority.pem(keys.getPrivate().getAlgorithm().equals("EC") ? new JcaPKCS8Generator(keys.getPrivate(), null) : keys.getPrivate());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The key with a password, as {@code locked.key}. */
        public void locked(Path folder, String password) {
            try {
                var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC).setProvider(new BouncyCastleProvider()).setPassword(password.toCharArray()).build();
                write(folder.resolve("locked.key"), Authority.pem(new JcaPKCS8Generator(keys.getPrivate(), encryptor)));
            } catch (OperatorCreationException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Both, and the authority, in a PKCS#12 file. */
        public Path stored(Path file, String password) {
            try (var out = Files.newOutputStream(file)) {
                var store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("own", keys.getPrivate(), password.toCharArray(), new X509Certificate[] {certificate, by.certificate});
                store.setCertificateEntry("authority", by.certificate);
                store.store(out, password.toCharArray());
                return file;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final KeyPair keys = keys("EC");
    private final X500Name name;
    private final X509Certificate certificate;

    public Authority(String name) {
        this.name = new X500Name("CN=" + name);
        certificate = sign(this.name, keys, Instant.now().minus(LIFE), Instant.now().plus(LIFE), true);
    }

    /** Who has it, and for which hosts; an EC key. */
    public Issued issue(String common, String... hosts) {
        return issue("EC", common, Instant.now().plus(LIFE), hosts);
    }

    /** @param algorithm EC or RSA */
    public Issued issue(String algorithm, String common, Instant until, String... hosts) {
        var own = keys(algorithm);
        return new Issued(sign(new X500Name("CN=" + common), own, until.minus(LIFE.multipliedBy(2)), until, false, hosts), own, this);
    }

    public String pem() {
        return pem(certificate);
    }

    /** Of a client that believes this authority, and shows a certificate if there is one. */
    public SSLContext client(Issued... shown) {
        var factory = SSLFactory.builder().withTrustMaterial(certificate);
        for (Issued each : shown) factory.withIdentityMaterial(each.keys().getPrivate(), "".toCharArray(), each.certificate(), each.by().certificate);
        return factory.build().getSslContext();
    }

    private X509Certificate sign(X500Name subject, KeyPair own, Instant from, Instant until, boolean authority, String... hosts) {
        try {
            var builder = new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(nextSerial()), Date.from(from), Date.from(until), subject, own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (hosts.length > 0) {
                var names = Arrays.stream(hosts).map(host -> new GeneralName(host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, host)).toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized int nextSerial() {
        return ++serial;
    }

    private static KeyPair keys(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object thing) {
        var text = new StringWriter();
        try (var out = new JcaPEMWriter(text)) {
            out.writeObject(thing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the files of {@link Issued#into} as settings of a {@code tls} section. */
    public static String settings(Path folder, String... without) {
        var lines = Stream.of("certificate = \"" + folder.resolve("tls.crt") + "\"", "key = \"" + folder.resolve("tls.key") + "\"", "ca = \"" + folder.resolve("ca.crt") + "\"", "look-every = 0 s");
        return String.join("\n", lines.filter(line -> Arrays.stream(without).noneMatch(each -> line.startsWith(each + " "))).toList());
    }
}
