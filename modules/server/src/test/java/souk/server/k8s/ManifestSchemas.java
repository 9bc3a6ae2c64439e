package souk.server.k8s;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether resources are what Kubernetes and the operators know. Kubernetes' own kinds by the models of its official client: unknown fields, missing
 * ones, wrong types. {@code ServiceMonitor} by the model in fabric8's client: unknown fields and wrong types. For K8ssandra, ECK and cert-manager
 * the fields that we use are written down in {@code src/test/resources/k8s}, by the operators' documentation, and what is of
 * Kubernetes inside (pods, volume claims) is checked as such.
 */
final class ManifestSchemas {
    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1 Namespace", V1Namespace.class), Map.entry("v1 Service", V1Service.class), Map.entry("v1 ServiceAccount", V1ServiceAccount.class),
            Map.entry("v1 ConfigMap", V1ConfigMap.class), Map.entry("apps/v1 Deployment", V1Deployment.class), Map.entry("batch/v1 Job", V1Job.class),
            Map.entry("rbac.authorization.k8s.io/v1 Role", V1Role.class), Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", V1RoleBinding.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class), Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class), Map.entry("networking.k8s.io/v1 Ingress", V1Ingress.class));
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
        private static final long serialVersionUID = 1L;

        // The model takes what it does not know and keeps it.
        @Override
        public Boolean hasAnySetter(Annotated any) {
            return false;
        }
    });

    private final List<String> faults = new ArrayList<>();

    private ManifestSchemas() {}

    /** What is wrong with them; nothing: none. */
    static List<String> faults(Manifests manifests) {
        var schemas = new ManifestSchemas();
        manifests.all().forEach(schemas::check);
        return schemas.faults;
    }

    private void check(JsonNode resource) {
        String kind = resource.path("apiVersion").asText() + " " + resource.path("kind").asText();
        String name = Manifests.name(resource);
        if (resource.at("/metadata/name").asText().isEmpty()) faults.add(name + " has no name");
        switch (kind) {
            case "monitoring.coreos.com/v1 ServiceMonitor" -> monitor(name, resource);
            case "k8ssandra.io/v1alpha1 K8ssandraCluster" -> {
                own(name, "K8ssandraCluster", resource);
                model(name, V1ObjectMeta.class, resource.path("metadata"));
                model(name, V1ResourceRequirements.class, resource.at("/spec/cassandra/resources"));
                model(name, V1PersistentVolumeClaimSpec.class, resource.at("/spec/cassandra/storageConfig/cassandraDataVolumeClaimSpec"));
            }
            case "elasticsearch.k8s.elastic.co/v1 Elasticsearch" -> {
                own(name, "Elasticsearch", resource);
                model(name, V1ObjectMeta.class, resource.path("metadata"));
                for (JsonNode set : resource.at("/spec/nodeSets")) {
                    model(name, V1PodTemplateSpec.class, set.path("podTemplate"));
                    for (JsonNode claim : set.path("volumeClaimTemplates")) model(name, V1PersistentVolumeClaimSpec.class, claim.path("spec"));
                }
            }
            case "cert-manager.io/v1 Certificate", "cert-manager.io/v1 Issuer" -> {
                own(name, "CertManager", resource);
                model(name, V1ObjectMeta.class, resource.path("metadata"));
            }
            default -> {
                Class<?> model = KINDS.get(kind);
                if (model == null) faults.add(name + ": the kind " + kind + " is not known");
                else model(name, model, resource);
            }
        }
    }

    private void model(String name, Class<?> model, JsonNode node) {
        JsonElement json = JsonParser.parseString(node.toString());
        try {
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
            JSON.getGson().fromJson(json, model);
        } catch (InvocationTargetException refused) {
            faults.add(name + ": " + refused.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        } catch (RuntimeException wrongType) {
            faults.add(name + ": " + wrongType.getMessage());
        }
    }

    private void monitor(String name, JsonNode resource) {
        try {
            STRICT.treeToValue(resource, ServiceMonitor.class);
        } catch (IOException refused) {
            faults.add(name + ": " + refused.getMessage());
        }
    }

    private void own(String name, String schema, JsonNode resource) {
        try (InputStream in = ManifestSchemas.class.getResourceAsStream("/k8s/" + schema + ".schema.json")) {
            SCHEMAS.getSchema(in).validate(resource).forEach(fault -> faults.add(name + ": " + fault.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
