package souk.server.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.cyclonedx.model.Bom;

/**
 * Known vulnerabilities of Java libraries, each a file in the <a href="https://ossf.github.io/osv-schema/">OSV format</a>, and which of them concern what is in a bill of materials. Versions are compared
 * as Maven compares them.
 */
final class Advisories {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One of the libraries of a bill of materials is vulnerable. */
    record Finding(String library, String advisory, String summary) {
        @Override
        public String toString() {
            return library + ": " + advisory + ", " + summary;
        }
    }

    private final List<JsonNode> all = new ArrayList<>();

    private Advisories() {}

    /** Those of a folder: every {@code .json} in it. */
    static Advisories in(Path folder) throws IOException {
        var advisories = new Advisories();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) advisories.all.add(checked(JSON.readTree(file.toFile()), file));
        }
        return advisories;
    }

    private static JsonNode checked(JsonNode advisory, Path file) {
        if (!advisory.path("id").isTextual() || advisory.path("affected").isEmpty()) throw new IllegalArgumentException(file + " is no advisory in the OSV format");
        return advisory;
    }

    int size() {
        return all.size();
    }

    /** What of it is listed here. */
    List<Finding> concerning(Bom bom) {
        return bom.getComponents().stream().filter(component -> component.getPurl() != null).flatMap(component -> concerning(component.getPurl()).stream()).sorted(Comparator.comparing(Finding::toString)).toList();
    }

    private List<Finding> concerning(String purl) {
        PackageURL library;
        try {
            library = new PackageURL(purl);
        } catch (MalformedPackageURLException e) {
            throw new IllegalArgumentException(purl, e);
        }
        return all.stream().filter(advisory -> !advisory.has("withdrawn") && stream(advisory.path("affected")).anyMatch(affected -> concerns(affected, library)))
                .map(advisory -> new Finding(library.getNamespace() + ":" + library.getName() + ":" + library.getVersion(), advisory.path("id").asText(), advisory.path("summary").asText())).toList();
    }

    private static boolean concerns(JsonNode affected, PackageURL library) {
        var of = affected.path("package");
        if (!of.path("ecosystem").asText().equals("Maven") || !of.path("name").asText().equals(library.getNamespace() + ":" + library.getName())) return false;
        return stream(affected.path("versions")).anyMatch(version -> version.asText().equals(library.getVersion()))
                || stream(affected.path("ranges")).anyMatch(range -> range.path("type").asText().equals("ECOSYSTEM") && isIn(range.path("events"), new ComparableVersion(library.getVersion())));
    }

    /** Between an "introduced" and the "fixed" or the "last_affected" that follows it. */
    private static boolean isIn(JsonNode events, ComparableVersion version) {
        record Event(ComparableVersion at, boolean vulnerable) {}
        var changes = new ArrayList<Event>();
        for (JsonNode event : events) {
            if (event.has("introduced")) changes.add(new Event(new ComparableVersion(event.path("introduced").asText()), true));
            if (event.has("fixed")) changes.add(new Event(new ComparableVersion(event.path("fixed").asText()), false));
            if (event.has("last_affected") && version.compareTo(new ComparableVersion(event.path("last_affected").asText())) > 0) changes.add(new Event(new ComparableVersion(event.path("last_affected").asText()), false));
        }
        changes.sort(Comparator.comparing(Event::at));
        boolean vulnerable = false;
        for (var change : changes) if (change.at.compareTo(version) <= 0) vulnerable = change.vulnerable;
        return vulnerable;
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
