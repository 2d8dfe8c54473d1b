package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestsTest {
  private static final Path BASE = Path.of("k8s", "base");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "kustomize.config.k8s.io/v1beta1 Kustomization", Kustomization.class,
          "v1 ServiceAccount", ServiceAccount.class,
          "v1 ConfigMap", ConfigMap.class,
          "v1 Service", Service.class,
          "batch/v1 Job", Job.class,
          "apps/v1 Deployment", Deployment.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
          "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

  @Test
  void every_manifest_has_only_fields_that_kubernetes_knows() throws IOException {
    for (Path file : files()) {
      JsonNode yaml = YAML.readTree(file.toFile());
      Object read = YAML.treeToValue(yaml, KINDS.get(kind(yaml)));
      assertNothingUnknown(file.getFileName().toString(), read);
    }
  }

  @Test
  void an_unknown_field_deep_inside_is_noticed() throws IOException {
    String text = Files.readString(BASE.resolve("deployment.yaml"));
    Deployment read =
        YAML.readValue(text.replace("failureThreshold: 3", "failureTreshold: 3"), Deployment.class);
    boolean noticed = false;
    try {
      assertNothingUnknown("deployment", read);
    } catch (AssertionError e) {
      noticed = e.getMessage().contains("failureTreshold");
    }
    assertTrue(noticed);
  }

  @Test
  void the_kustomization_names_every_file_once() throws IOException {
    Kustomization kustomization =
        YAML.readValue(BASE.resolve("kustomization.yaml").toFile(), Kustomization.class);
    Set<String> there =
        files().stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> !name.equals("kustomization.yaml"))
            .collect(Collectors.toSet());
    assertEquals(there, Set.copyOf(kustomization.getResources()));
  }

  @Test
  void both_pods_keep_to_the_restricted_pod_security_standard() throws IOException {
    for (PodSpec pod : List.of(deployment().getSpec().getTemplate().getSpec(), migration())) {
      assertTrue(pod.getSecurityContext().getRunAsNonRoot());
      assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
      assertFalse(pod.getAutomountServiceAccountToken());
      for (Container container : pod.getContainers()) {
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
        assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem());
        assertEquals(List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
        assertNotNull(container.getResources().getRequests().get("cpu"));
        assertEquals(
            container.getResources().getRequests().get("memory"),
            container.getResources().getLimits().get("memory"));
      }
    }
  }

  @Test
  void only_readiness_depends_on_the_database() throws IOException {
    Container container = deployment().getSpec().getTemplate().getSpec().getContainers().get(0);
    assertEquals("/q/health/live", container.getLivenessProbe().getHttpGet().getPath());
    assertEquals("/q/health/ready", container.getReadinessProbe().getHttpGet().getPath());
    assertEquals("/q/health/started", container.getStartupProbe().getHttpGet().getPath());
    assertNotNull(container.getLifecycle().getPreStop().getSleep());
  }

  @Test
  void a_second_release_can_be_applied_over_the_first_without_a_pod_less() throws IOException {
    Deployment deployment = deployment();
    assertNull(deployment.getSpec().getReplicas(), "the number of pods is the autoscaler's");
    assertEquals(
        0, deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal());
    LabelSelector selector = deployment.getSpec().getSelector();
    assertEquals(
        Set.of("app.kubernetes.io/name", "app.kubernetes.io/component"),
        selector.getMatchLabels().keySet(),
        "a selector cannot be changed, so it names no version");
    assertTrue(
        deployment
            .getSpec()
            .getTemplate()
            .getMetadata()
            .getLabels()
            .entrySet()
            .containsAll(selector.getMatchLabels().entrySet()));
  }

  @Test
  void a_pod_does_not_migrate_and_the_job_does_nothing_else() throws IOException {
    Map<String, String> settings =
        YAML.readValue(BASE.resolve("configmap.yaml").toFile(), ConfigMap.class).getData();
    assertEquals("false", settings.get("QUARKUS_FLYWAY_MIGRATE_AT_START"));
    assertEquals("true", settings.get("QUARKUS_FLYWAY_VALIDATE_AT_START"));
    assertEquals("false", settings.get("TRIBUTARY_LOCAL_ENABLED"));
    Map<String, String> own = new HashMap<>();
    migration().getContainers().get(0).getEnv().forEach(e -> own.put(e.getName(), e.getValue()));
    assertEquals("true", own.get("QUARKUS_FLYWAY_MIGRATE_AT_START"));
    assertEquals("true", own.get("QUARKUS_INIT_AND_EXIT"));
  }

  private static Deployment deployment() throws IOException {
    return YAML.readValue(BASE.resolve("deployment.yaml").toFile(), Deployment.class);
  }

  private static PodSpec migration() throws IOException {
    return YAML.readValue(BASE.resolve("migration.yaml").toFile(), Job.class)
        .getSpec()
        .getTemplate()
        .getSpec();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(BASE)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static String kind(JsonNode yaml) {
    return yaml.path("apiVersion").asText() + " " + yaml.path("kind").asText();
  }

  /** The model keeps the fields it does not know, at every level, in additionalProperties. */
  private static void assertNothingUnknown(String where, Object model) {
    if (model instanceof Map<?, ?> map) {
      map.forEach((key, value) -> assertNothingUnknown(where + "." + key, value));
    } else if (model instanceof Iterable<?> list) {
      int i = 0;
      for (Object element : list) {
        assertNothingUnknown(where + "[" + i++ + "]", element);
      }
    } else if (model != null && model.getClass().getName().startsWith("io.fabric8.")) {
      for (Method getter : model.getClass().getMethods()) {
        boolean reads = getter.getName().startsWith("get") && getter.getParameterCount() == 0;
        if (reads && getter.getDeclaringClass() != Object.class) {
          Object value = value(getter, model);
          String path = where + "." + getter.getName().substring(3);
          if (getter.getName().equals("getAdditionalProperties")) {
            assertEquals(Map.of(), value, where + " has fields that Kubernetes does not know");
          } else {
            assertNothingUnknown(path, value);
          }
        }
      }
    }
  }

  private static Object value(Method getter, Object model) {
    try {
      return getter.invoke(model);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(getter.toString(), e);
    }
  }
}
