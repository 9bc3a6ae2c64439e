package souk.server.sbom;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.Metadata;

/** Writes down what the server is made of, in CycloneDX's form. The build runs it, on what Maven says is on the class path of a running node. */
public final class BillOfMaterials {
    /** group:artifact:type[:classifier]:version:scope:file, and perhaps the name of its Java module. */
    private static final Pattern LIBRARY = Pattern.compile("\\s+([^:\\s]+):([^:]+):([^:]+):(?:([^:]+):)?([^:]+):(?:compile|runtime|provided|system):(.+?)(?: \\(optional\\))?(?: -- module .*)?\\s*");
    private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");

    private BillOfMaterials() {}

    /** @param args what {@code dependency:list} has written, the version of the server, the file to write */
    public static void main(String[] args) throws IOException, GeneratorException {
        Files.writeString(Path.of(args[2]), BomGeneratorFactory.createJson(Version.VERSION_15, of(Files.readAllLines(Path.of(args[0])), args[1])).toJsonString());
    }

    /** @throws IllegalArgumentException when a line is of no form that is known: better no bill than one with a gap */
    static Bom of(List<String> lines, String version) {
        var bom = new Bom();
        var metadata = new Metadata();
        metadata.setTimestamp(null);
        metadata.setComponent(component(Component.Type.APPLICATION, "dev.souk", "souk-server", version, "jar", null));
        bom.setMetadata(metadata);
        lines.stream().map(line -> COLOURS.matcher(line).replaceAll("")).filter(line -> line.startsWith(" ") && !line.isBlank() && !line.strip().equals("none")).map(BillOfMaterials::library)
                .sorted(Comparator.comparing(Component::getPurl)).forEach(bom::addComponent);
        return bom;
    }

    private static Component library(String line) {
        var parts = LIBRARY.matcher(line);
        if (!parts.matches()) throw new IllegalArgumentException("Not a library: '" + line + "'");
        var component = component(Component.Type.LIBRARY, parts.group(1), parts.group(2), parts.group(5), parts.group(3), parts.group(4));
        Path file = Path.of(parts.group(6));
        if (Files.isRegularFile(file)) component.addHash(new Hash(Hash.Algorithm.SHA_256, sha256(file)));
        return component;
    }

    private static Component component(Component.Type sort, String group, String name, String version, String type, String classifier) {
        var component = new Component();
        component.setType(sort);
        component.setGroup(group);
        component.setName(name);
        component.setVersion(version);
        var qualifiers = new TreeMap<String, String>();
        qualifiers.put("type", type);
        if (classifier != null) qualifiers.put("classifier", classifier);
        try {
            component.setPurl(new PackageURL("maven", group, name, version, qualifiers, null));
        } catch (MalformedPackageURLException e) {
            throw new IllegalArgumentException(e);
        }
        component.setBomRef(component.getPurl());
        return component;
    }

    private static String sha256(Path file) {
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(((DigestInputStream) bytes).getMessageDigest().digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("No digest of " + file, e);
        }
    }
}
