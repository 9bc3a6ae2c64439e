package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import souk.kernel.Blueprint;
import souk.kernel.View;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Endpoint;
import souk.platform.http.Principal;

/** The map of the shop, {@code docs/capabilities.md}, is made from what the shop is made of, and is never stale. */
class CapabilitiesDocTest {
    private static final Path MAP = Path.of("..", "..", "docs", "capabilities.md");
    private static final String WRITE = "souk.docs";
    private final StringBuilder text = new StringBuilder();
    private final Config config = ConfigFactory.parseString("souk { http.token-key = \"" + "A".repeat(43) + "=\", customers.staff.password = never-used }")
            .withFallback(ConfigFactory.parseResources("souk-node.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();

    @Test
    void theMapOfCapabilitiesIsTrue() throws IOException {
        String map = map();
        if ("write".equals(System.getProperty(WRITE))) Files.writeString(MAP, map);
        String committed = Files.exists(MAP) ? Files.readString(MAP) : "";
        assertThat(committed).as("docs/capabilities.md is stale. Write it anew and commit it: mvn verify -pl modules/server -Dtest=CapabilitiesDocTest -D" + WRITE + "=write").isEqualTo(map);
    }

    private String map() {
        line("# What the shop is made of");
        line("Made from `Souk.CAPABILITIES` by `CapabilitiesDocTest`, which fails while this page is stale. Names of aggregates, events, views and reactions are what is stored and sent; "
                + "`.1` is the version of an event's form.");
        line(Souk.CAPABILITIES.stream().map(capability -> "[" + capability.name() + "](#" + capability.name() + ")").collect(Collectors.joining(" · ")) + " · [platform](#platform)");
        Souk.CAPABILITIES.forEach(this::capability);
        line("## platform");
        line("What every capability stands on; its routes are `GET /openapi.json`, `GET /health/live`, `GET /health/ready` and `GET /v1/ws`, on which topics are watched live, all for anybody; `POST /v1/me/data-export`, by which an account is told everything that the shop knows of it; `GET /ops/cluster` and those that rebuild views, "
                + "`GET /ops/views`, `GET /ops/views/{name}` and `POST /ops/views/{name}/rebuild`, `/switch`, `/rollback`, `/finish` and `/cancel`, are for operators.");
        settings("souk-node.conf", "souk");
        return text.toString();
    }

    private void capability(Capability capability) {
        line("## " + capability.name());
        if (!capability.logs().equals(capability.name())) line("Its aggregates live in the partitions of `" + capability.logs() + "`, and their events in its logs.");
        capability.blueprints().forEach(blueprint -> aggregate(blueprint, capability.histories().contains(blueprint)));
        if (!capability.views().isEmpty()) {
            line("### Views");
            row("View", "One row for each", "Changed by");
            row("---", "---", "---");
            capability.views().forEach(binding -> view(binding.view()));
            line("");
        }
        if (!capability.reactions().isEmpty()) {
            line("### Reactions");
            capability.reactions().forEach(reaction -> text.append("- `").append(reaction.name()).append("`, to events of `").append(reaction.type()).append("`\n"));
            line("");
        }
        if (!capability.providers().isEmpty()) {
            line("### Providers");
            new TreeSet<>(capability.providers().keySet()).forEach(provider -> text.append("- `").append(provider).append("`\n"));
            line("");
        }
        routes(capability);
        topics(capability);
        settings("reference.conf", "souk." + capability.name());
    }

    private void aggregate(Blueprint<?, ?> blueprint, boolean keepsHistory) {
        line("### `" + blueprint.type() + "`");
        var traits = new ArrayList<String>();
        if (blueprint.isProcess()) traits.add("A process: its state names its next step.");
        if (blueprint.wake().isPresent()) traits.add("Has deadlines: it is woken when one has come.");
        if (keepsHistory) traits.add("Keeps a history: what one was at any version or time is told.");
        if (!traits.isEmpty()) line(String.join(" ", traits));
        names("Commands", blueprint, Blueprint.Decided.class);
        names("Commands that wait for an outcome", blueprint, Blueprint.Awaited.class);
        names("Questions", blueprint, Blueprint.Answered.class);
        text.append("- Events: ").append(blueprint.applied().stream().map(event -> "`" + event.name() + "." + event.version() + "`").collect(Collectors.joining(", "))).append("\n");
        if (!blueprint.upcasts().isEmpty()) {
            text.append("- Older forms of events that are read: ").append(blueprint.upcasts().stream().map(event -> "`" + event.name() + "." + event.version() + "`").collect(Collectors.joining(", "))).append("\n");
        }
        line("");
    }

    private void names(String what, Blueprint<?, ?> blueprint, Class<? extends Blueprint.Handling> kind) {
        var names = blueprint.handlings().stream().filter(kind::isInstance).map(handling -> "`" + handling.name() + "`").toList();
        if (!names.isEmpty()) text.append("- ").append(what).append(": ").append(String.join(", ", names)).append("\n");
    }

    private void view(View<?, ?> view) {
        var source = Souk.CAPABILITIES.stream().flatMap(capability -> capability.blueprints().stream()).filter(blueprint -> blueprint.type().equals(view.type())).findFirst().orElseThrow();
        var events = source.applied().stream().filter(applied -> view.handled().contains(applied.event())).map(applied -> "`" + applied.name() + "`").toList();
        row("`" + view.name() + "`", "`" + view.type() + "`", String.join(", ", events));
    }

    private void routes(Capability capability) {
        var node = new Node(null, null, config, Clock.systemUTC(), Runnable::run);
        List<Endpoint> endpoints = capability.routes().stream().flatMap(routes -> routes.apply(node).stream()).sorted(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method)).toList();
        if (endpoints.isEmpty()) return;
        line("### Routes");
        row("Route", "For", "What it does");
        row("---", "---", "---");
        endpoints.forEach(endpoint -> row("`" + endpoint.name() + "`", who(endpoint), endpoint.summary()));
        line("");
    }

    private void topics(Capability capability) {
        if (capability.topics().isEmpty()) return;
        line("### Live topics");
        var node = new Node(null, null, config, Clock.systemUTC(), Runnable::run);
        new TreeMap<>(capability.topics()).forEach((name, topic) -> text.append("- `").append(name).append(":<id>`, for ").append(topic.apply(node).isOwned() ? "its owner" : "anybody").append("\n"));
        line("");
    }

    private static String who(Endpoint endpoint) {
        var names = endpoint.access().names();
        boolean everyKind = names.containsAll(Arrays.stream(Principal.Kind.values()).map(Principal.Kind::wire).toList());
        String kinds = !everyKind ? String.join(", ", names) : endpoint.access().token() ? "anybody with a session" : "anybody";
        return endpoint.access().staffRoles().isEmpty() ? kinds : kinds + " (" + String.join(" or ", endpoint.access().staffRoles()) + ")";
    }

    /** The settings below a path, with what the comments beside them say. */
    private void settings(String resource, String path) {
        // As it is on every machine, whatever is set in this one's environment.
        Config from = ConfigFactory.parseResources(Souk.class.getClassLoader(), resource).resolve(ConfigResolveOptions.noSystem().setAllowUnresolved(true));
        if (!from.hasPath(path)) return;
        line("### Settings");
        row("Setting", "Default", "Meaning");
        row("---", "---", "---");
        var rows = new TreeMap<String, String[]>();
        collect(from.getConfig(path).root(), path, "", rows);
        rows.values().forEach(this::row);
        line("");
    }

    /** @param meaning what is said about the whole group; what a setting says of itself goes before */
    private static void collect(ConfigObject object, String path, String meaning, TreeMap<String, String[]> rows) {
        object.forEach((name, value) -> {
            String key = path + "." + ConfigUtil.joinPath(name);
            // Settings of Akka itself are explained in Akka's own reference.
            if (key.equals("souk.http.akka")) return;
            String own = meaning(value);
            if (value.valueType() == ConfigValueType.OBJECT) collect((ConfigObject) value, key, own, rows);
            else rows.put(key, new String[] {"`" + key + "`", shown(value), own.isEmpty() ? meaning : own});
        });
    }

    private static String shown(ConfigValue value) {
        String text = value.valueType() == ConfigValueType.STRING ? value.unwrapped().toString() : value.render(ConfigRenderOptions.concise());
        return text.isEmpty() ? "none" : "`" + (text.length() > 80 ? text.substring(0, 77) + "..." : text) + "`";
    }

    private static String meaning(ConfigValue value) {
        return value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" ")).replace("|", "\\|");
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private void line(String line) {
        text.append(line).append(line.isEmpty() ? "\n" : "\n\n");
    }
}
