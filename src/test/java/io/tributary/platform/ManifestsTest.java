package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every manifest by itself, and what the base and each overlay come out as. */
class ManifestsTest {
  private static final Path ALL = Path.of("k8s");
  private static final Path BASE = Path.of("k8s", "base");
  private static final Path LOCAL = Path.of("k8s", "overlays", "local");
  private static final Path PRODUCTION = Path.of("k8s", "overlays", "production");
  private static final Path KAFKA = Path.of("k8s", "overlays", "production-kafka");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Map<String, Class<?>> KINDS =
      Map.ofEntries(
          Map.entry("kustomize.config.k8s.io/v1beta1 Kustomization", Kustomization.class),
          Map.entry("v1 Namespace", Namespace.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("v1 ConfigMap", ConfigMap.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("batch/v1 Job", Job.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("apps/v1 StatefulSet", StatefulSet.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
          Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class));

  /**
   * The fields of CloudNativePG (1.27), its Barman plugin (0.7) and Strimzi (0.51) that our
   * manifests use, of kinds that no library models; checked against the operators' own schemas when
   * they were written.
   */
  private static final Map<String, Set<String>> OPERATORS =
      Map.of(
          "postgresql.cnpg.io/v1 Cluster",
          Set.of(
              "instances",
              "imageName",
              "primaryUpdateStrategy",
              "primaryUpdateMethod",
              "bootstrap.initdb.database",
              "bootstrap.initdb.owner",
              "bootstrap.initdb.encoding",
              "bootstrap.initdb.localeCType",
              "bootstrap.initdb.localeCollate",
              "bootstrap.initdb.dataChecksums",
              "postgresql.synchronous.method",
              "postgresql.synchronous.number",
              "postgresql.synchronous.dataDurability",
              "postgresql.parameters.*",
              "storage.size",
              "walStorage.size",
              "resources.requests.*",
              "resources.limits.*",
              "affinity.enablePodAntiAffinity",
              "affinity.topologyKey",
              "affinity.podAntiAffinityType",
              "plugins.name",
              "plugins.isWALArchiver",
              "plugins.parameters.*"),
          "barmancloud.cnpg.io/v1 ObjectStore",
          Set.of(
              "retentionPolicy",
              "configuration.destinationPath",
              "configuration.endpointURL",
              "configuration.s3Credentials.accessKeyId.name",
              "configuration.s3Credentials.accessKeyId.key",
              "configuration.s3Credentials.secretAccessKey.name",
              "configuration.s3Credentials.secretAccessKey.key",
              "configuration.wal.compression",
              "configuration.data.compression"),
          "postgresql.cnpg.io/v1 ScheduledBackup",
          Set.of(
              "schedule",
              "immediate",
              "backupOwnerReference",
              "cluster.name",
              "method",
              "pluginConfiguration.name"),
          "kafka.strimzi.io/v1 KafkaNodePool",
          Set.of(
              "replicas",
              "roles",
              "storage.type",
              "storage.volumes.id",
              "storage.volumes.type",
              "storage.volumes.size",
              "storage.volumes.deleteClaim",
              "storage.volumes.kraftMetadata",
              "resources.requests.*",
              "resources.limits.*"),
          "kafka.strimzi.io/v1 Kafka",
          Set.of(
              "kafka.version",
              "kafka.listeners.name",
              "kafka.listeners.port",
              "kafka.listeners.type",
              "kafka.listeners.tls",
              "kafka.listeners.authentication.type",
              "kafka.listeners.networkPolicyPeers.podSelector.matchLabels.*",
              "kafka.authorization.type",
              "kafka.config.*",
              "entityOperator.topicOperator",
              "entityOperator.userOperator"),
          "kafka.strimzi.io/v1 KafkaTopic",
          Set.of("partitions", "replicas", "config.*"),
          "kafka.strimzi.io/v1 KafkaUser",
          Set.of(
              "authentication.type",
              "authorization.type",
              "authorization.acls.resource.type",
              "authorization.acls.resource.name",
              "authorization.acls.resource.patternType",
              "authorization.acls.operations"));

  @Test
  void every_manifest_has_only_fields_that_kubernetes_knows() throws IOException {
    for (Path file : files(ALL)) {
      for (JsonNode yaml : Kustomized.documents(file)) {
        Set<String> known = OPERATORS.get(kind(yaml));
        if (known == null) {
          assertNotNull(KINDS.get(kind(yaml)), file + " has an unknown kind, " + kind(yaml));
          assertNothingUnknown(file.toString(), YAML.treeToValue(yaml, KINDS.get(kind(yaml))));
        } else {
          assertEquals(Set.of("apiVersion", "kind", "metadata", "spec"), names(yaml), file + "");
          assertKnown(file.toString(), "", yaml.get("spec"), known);
        }
      }
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
  void each_kustomization_names_every_file_of_its_folder_once() throws IOException {
    for (Path file : files(ALL)) {
      if (file.endsWith("kustomization.yaml")) {
        Kustomization kustomization = YAML.readValue(file.toFile(), Kustomization.class);
        List<String> named = new ArrayList<>();
        named.addAll(kustomization.getResources());
        kustomization.getPatches().forEach(patch -> named.add(patch.getPath()));
        named.removeIf(name -> Files.isDirectory(file.resolveSibling(name)));
        named.add("kustomization.yaml");
        List<String> there =
            files(file.getParent()).stream().map(each -> each.getFileName().toString()).toList();
        assertEquals(there, named.stream().sorted().toList(), file.toString());
      }
    }
  }

  @Test
  void every_pod_keeps_to_the_restricted_pod_security_standard() throws IOException {
    for (Path folder : folders()) {
      for (PodSpec pod : pods(folder)) {
        assertTrue(pod.getSecurityContext().getRunAsNonRoot());
        assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
        assertFalse(pod.getAutomountServiceAccountToken());
        for (Container container : pod.getContainers()) {
          String where = folder + " " + container.getName();
          assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation(), where);
          assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem(), where);
          assertEquals(
              List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop(), where);
        }
      }
    }
  }

  @Test
  void what_a_pod_may_use_is_bounded() throws IOException {
    for (Path folder : folders()) {
      for (PodSpec pod : pods(folder)) {
        for (Container container : pod.getContainers()) {
          String where = folder + " " + container.getName();
          var requests = container.getResources().getRequests();
          var limits = container.getResources().getLimits();
          assertNotNull(requests.get("cpu"), where);
          assertNotNull(requests.get("ephemeral-storage"), where);
          assertNotNull(limits.get("ephemeral-storage"), where);
          assertEquals(requests.get("memory"), limits.get("memory"), where);
        }
        pod.getVolumes().stream()
            .filter(volume -> volume.getEmptyDir() != null)
            .forEach(volume -> assertNotNull(volume.getEmptyDir().getSizeLimit(), folder + ""));
      }
    }
  }

  @Test
  void no_secret_is_written_down_but_the_one_of_a_single_machine() throws IOException {
    for (Path folder : folders()) {
      for (PodSpec pod : pods(folder)) {
        for (Container container : pod.getContainers()) {
          for (EnvVar variable : container.getEnv()) {
            assertTrue(
                variable.getValue() == null
                    || !variable.getName().matches(".*(PASSWORD|SECRET|TOKEN|KEY).*"),
                folder + " " + variable.getName());
          }
        }
      }
    }
    JsonNode production = Kustomized.documents(PRODUCTION.resolve("kustomization.yaml")).get(0);
    assertFalse(production.has("secretGenerator"));
  }

  @Test
  void a_database_of_production_outlives_a_machine_and_can_be_restored() throws IOException {
    List<ObjectNode> resources = Kustomized.render(PRODUCTION);
    JsonNode cluster = Kustomized.find(resources, "Cluster", "tributary-postgres").orElseThrow();
    assertEquals(3, cluster.at("/spec/instances").asInt());
    assertEquals("required", cluster.at("/spec/postgresql/synchronous/dataDurability").asText());
    String store = cluster.at("/spec/plugins/0/parameters/barmanObjectName").asText();
    assertTrue(Kustomized.find(resources, "ObjectStore", store).isPresent());
    JsonNode nightly =
        Kustomized.find(resources, "ScheduledBackup", "tributary-postgres-nightly").orElseThrow();
    assertEquals("tributary-postgres", nightly.at("/spec/cluster/name").asText());
    assertEquals(cluster.at("/spec/plugins/0/name"), nightly.at("/spec/pluginConfiguration/name"));
    Map<String, String> settings = settings(PRODUCTION);
    assertEquals(
        "postgresql://tributary-postgres-rw:5432/tributary",
        settings.get("QUARKUS_DATASOURCE_REACTIVE_URL"));
    for (PodSpec pod : pods(PRODUCTION)) {
      pod.getContainers().get(0).getEnv().stream()
          .filter(variable -> variable.getName().startsWith("QUARKUS_DATASOURCE"))
          .forEach(
              variable ->
                  assertEquals(
                      "tributary-postgres-app",
                      variable.getValueFrom().getSecretKeyRef().getName(),
                      "the operator keeps user and password there"));
      assertTrue(
          pod.getContainers().get(0).getEnv().stream()
              .anyMatch(
                  variable ->
                      variable.getName().equals("TRIBUTARY_KEYS_MASTER")
                          && "tributary-keys"
                              .equals(variable.getValueFrom().getSecretKeyRef().getName())),
          "the master key is kept apart from the database");
    }
  }

  @Test
  void with_kafka_what_is_acknowledged_is_on_two_brokers_and_only_tributary_takes_it()
      throws IOException {
    List<ObjectNode> resources = Kustomized.render(KAFKA);
    Map<String, String> settings = settings(KAFKA);
    assertEquals("kafka", settings.get("TRIBUTARY_INTAKE_TO"));
    assertEquals("true", settings.get("TRIBUTARY_KAFKA_ENABLED"));
    assertNull(settings(PRODUCTION).get("TRIBUTARY_KAFKA_ENABLED"), "off but in this overlay");
    assertEquals("tributary-kafka-kafka-bootstrap:9093", settings.get("KAFKA_BOOTSTRAP_SERVERS"));
    for (String topic : List.of("tributary-messages", "tributary-dead-letters")) {
      JsonNode spec = Kustomized.find(resources, "KafkaTopic", topic).orElseThrow().get("spec");
      assertEquals(3, spec.get("replicas").asInt());
      assertEquals(2, spec.at("/config").get("min.insync.replicas").asInt());
      assertTrue(spec.at("/config").get("retention.ms").asLong() > 0, "personal data goes");
    }
    JsonNode user =
        Kustomized.find(resources, "KafkaUser", "tributary-messages").orElseThrow().get("spec");
    Set<String> named = new HashSet<>();
    user.at("/authorization/acls")
        .forEach(
            acl -> {
              named.add(acl.at("/resource/name").asText());
              assertEquals("literal", acl.at("/resource/patternType").asText());
            });
    assertEquals(Set.of("tributary-messages", "tributary-dead-letters", "tributary"), named);
    EnvVar signIn =
        deployment(KAFKA).getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
            .filter(variable -> variable.getName().equals("KAFKA_SASL_JAAS_CONFIG"))
            .findFirst()
            .orElseThrow();
    assertEquals("tributary-messages", signIn.getValueFrom().getSecretKeyRef().getName());
    JsonNode out =
        Kustomized.find(resources, "NetworkPolicy", "tributary").orElseThrow().at("/spec/egress");
    for (JsonNode before :
        Kustomized.find(Kustomized.render(PRODUCTION), "NetworkPolicy", "tributary")
            .orElseThrow()
            .at("/spec/egress")) {
      assertTrue(out.valueStream().anyMatch(before::equals), "as in production: " + before);
    }
    assertTrue(out.toString().contains("\"strimzi.io/cluster\":\"tributary-kafka\""));
  }

  @Test
  void each_overlay_has_a_sign_in_and_never_two() throws IOException {
    assertNull(settings(LOCAL).get("QUARKUS_OIDC_AUTH_SERVER_URL"));
    assertEquals("true", settings(LOCAL).get("TRIBUTARY_LOCAL_ENABLED"));
    for (Path folder : List.of(BASE, PRODUCTION, KAFKA)) {
      assertNotNull(settings(folder).get("QUARKUS_OIDC_AUTH_SERVER_URL"));
      assertEquals("false", settings(folder).get("TRIBUTARY_LOCAL_ENABLED"));
    }
  }

  @Test
  void production_has_three_pods_and_whoever_signs_by_itself_only_one() throws IOException {
    assertEquals(1, replicas(LOCAL).getSpec().getMaxReplicas());
    assertEquals(3, replicas(PRODUCTION).getSpec().getMinReplicas());
  }

  @Test
  void an_image_is_named_by_its_version() throws IOException {
    for (Path folder : folders()) {
      JsonNode images = Kustomized.documents(folder.resolve("kustomization.yaml")).get(0);
      for (JsonNode image : images.path("images")) {
        assertNotEquals("latest", image.get("newTag").asText(), folder.toString());
      }
      for (PodSpec pod : pods(folder)) {
        String image = pod.getContainers().get(0).getImage();
        assertTrue(image.equals("tributary") || image.matches(".+:\\d+(\\.\\d+)+"), image);
      }
    }
  }

  @Test
  void a_service_leads_to_pods_and_every_pod_has_a_policy_both_ways() throws IOException {
    for (Path folder : folders()) {
      List<ObjectNode> resources = Kustomized.render(folder);
      Set<Map<String, String>> labels = new HashSet<>();
      for (ObjectNode resource : resources) {
        JsonNode template = resource.at("/spec/template/metadata/labels");
        if (template.isObject()) {
          labels.add(texts(template));
        }
      }
      for (ObjectNode resource : resources) {
        if (resource.path("kind").asText().equals("Service")) {
          Map<String, String> selector = texts(resource.at("/spec/selector"));
          assertTrue(
              labels.stream().anyMatch(each -> each.entrySet().containsAll(selector.entrySet())),
              folder + " leads nowhere: " + selector);
        }
      }
      for (Map<String, String> pod : labels) {
        assertTrue(
            resources.stream()
                .filter(each -> each.path("kind").asText().equals("NetworkPolicy"))
                .filter(each -> each.at("/spec/policyTypes").size() == 2)
                .anyMatch(
                    each ->
                        pod.entrySet()
                            .containsAll(
                                texts(each.at("/spec/podSelector/matchLabels")).entrySet())),
            folder + " leaves open " + pod);
      }
    }
  }

  @Test
  void a_pod_has_the_time_that_its_stop_may_take() throws IOException {
    for (Path folder : folders()) {
      PodSpec pod = deployment(folder).getSpec().getTemplate().getSpec();
      long before = pod.getContainers().get(0).getLifecycle().getPreStop().getSleep().getSeconds();
      long most =
          Duration.parse(settings(folder).getOrDefault("TRIBUTARY_STOP_LIMIT", "PT45S"))
              .toSeconds();
      assertTrue(pod.getTerminationGracePeriodSeconds() > before + most, folder.toString());
    }
  }

  @Test
  void only_readiness_depends_on_the_database() throws IOException {
    Container container = deployment(BASE).getSpec().getTemplate().getSpec().getContainers().get(0);
    assertEquals("/q/health/live", container.getLivenessProbe().getHttpGet().getPath());
    assertEquals("/q/health/ready", container.getReadinessProbe().getHttpGet().getPath());
    assertEquals("/q/health/started", container.getStartupProbe().getHttpGet().getPath());
    assertNotNull(container.getLifecycle().getPreStop().getSleep());
  }

  @Test
  void health_and_figures_are_on_a_port_that_no_service_leads_to() throws IOException {
    for (Path folder : folders()) {
      Container container =
          deployment(folder).getSpec().getTemplate().getSpec().getContainers().get(0);
      Map<String, Integer> ports = new HashMap<>();
      container.getPorts().forEach(port -> ports.put(port.getName(), port.getContainerPort()));
      assertEquals(Map.of("http", 8080, "management", 9000), ports);
      for (var probe :
          List.of(
              container.getLivenessProbe(),
              container.getReadinessProbe(),
              container.getStartupProbe())) {
        assertEquals("management", probe.getHttpGet().getPort().getStrVal());
      }
      Service service = read(folder, Service.class, "tributary");
      service.getSpec().getPorts().forEach(port -> assertEquals("http", port.getName()));
    }
    for (JsonNode rule : policy(PRODUCTION).at("/spec/ingress")) {
      boolean isMonitoring = rule.toString().contains("\"monitoring\"");
      for (JsonNode port : rule.get("ports")) {
        assertEquals(isMonitoring ? 9000 : 8080, port.get("port").asInt());
      }
    }
  }

  private static JsonNode policy(Path folder) throws IOException {
    return Kustomized.find(Kustomized.render(folder), "NetworkPolicy", "tributary").orElseThrow();
  }

  @Test
  void a_second_release_can_be_applied_over_the_first_without_a_pod_less() throws IOException {
    Deployment deployment = deployment(BASE);
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
    Map<String, String> settings = settings(BASE);
    assertEquals("false", settings.get("QUARKUS_FLYWAY_MIGRATE_AT_START"));
    assertEquals("true", settings.get("QUARKUS_FLYWAY_VALIDATE_AT_START"));
    assertEquals("false", settings.get("TRIBUTARY_LOCAL_ENABLED"));
    Map<String, String> own = new HashMap<>();
    migration().getContainers().get(0).getEnv().forEach(e -> own.put(e.getName(), e.getValue()));
    assertEquals("true", own.get("QUARKUS_FLYWAY_MIGRATE_AT_START"));
    assertEquals("true", own.get("QUARKUS_INIT_AND_EXIT"));
  }

  private static List<Path> folders() {
    return List.of(BASE, LOCAL, PRODUCTION, KAFKA);
  }

  private static <T> T read(Path folder, Class<T> kind, String name) throws IOException {
    ObjectNode found =
        Kustomized.find(Kustomized.render(folder), kind.getSimpleName(), name).orElseThrow();
    return YAML.treeToValue(found, kind);
  }

  private static Deployment deployment(Path folder) throws IOException {
    return read(folder, Deployment.class, "tributary");
  }

  private static HorizontalPodAutoscaler replicas(Path folder) throws IOException {
    return read(folder, HorizontalPodAutoscaler.class, "tributary");
  }

  private static Map<String, String> settings(Path folder) throws IOException {
    return read(folder, ConfigMap.class, "tributary").getData();
  }

  private static PodSpec migration() throws IOException {
    return read(BASE, Job.class, "tributary-migration").getSpec().getTemplate().getSpec();
  }

  /** What runs in pods of a folder; those of operators are theirs to make safe. */
  private static List<PodSpec> pods(Path folder) throws IOException {
    List<PodSpec> pods = new ArrayList<>();
    for (ObjectNode resource : Kustomized.render(folder)) {
      JsonNode spec = resource.at("/spec/template/spec");
      if (spec.isObject()) {
        pods.add(YAML.treeToValue(spec, PodSpec.class));
      }
    }
    return pods;
  }

  private static Map<String, String> texts(JsonNode map) {
    Map<String, String> texts = new HashMap<>();
    map.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static Set<String> names(JsonNode map) {
    Set<String> names = new HashSet<>();
    map.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void assertKnown(String where, String path, JsonNode value, Set<String> known) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(
              field ->
                  assertKnown(
                      where,
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      known));
    } else if (value.isArray()) {
      value.forEach(each -> assertKnown(where, path, each, known));
    } else {
      // the names in a map may have dots
      boolean inMap =
          known.stream()
              .filter(each -> each.endsWith(".*"))
              .anyMatch(each -> path.startsWith(each.substring(0, each.length() - 1)));
      assertTrue(known.contains(path) || inMap, where + " has no field " + path);
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
