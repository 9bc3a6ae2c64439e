package souk.server.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Resources of Kubernetes, as trees: those of an overlay once Kustomize has rendered it, or those in a file as it stands. */
record Manifests(List<JsonNode> all) {
    static final Path ROOT = Path.of("..", "..", "k8s");
    private static final YAMLMapper YAML = new YAMLMapper();

    static boolean kubectlIsThere() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    static List<Path> overlays() throws IOException {
        try (var folders = Files.list(ROOT.resolve("overlays"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("kustomization.yaml"))).sorted().toList();
        }
    }

    /** What {@code kubectl kustomize} makes of a folder; it works offline. */
    static Manifests rendered(Path folder) throws IOException, InterruptedException {
        Path said = Files.createTempFile("kustomize", ".err");
        try {
            Process process = new ProcessBuilder("kubectl", "kustomize", folder.toString()).redirectError(said.toFile()).start();
            String yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw new AssertionError("kubectl kustomize " + folder + ": " + Files.readString(said));
            return parsed(yaml);
        } finally {
            Files.delete(said);
        }
    }

    /** The files that kustomizations name as resources, before anything is rendered; patches are no whole resources. */
    static List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(ROOT)) {
            for (Path file : all.filter(each -> each.endsWith("kustomization.yaml")).sorted().toList()) {
                for (JsonNode resource : YAML.readTree(file.toFile()).path("resources")) {
                    Path path = file.resolveSibling(resource.asText());
                    if (Files.isRegularFile(path)) found.add(path);
                }
            }
        }
        return found;
    }

    static Manifests parsed(String yaml) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return new Manifests(documents.readAll());
        }
    }

    /** A copy that a test may spoil. */
    Manifests copy() {
        return new Manifests(all.stream().<JsonNode>map(JsonNode::deepCopy).toList());
    }

    List<JsonNode> of(String kind) {
        return all.stream().filter(each -> each.path("kind").asText().equals(kind)).toList();
    }

    /** The one resource of that kind and name, or a node that is missing. */
    JsonNode one(String kind, String name) {
        return of(kind).stream().filter(each -> each.path("metadata").path("name").asText().equals(name)).findFirst().orElse(MissingNode.getInstance());
    }

    /** The workloads of ours, which make pods from a template. */
    List<JsonNode> workloads() {
        return all.stream().filter(each -> each.at("/spec/template/spec/containers").isArray()).toList();
    }

    /** The templates of the workloads whose pods the selector selects. */
    List<JsonNode> selected(JsonNode labels) {
        return labels.isEmpty() ? List.of() : workloads().stream().map(each -> each.at("/spec/template")).filter(template -> matches(labels, template.at("/metadata/labels"))).toList();
    }

    static boolean matches(JsonNode selector, JsonNode labels) {
        return selector.properties().stream().allMatch((Map.Entry<String, JsonNode> each) -> labels.path(each.getKey()).equals(each.getValue()));
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static String name(JsonNode resource) {
        return resource.path("kind").asText() + " " + resource.at("/metadata/name").asText();
    }
}
