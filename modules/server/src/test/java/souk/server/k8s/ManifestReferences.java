package souk.server.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether what one resource says of another is so: selectors select pods, named ports exist, what is mounted or read is defined. */
final class ManifestReferences {
    /** What an operator of the shop puts there by hand: k8s/README.md. */
    static final Map<String, Set<String>> SECRETS_BY_HAND = Map.of("souk-secrets", Set.of("token-key", "master-key", "former-master-key", "admin-password", "second-factor-key"), "souk-mail", Set.of("host", "user", "password", "shop-url"));
    private static final String CASSANDRA_POD = "cassandra.datastax.com/cluster";
    private static final String SEARCH_POD = "elasticsearch.k8s.elastic.co/cluster-name";

    private final Manifests manifests;
    private final List<String> faults = new ArrayList<>();

    private ManifestReferences(Manifests manifests) {
        this.manifests = manifests;
    }

    /** What leads nowhere; nothing: none. */
    static List<String> faults(Manifests manifests) {
        var references = new ManifestReferences(manifests);
        references.names();
        references.services();
        references.workloads();
        references.policies();
        references.others();
        return references.faults;
    }

    private void fault(JsonNode resource, String what) {
        faults.add(Manifests.name(resource) + ": " + what);
    }

    private void names() {
        var seen = new HashSet<String>();
        manifests.all().stream().filter(each -> !seen.add(Manifests.name(each))).forEach(each -> fault(each, "is there twice"));
    }

