package souk.server.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;

/** The build's own look at what the server is made of: nothing of it is listed as vulnerable. It asks no network; the list is as new as {@code modules/server/advisories} is. */
class AdvisoriesTest {
    /** Made by the build just before the tests ({@link BillOfMaterials}), of what runs, not of what tests. */
    private static final File SBOM = new File("target/sbom.json");
    private static final Path LIST = Path.of("advisories");
    private static final Path EXAMPLES = Path.of("src", "test", "resources", "advisories");

    private static Bom bom() throws ParseException {
        assertThat(SBOM).as("the bill of materials, which the build makes before the tests").exists();
        return new JsonParser().parse(SBOM);
    }

    @Test
    void nothingThatTheServerIsMadeOfIsListed() throws Exception {
        var advisories = Advisories.in(LIST);
        var accepted = new Properties();
        try (var reader = Files.newBufferedReader(LIST.resolve("accepted.properties"))) {
            accepted.load(reader);
        }
        var findings = advisories.concerning(bom());
        assertThat(findings.stream().filter(finding -> !accepted.containsKey(finding.advisory()))).as("libraries with a known vulnerability: move them up, or say in advisories/accepted.properties why not").isEmpty();
        assertThat(accepted.stringPropertyNames()).as("what is lived with").allSatisfy(id -> {
            assertThat(findings).extracting(Advisories.Finding::advisory).contains(id);
            assertThat(accepted.getProperty(id)).isNotBlank();
        });
        System.out.println(advisories.size() + " advisories, of which these concern us and are lived with: " + findings);
    }

    @Test
    void theBillOfMaterialsNamesWhatRuns() throws Exception {
        var libraries = bom().getComponents().stream().map(Component::getName).toList();
        assertThat(libraries).contains("akka-http-core_2.13", "java-driver-core", "elasticsearch-java", "souk-audit", "java-json-canonicalization").doesNotContain("junit-jupiter", "archunit", "souk-testkit");
        assertThat(bom().getComponents()).allSatisfy(component -> assertThat(component.getPurl()).startsWith("pkg:maven/"));
        System.out.println("The server is made of " + libraries.size() + " libraries");
    }

    @Test
    void oneThatIsListedWouldFailTheBuild() throws Exception {
        // The examples list a version range that we use, one that we do not use, and one that was withdrawn.
        var findings = Advisories.in(EXAMPLES).concerning(bom());
        assertThat(findings).extracting(Advisories.Finding::advisory).containsExactly("TEST-2026-0001");
        assertThat(findings.get(0).library()).startsWith("com.typesafe.akka:akka-http-core_2.13:10.5.");
    }

    @Test
    void versionsAreComparedAsMavenDoes() throws IOException {
        var log4j = Advisories.in(LIST);
        for (String vulnerable : new String[] {"2.13.0", "2.14.1", "2.15.0-rc1"}) assertThat(log4j.concerning(of("org.apache.logging.log4j", "log4j-core", vulnerable))).as(vulnerable).hasSize(1);
        for (String fixed : new String[] {"2.12.4", "2.15.0", "2.17.1", "10.0"}) assertThat(log4j.concerning(of("org.apache.logging.log4j", "log4j-core", fixed))).as(fixed).isEmpty();
        assertThat(log4j.concerning(of("io.netty", "netty-codec-http2", "4.1.99.Final"))).hasSize(1);
        assertThat(log4j.concerning(of("io.netty", "netty-codec-http2", "4.1.100.Final"))).isEmpty();
    }

    private static Bom of(String group, String name, String version) {
        var library = new Component();
        library.setName(name);
        library.setPurl("pkg:maven/" + group + "/" + name + "@" + version + "?type=jar");
        var bom = new Bom();
        bom.addComponent(library);
        return bom;
    }
}
