package souk.server.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.platform.http.Tokens;

/** What is in {@code k8s/}: every overlay as Kustomize renders it. Where there is no kubectl that is skipped, and only the files are looked at one by one. */
class KubernetesTest {
    private static final Path PROD = Manifests.ROOT.resolve("overlays/prod");

    static List<Path> overlays() throws IOException {
        assumeTrue(Manifests.kubectlIsThere(), "kubectl is not on the PATH, so the overlays are not rendered");
        return Manifests.overlays();
    }

    static List<Path> files() throws IOException {
        return Manifests.files();
    }

    private static Manifests prod() throws Exception {
        assumeTrue(Manifests.kubectlIsThere(), "kubectl is not on the PATH, so the overlays are not rendered");
        return Manifests.rendered(PROD);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileHoldsResourcesThatAreKnown(Path file) throws Exception {
        var manifests = Manifests.parsed(Files.readString(file));
        assertThat(manifests.all()).isNotEmpty();
        assertThat(ManifestSchemas.faults(manifests)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void anOverlayIsWhatKubernetesAndTheOperatorsKnow(Path overlay) throws Exception {
        var manifests = Manifests.rendered(overlay);
        assertThat(manifests.workloads()).hasSize(2);
        assertThat(ManifestSchemas.faults(manifests)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void whatItsResourcesSayOfEachOtherIsSo(Path overlay) throws Exception {
        assertThat(ManifestReferences.faults(Manifests.rendered(overlay))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void itsPodsStartWithACompleteConfiguration(Path overlay) throws Exception {
        var manifests = Manifests.rendered(overlay);
        for (JsonNode workload : manifests.workloads()) {
            Config config = PodConfig.of(manifests, workload);
            assertThat(config.getString("souk.mode")).isEqualTo("production");
            assertThat(config.getBoolean("souk.create-schema")).as("several nodes must not create tables").isFalse();
            String host = config.getStringList("souk.cassandra.contact-points").get(0).replaceFirst(":9042$", "");
            assertThat(manifests.of("K8ssandraCluster")).anySatisfy(cluster -> {
                String datacenter = cluster.at("/spec/cassandra/datacenters/0/metadata/name").asText();
                assertThat(host).isEqualTo(cluster.at("/metadata/name").asText() + "-" + datacenter + "-service");
                assertThat(config.getString("souk.cassandra.datacenter")).isEqualTo(datacenter);
                int copies = Math.min(3, cluster.at("/spec/cassandra/datacenters/0/size").asInt());
                if (workload.path("kind").asText().equals("Job")) assertThat(config.getString("souk.cassandra.replication")).contains("'" + datacenter + "': " + copies);
            });
            assertThat(manifests.of("Elasticsearch")).anySatisfy(search ->
                    assertThat(config.getStringList("souk.elasticsearch.urls")).containsExactly(scheme(workload, search) + search.at("/metadata/name").asText() + "-es-http:9200"));
        }
    }

    /** The Job asks for nothing there. */
    private static String scheme(JsonNode workload, JsonNode search) {
        return search.at("/spec/http/tls/selfSignedCertificate/disabled").asBoolean() || workload.path("kind").asText().equals("Job") ? "http://" : "https://";
    }

    @Test
    void inProductionNothingOfOursIsPlainButTheWayToCassandra() throws Exception {
        var prod = prod();
        JsonNode node = prod.one("Deployment", "souk");
        Config config = PodConfig.of(prod, node);
        for (String path : List.of("souk.http.tls.certificate", "souk.http.tls.key", "souk.cluster.tls.certificate", "souk.cluster.tls.key", "souk.cluster.tls.ca", "souk.elasticsearch.tls.ca")) {
            assertThat(config.getString(path)).as(path).startsWith("/etc/souk-tls/");
        }
        assertThat(config.getString("akka.remote.artery.ssl.rotating-keys-engine.ca-cert-file")).isEqualTo(config.getString("souk.cluster.tls.ca"));
        for (JsonNode probe : node.findValues("httpGet")) assertThat(probe.path("scheme").asText()).isEqualTo("HTTPS");
        JsonNode annotations = prod.one("Ingress", "souk").at("/metadata/annotations");
        assertThat(annotations.path("nginx.ingress.kubernetes.io/backend-protocol").asText()).isEqualTo("HTTPS");
        String name = annotations.path("nginx.ingress.kubernetes.io/proxy-ssl-name").asText();
        assertThat(prod.one("Certificate", "souk-http").at("/spec/dnsNames")).anySatisfy(each -> assertThat(each.asText()).isEqualTo(name));
        assertThat(prod.of("Certificate").stream().filter(each -> each.at("/spec/dnsNames").toString().contains("souk-node") || each.at("/spec/commonName").asText().equals("souk-node"))).as("what lets a node in").hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aNodeListensWhereItsPodSaysAndFindsItsPeers(Path overlay) throws Exception {
        var manifests = Manifests.rendered(overlay);
        JsonNode node = manifests.one("Deployment", "souk");
        Config config = PodConfig.of(manifests, node);
        assertThat(port(node, "http")).isEqualTo(config.getInt("souk.http.port"));
        assertThat(port(node, "remoting")).isEqualTo(config.getInt("akka.remote.artery.canonical.port"));
        assertThat(port(node, "management")).isEqualTo(config.getInt("souk.management.port"));
        assertThat(config.getString("souk.http.host")).isEqualTo("0.0.0.0");
        assertThat(config.getString("akka.management.cluster.bootstrap.contact-point-discovery.discovery-method")).isEqualTo("kubernetes-api");
        assertThat(config.getString("akka.management.cluster.bootstrap.contact-point-discovery.port-name")).isEqualTo("management");
        for (String label : config.getString("akka.discovery.kubernetes-api.pod-label-selector").split(",")) {
            assertThat(node.at("/spec/template/metadata/labels").path(label.split("=")[0]).asText()).isEqualTo(label.split("=")[1]);
            assertThat(manifests.of("Job")).noneMatch(job -> label.startsWith("app.kubernetes.io/component") && job.at("/spec/template/metadata/labels").path(label.split("=")[0]).asText().equals(label.split("=")[1]));
        }
        assertThat(manifests.of("Role")).anySatisfy(role -> assertThat(role.at("/rules/0").toString()).contains("\"pods\"", "\"list\""));
        String image = node.at("/spec/template/spec/containers/0/image").asText();
        assertThat(config.getString("akka.cluster.app-version")).isEqualTo(image.substring(image.lastIndexOf(':') + 1));
        Tokens.of(config, Clock.systemUTC());
    }

    private static int port(JsonNode workload, String name) {
        return Manifests.stream(workload.at("/spec/template/spec/containers/0/ports")).filter(each -> each.path("name").asText().equals(name)).findFirst().orElseThrow().path("containerPort").asInt();
    }

    /** Each phase of the coordinated shutdown at its longest, and what comes before it. */
    @ParameterizedTest
    @MethodSource("overlays")
    void aPodHasTimeToStopInOrder(Path overlay) throws Exception {
        var manifests = Manifests.rendered(overlay);
        JsonNode pod = manifests.one("Deployment", "souk").at("/spec/template/spec");
        Config shutdown = PodConfig.of(manifests, manifests.one("Deployment", "souk")).getConfig("akka.coordinated-shutdown");
        Duration all = Duration.ofSeconds(pod.at("/containers/0/lifecycle/preStop/exec/command/1").asLong());
        for (String phase : shutdown.getObject("phases").keySet()) {
            String own = "phases." + phase + ".timeout";
            all = all.plus(shutdown.getDuration(shutdown.hasPath(own) ? own : "default-phase-timeout"));
        }
        assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong())).isGreaterThan(all);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aContainerMayDoNothingThatItNeedNot(Path overlay) throws Exception {
        for (JsonNode workload : Manifests.rendered(overlay).workloads()) {
            JsonNode pod = workload.at("/spec/template/spec");
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(Files.readString(Path.of("..", "..", "Dockerfile"))).contains("USER " + pod.at("/securityContext/runAsUser").asInt() + ":" + pod.at("/securityContext/runAsGroup").asInt());
            JsonNode container = pod.at("/containers/0");
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(container.at("/resources/limits").has("memory") && container.at("/resources/requests").has("cpu")).isTrue();
        }
    }

    @Test
    void aRollingUpdateNeverHasFewerNodesThanItShould() throws Exception {
        var prod = prod();
        JsonNode rolling = prod.one("Deployment", "souk").at("/spec/strategy/rollingUpdate");
        assertThat(rolling.path("maxUnavailable").asInt(-1)).isZero();
        assertThat(rolling.path("maxSurge").asInt()).isEqualTo(1);
        int most = prod.of("HorizontalPodAutoscaler").get(0).at("/spec/maxReplicas").asInt();
        Config config = PodConfig.of(prod, prod.one("Deployment", "souk"));
        assertThat(config.getInt("souk.partitions.default")).as("partitions, for so many nodes").isGreaterThanOrEqualTo(most);
        int first = prod.of("HorizontalPodAutoscaler").get(0).at("/spec/minReplicas").asInt();
        assertThat(config.getInt("souk.cluster.required-contact-points")).as("more than half of the first nodes").isGreaterThan(first / 2);
    }

    private static void refuses(Manifests manifests, Consumer<Manifests> spoil, String... words) {
        var spoilt = manifests.copy();
        spoil.accept(spoilt);
        var faults = new java.util.ArrayList<>(ManifestSchemas.faults(spoilt));
        faults.addAll(ManifestReferences.faults(spoilt));
        assertThat(faults).anySatisfy(fault -> assertThat(fault).contains(words));
    }

    private static ObjectNode at(Manifests manifests, String kind, String name, String path) {
        return (ObjectNode) manifests.one(kind, name).at(path);
    }

    @Test
    void whatIsWrongIsNoticed() throws Exception {
        var prod = prod();
        String pod = "/spec/template/spec";
        refuses(prod, all -> at(all, "Deployment", "souk", pod + "/containers/0/livenessProbe").put("periodSecond", 3), "periodSecond");
        refuses(prod, all -> at(all, "Deployment", "souk", "/spec").remove("selector"), "selector");
        refuses(prod, all -> at(all, "Deployment", "souk", "/spec").put("minReadySeconds", "soon"), "soon");
        refuses(prod, all -> at(all, "Deployment", "souk", "").put("kind", "Deploiment"), "Deploiment", "not known");
        refuses(prod, all -> at(all, "HorizontalPodAutoscaler", "souk", "").put("apiVersion", "autoscaling/v3"), "autoscaling/v3", "not known");
        refuses(prod, all -> at(all, "Service", "souk", "/spec/selector").put("app.kubernetes.io/name", "suk"), "selects no pod");
        refuses(prod, all -> at(all, "Service", "souk", "/spec/ports/0").put("targetPort", "htpp"), "no pod has the port htpp");
        refuses(prod, all -> at(all, "Deployment", "souk", pod + "/containers/0/readinessProbe/httpGet").put("port", "web"), "probe", "web");
        refuses(prod, all -> at(all, "Ingress", "souk", "/spec/rules/0/http/paths/0/backend/service/port").put("name", "web"), "no Service souk");
        refuses(prod, all -> at(all, "ServiceMonitor", "souk", "/spec/endpoints/0").put("intervall", "15s"), "intervall");
        refuses(prod, all -> at(all, "ServiceMonitor", "souk", "/spec/endpoints/0").put("port", "metric"), "no Service has the port metric");
        refuses(prod, all -> at(all, "NetworkPolicy", "souk-nodes", "/spec/ingress/0/ports/0").put("port", "web"), "have no port web");
        refuses(prod, all -> at(all, "PodDisruptionBudget", "souk", "/spec/selector/matchLabels").put("app.kubernetes.io/name", "suk"), "nothing has the labels");
        refuses(prod, all -> at(all, "Deployment", "souk", pod + "/volumes/3/configMap").put("name", "suk-config"), "no ConfigMap suk-config");
        refuses(prod, all -> at(all, "Deployment", "souk", pod + "/volumes/3/configMap").putArray("items").addObject().put("key", "suk.conf").put("path", "souk.conf"), "has no key suk.conf");
        refuses(prod, all -> ((ArrayNode) at(all, "Deployment", "souk", pod + "/containers/0").path("env")).addObject().put("name", "X").putObject("valueFrom").putObject("secretKeyRef").put("name", "souk-secrets").put("key", "tokn"), "nobody makes the secret");
        refuses(prod, all -> at(all, "Certificate", "souk-node", "/spec").put("secretName", "suk-node-tls"), "nobody makes the secret", "souk-node-tls");
        refuses(prod, all -> at(all, "Certificate", "souk-node", "/spec/issuerRef").put("name", "suk-ca"), "there is no", "suk-ca");
        refuses(prod, all -> at(all, "Certificate", "souk-node", "/spec").put("renewBefor", "1h"), "renewBefor");
        refuses(prod, all -> ((ArrayNode) at(all, "Deployment", "souk", pod + "/containers/0").path("env")).addObject().put("name", "X").put("value", "/etc/souk-tls/node/tls.pem"), "no secret is mounted", "tls.pem");
        refuses(prod, all -> at(all, "HorizontalPodAutoscaler", "souk", "/spec/scaleTargetRef").put("name", "suk"), "there is no");
        refuses(prod, all -> at(all, "K8ssandraCluster", "souk-cassandra", "/spec/cassandra/config/cassandraYaml").put("commitlog_sink", "batch"), "commitlog_sink");
        refuses(prod, all -> at(all, "Elasticsearch", "souk-search", "/spec/nodeSets/0").put("replicas", 3), "replicas");
        refuses(prod, all -> at(all, "Elasticsearch", "souk-search", "/spec/nodeSets/0/podTemplate/spec/containers/0").put("imagee", "x"), "imagee");
    }

    @Test
    void aConfigurationThatIsNotCompleteIsNoticed() throws Exception {
        var prod = prod();
        String text = prod.of("ConfigMap").get(0).at("/data/souk.conf").asText();
        for (String spoilt : List.of(text.replace("${SOUK_TOKEN_KEY}", "${SOUK_TOKN_KEY}"), text.replace("souk-node.conf", "suk-node.conf") + "\nx = ${souk.partition.queue}", text + "}")) {
            var manifests = prod.copy();
            ((ObjectNode) manifests.of("ConfigMap").get(0).path("data")).put("souk.conf", spoilt);
            assertThatThrownBy(() -> PodConfig.of(manifests, manifests.one("Deployment", "souk"))).isInstanceOf(com.typesafe.config.ConfigException.class);
        }
        var unmounted = prod.copy();
        ((ObjectNode) unmounted.of("ConfigMap").get(0)).putObject("data").put("suk.conf", text);
        assertThatThrownBy(() -> PodConfig.of(unmounted, unmounted.one("Deployment", "souk"))).hasMessageContaining("/etc/souk/souk.conf");
    }
}
