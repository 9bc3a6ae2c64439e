package souk.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Event;

/** The walls of the house, each a sentence; all that is broken is shown in one list. */
class ArchitectureTest {
    /** Capabilities by ring: a higher ring may know a lower one's api, never the other way round. */
    private static final Map<String, Integer> RINGS = Map.ofEntries(Map.entry("audit", 1), Map.entry("customers", 1), Map.entry("catalog", 1), Map.entry("pricing", 1), Map.entry("inventory", 1), Map.entry("flashsale", 1),
            Map.entry("cart", 1), Map.entry("payments", 1), Map.entry("orders", 2), Map.entry("ledger", 2), Map.entry("vendors", 2), Map.entry("search", 3), Map.entry("analytics", 3));

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/test-classes/")).importPackages("souk");

    private static final DescribedPredicate<JavaClass> AGGREGATES_COMMANDS_AND_EVENTS = DescribedPredicate.describe("aggregates, commands and events", type ->
            type.isAssignableTo(Command.class) || type.isAssignableTo(Event.class)
                    || type.getFields().stream().anyMatch(field -> field.getRawType().isEquivalentTo(Blueprint.class) && field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC)));

    private final List<ArchRule> rules = new ArrayList<>(List.of(
            classes().that().resideInAPackage("souk.kernel..").should().onlyDependOnClassesThat().resideInAnyPackage("java..", "souk.kernel..", "org.pcollections..")
                    .as("The kernel knows Java, itself and one library of persistent collections"),
            noClasses().that().resideOutsideOfPackages("souk.platform..", "souk.testkit..", "souk.devservices..", "souk.server..")
                    .should().dependOnClassesThat(resideInAnyPackage("akka.actor..", "akka.cluster..", "akka.persistence..", "akka.projection..")
                            .or(resideInAPackage("akka.stream..").and(DescribedPredicate.not(resideInAnyPackage("akka.stream.javadsl..", "akka.stream"))))).as("Actors, the cluster and persistence are the platform's affair"),
            noClasses().that().resideOutsideOfPackages("souk.platform..", "souk.testkit..").and().haveNameNotMatching(".*Routes(\\$.*)?")
                    .should().dependOnClassesThat().resideInAPackage("akka.http..").as("Only routes and the platform know HTTP"),
            noClasses().that().resideOutsideOfPackages("souk.platform..", "souk.testkit..", "souk.devservices..").and().haveNameNotMatching(".*Store(\\$.*)?")
                    // A query, as a value, is no client.
                    .should().dependOnClassesThat(resideInAnyPackage("com.datastax..", "co.elastic..", "org.elasticsearch..")
                            .and(DescribedPredicate.not(resideInAnyPackage("co.elastic.clients.elasticsearch._types..", "co.elastic.clients.util..")))).as("Only stores and the platform know a database client"),
            noClasses().that().resideOutsideOfPackages("souk.platform..").should().dependOnClassesThat().resideInAPackage("kamon..").as("Only the platform knows Kamon"),
            classes().that().resideInAPackage("souk.*.api..").should().onlyDependOnClassesThat().resideInAnyPackage("java..", "souk.kernel..", "souk.*.api..")
                    .as("An api package knows Java, the kernel and other api packages"),
            noClasses().that(AGGREGATES_COMMANDS_AND_EVENTS).should().dependOnClassesThat(DescribedPredicate.describe("clocks, randomness or I/O", type ->
                            type.isAssignableTo(Clock.class) || type.isAssignableTo(InstantSource.class) && !type.isEquivalentTo(java.time.Instant.class)
                                    || type.isAssignableTo(Random.class) || type.getPackageName().startsWith("java.io") && !type.getSimpleName().equals("Serializable")
                                    || type.getPackageName().startsWith("java.net") || type.getPackageName().startsWith("java.nio")))
                    .as("Aggregates, commands and events have no clock, no randomness and no I/O"),
            noClasses().that(AGGREGATES_COMMANDS_AND_EVENTS).should().callMethod(System.class, "currentTimeMillis").orShould().callMethod(System.class, "nanoTime")
                    .orShould().callMethod(Math.class, "random").orShould().callMethod(java.util.UUID.class, "randomUUID").orShould().callMethod(java.time.Instant.class, "now")
                    .as("Time and ids come to aggregates from outside")));

    {
        RINGS.forEach((capability, ring) -> {
            String[] forbidden = RINGS.entrySet().stream().filter(other -> !other.getKey().equals(capability) && other.getValue() > ring)
                    .map(other -> "souk." + other.getKey() + "..").toArray(String[]::new);
            if (forbidden.length > 0) {
                rules.add(noClasses().that().resideInAPackage("souk." + capability + "..").should().dependOnClassesThat().resideInAnyPackage(forbidden)
                        .as(capability + " knows nothing of a higher ring"));
            }
            String[] others = RINGS.keySet().stream().filter(other -> !other.equals(capability)).map(other -> "souk." + other).toArray(String[]::new);
            rules.add(noClasses().that().resideInAPackage("souk." + capability + "..").should().dependOnClassesThat().resideInAnyPackage(others)
                    .as(capability + " knows other capabilities by their api only"));
        });
    }

    @Test
    void theWallsStand() {
        var broken = new ArrayList<String>();
        for (ArchRule rule : rules) {
            EvaluationResult result = rule.evaluate(CLASSES);
            if (result.hasViolation()) broken.add(rule.getDescription() + ":\n    " + String.join("\n    ", result.getFailureReport().getDetails().stream().limit(8).toList()));
        }
        Assertions.assertThat(broken).as("walls that are broken").isEmpty();
    }

    @Test
    void everyCapabilityHasARing() {
        Assertions.assertThat(Souk.CAPABILITIES).allSatisfy(capability -> Assertions.assertThat(RINGS).containsKey(capability.name()));
    }
}
