package souk.server.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The configuration that a pod's process starts with: the file that the image's command names, as it is mounted, with the container's environment. */
final class PodConfig {
    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^ENTRYPOINT \\[(.*)]$");
    private static final String OPTION = "-Dconfig.file=";
    /** Long enough for a token key, and base64. */
    private static final String SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private PodConfig() {}

    /** The words of the image's command. */
    static List<String> command() {
        try {
            var found = ENTRYPOINT.matcher(Files.readString(Path.of("..", "..", "Dockerfile")));
            if (!found.find()) throw new AssertionError("The Dockerfile has no ENTRYPOINT in brackets");
            return Arrays.stream(found.group(1).split(", ")).map(word -> word.substring(1, word.length() - 1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads it.
     *
     * @throws RuntimeException when there is no such file, or it is not complete
     */
    static Config of(Manifests manifests, JsonNode workload) {
        JsonNode container = workload.at("/spec/template/spec/containers/0");
        String file = command().stream().filter(word -> word.startsWith(OPTION)).findFirst().orElseThrow().substring(OPTION.length());
        Map<String, String> environment = new HashMap<>();
        for (JsonNode each : container.path("env")) {
            JsonNode from = each.path("valueFrom");
            environment.put(each.path("name").asText(), from.has("fieldRef") ? "10.0.0.1" : from.isMissingNode() ? each.path("value").asText() : SECRET);
        }
        return ConfigFactory.parseString(text(manifests, workload, container, Path.of(file))).withFallback(ConfigFactory.parseMap(environment))
                .withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
    }

    private static String text(Manifests manifests, JsonNode workload, JsonNode container, Path file) {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (!Path.of(mount.path("mountPath").asText()).equals(file.getParent())) continue;
            for (JsonNode volume : workload.at("/spec/template/spec/volumes")) {
                JsonNode text = manifests.one("ConfigMap", volume.at("/configMap/name").asText()).path("data").path(file.getFileName().toString());
                if (volume.path("name").equals(mount.path("name")) && text.isTextual()) return text.asText();
            }
        }
        throw new IllegalStateException("No ConfigMap is mounted that has " + file);
    }
}