    private void services() {
        for (JsonNode service : manifests.of("Service")) {
            var pods = manifests.selected(service.at("/spec/selector"));
            if (pods.isEmpty()) fault(service, "its selector selects no pod");
            for (JsonNode port : service.at("/spec/ports")) {
                JsonNode target = port.has("targetPort") ? port.path("targetPort") : port.path("port");
                if (pods.stream().noneMatch(pod -> has(pod, target))) fault(service, "no pod has the port " + target.asText());
            }
        }
        for (JsonNode ingress : manifests.of("Ingress")) {
            for (JsonNode backend : ingress.findValues("backend")) {
                JsonNode service = manifests.one("Service", backend.at("/service/name").asText());
                JsonNode port = backend.at("/service/port");
                if (Manifests.stream(service.at("/spec/ports")).noneMatch(each -> port.has("name") ? each.path("name").equals(port.path("name")) : each.path("port").equals(port.path("number")))) {
                    fault(ingress, "there is no Service " + backend.at("/service/name").asText() + " with the port " + port);
                }
            }
        }
        for (JsonNode monitor : manifests.of("ServiceMonitor")) {
            JsonNode labels = monitor.at("/spec/selector/matchLabels");
            var services = manifests.of("Service").stream().filter(each -> !labels.isEmpty() && Manifests.matches(labels, each.at("/metadata/labels"))).toList();
            if (services.isEmpty()) fault(monitor, "its selector selects no Service");
            for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
                if (services.stream().noneMatch(each -> Manifests.stream(each.at("/spec/ports")).anyMatch(port -> port.path("name").equals(endpoint.path("port"))))) fault(monitor, "no Service has the port " + endpoint.path("port").asText());
            }
        }
    }

    /** Whether one of its containers has the port, by name or number. */
    private static boolean has(JsonNode pod, JsonNode port) {
        return Manifests.stream(pod.at("/spec/containers")).flatMap(container -> Manifests.stream(container.path("ports")))
                .anyMatch(each -> each.path(port.isTextual() ? "name" : "containerPort").equals(port));
    }

    private void workloads() {
        for (JsonNode workload : manifests.workloads()) {
            JsonNode pod = workload.at("/spec/template");
            JsonNode selector = workload.at("/spec/selector/matchLabels");
            if (!selector.isMissingNode() && !Manifests.matches(selector, pod.at("/metadata/labels"))) fault(workload, "its selector does not select its own pods");
            for (JsonNode spread : pod.at("/spec/topologySpreadConstraints")) {
                if (!Manifests.matches(spread.at("/labelSelector/matchLabels"), pod.at("/metadata/labels"))) fault(workload, "its topology spread counts other pods");
            }
            String account = pod.at("/spec/serviceAccountName").asText();
            if (!account.isEmpty() && manifests.one("ServiceAccount", account).isMissingNode()) fault(workload, "there is no ServiceAccount " + account);
            for (JsonNode volume : pod.at("/spec/volumes")) volume(workload, volume);
            Set<String> volumes = Manifests.stream(pod.at("/spec/volumes")).map(each -> each.path("name").asText()).collect(Collectors.toSet());
            for (JsonNode container : pod.at("/spec/containers")) {
                for (JsonNode mount : container.path("volumeMounts")) if (!volumes.contains(mount.path("name").asText())) fault(workload, "there is no volume " + mount.path("name").asText());
                for (JsonNode probe : container.findValues("httpGet")) if (!has(pod, probe.path("port"))) fault(workload, "a probe asks the port " + probe.path("port").asText() + ", which there is not");
                for (JsonNode variable : container.path("env")) {
                    variable(workload, variable.path("valueFrom"));
                    if (variable.path("value").asText().startsWith("/")) file(workload, pod, container, Path.of(variable.path("value").asText()));
                }
            }
        }
    }

    private void volume(JsonNode workload, JsonNode volume) {
        if (volume.has("secret") && secretKeys(volume.at("/secret/secretName").asText()).isEmpty()) fault(workload, "nobody makes the secret " + volume.path("secret"));
        if (!volume.has("configMap")) return;
        String name = volume.at("/configMap/name").asText();
        JsonNode map = manifests.one("ConfigMap", name);
        if (map.isMissingNode()) fault(workload, "there is no ConfigMap " + name);
        for (JsonNode item : volume.at("/configMap/items")) {
            if (!map.path("data").has(item.path("key").asText())) fault(workload, "the ConfigMap " + name + " has no key " + item.path("key").asText());
        }
    }

    /** What a variable names must be in a Secret that is mounted there. */
    private void file(JsonNode workload, JsonNode pod, JsonNode container, Path file) {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (!Path.of(mount.path("mountPath").asText()).equals(file.getParent())) continue;
            for (JsonNode volume : pod.at("/spec/volumes")) {
                if (volume.path("name").equals(mount.path("name")) && secretKeys(volume.at("/secret/secretName").asText()).contains(file.getFileName().toString())) return;
            }
        }
        fault(workload, "no secret is mounted that has " + file);
    }

    private void variable(JsonNode workload, JsonNode from) {
        JsonNode map = from.path("configMapKeyRef");
        if (!map.isMissingNode() && !manifests.one("ConfigMap", map.path("name").asText()).path("data").has(map.path("key").asText())) fault(workload, "no ConfigMap defines " + map);
        JsonNode secret = from.path("secretKeyRef");
        if (!secret.isMissingNode() && !secretKeys(secret.path("name").asText()).contains(secret.path("key").asText())) fault(workload, "nobody makes the secret " + secret);
    }

    /** Secrets are not in the repository: some are put there by hand, some are made by the operators, under names that follow from their resources. */
    private Set<String> secretKeys(String name) {
        for (JsonNode cluster : manifests.of("K8ssandraCluster")) if (name.equals(cluster.at("/metadata/name").asText() + "-superuser")) return Set.of("username", "password");
        for (JsonNode search : manifests.of("Elasticsearch")) if (name.equals(search.at("/metadata/name").asText() + "-es-elastic-user")) return Set.of("elastic");
        for (JsonNode search : manifests.of("Elasticsearch")) if (name.equals(search.at("/metadata/name").asText() + "-es-http-certs-public") && !search.at("/spec/http/tls/selfSignedCertificate/disabled").asBoolean()) return Set.of("tls.crt", "ca.crt");
        for (JsonNode certificate : manifests.of("Certificate")) if (name.equals(certificate.at("/spec/secretName").asText())) return Set.of("tls.crt", "tls.key", "ca.crt");
        return SECRETS_BY_HAND.getOrDefault(name, Set.of());
    }

    private void policies() {
        for (JsonNode policy : manifests.of("NetworkPolicy")) {
            JsonNode subject = policy.at("/spec/podSelector/matchLabels");
            selects(policy, subject);
            for (JsonNode peer : policy.findValues("podSelector")) selects(policy, peer.path("matchLabels"));
            for (JsonNode rule : policy.at("/spec/ingress")) {
                for (JsonNode port : rule.path("ports")) {
                    if (port.path("port").isTextual() && manifests.selected(subject).stream().noneMatch(pod -> has(pod, port.path("port")))) fault(policy, "its pods have no port " + port.path("port").asText());
                }
            }
        }
    }

    private void selects(JsonNode resource, JsonNode labels) {
        boolean known;
        if (labels.has(CASSANDRA_POD)) known = !manifests.one("K8ssandraCluster", labels.path(CASSANDRA_POD).asText()).isMissingNode();
        else if (labels.has(SEARCH_POD)) known = !manifests.one("Elasticsearch", labels.path(SEARCH_POD).asText()).isMissingNode();
        else known = !manifests.selected(labels).isEmpty();
        if (!known) fault(resource, "nothing has the labels " + labels);
    }

    private void others() {
        for (JsonNode certificate : manifests.of("Certificate")) {
            JsonNode issuer = certificate.at("/spec/issuerRef");
            if (manifests.one(issuer.path("kind").asText(), issuer.path("name").asText()).isMissingNode()) fault(certificate, "there is no " + issuer);
        }
        for (JsonNode issuer : manifests.of("Issuer")) {
            if (issuer.at("/spec").has("ca") && secretKeys(issuer.at("/spec/ca/secretName").asText()).isEmpty()) fault(issuer, "nobody makes the secret of its authority");
        }
        for (JsonNode ingress : manifests.of("Ingress")) {
            String secret = ingress.at("/metadata/annotations/nginx.ingress.kubernetes.io~1proxy-ssl-secret").asText();
            if (!secret.isEmpty() && !(secret.startsWith(ingress.at("/metadata/namespace").asText() + "/") && secretKeys(secret.replaceFirst(".*/", "")).contains("ca.crt"))) fault(ingress, "nobody makes the secret " + secret);
        }
        for (JsonNode budget : manifests.of("PodDisruptionBudget")) selects(budget, budget.at("/spec/selector/matchLabels"));
        for (JsonNode scaler : manifests.of("HorizontalPodAutoscaler")) {
            JsonNode target = scaler.at("/spec/scaleTargetRef");
            JsonNode workload = manifests.one(target.path("kind").asText(), target.path("name").asText());
            if (workload.isMissingNode()) fault(scaler, "there is no " + target);
            else if (workload.path("spec").has("replicas")) fault(workload, "has a number of replicas, which would undo what " + Manifests.name(scaler) + " does");
        }
        for (JsonNode binding : manifests.of("RoleBinding")) {
            if (manifests.one("Role", binding.at("/roleRef/name").asText()).isMissingNode()) fault(binding, "there is no Role " + binding.at("/roleRef/name").asText());
            for (JsonNode subject : binding.path("subjects")) {
                JsonNode account = manifests.one("ServiceAccount", subject.path("name").asText());
                if (account.isMissingNode() || !account.at("/metadata/namespace").equals(subject.path("namespace"))) fault(binding, "there is no " + subject);
            }
        }
    }
}
