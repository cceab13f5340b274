package dev.millrace.conventions;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: dependencies point down, packages form no cycles, most types are nobody else's business. */
class ArchitectureTest {
    private static final String[] API_PACKAGES = {
        "dev.millrace", "dev.millrace.function", "dev.millrace.connector", "dev.millrace.status"
    };
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace");

    @Test
    void theLogKnowsNobody() {
        noClasses()
                .that(resideInAPackage("dev.millrace.log.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.millrace..")
                        .and(resideInAPackage("dev.millrace.log..").negate()))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void theConnectorContractKnowsNeitherPlanNorEngineNorLoop() {
        noClasses()
                .that(resideInAPackage("dev.millrace.connector"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.millrace.plan", "dev.millrace.engine", "dev.millrace.batch", "dev.millrace.storage"))
                .check(CLASSES);
    }

    @Test
    void thePlanKnowsNoEngine() {
        noClasses()
                .that(resideInAPackage("dev.millrace.plan"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.millrace.engine", "dev.millrace.batch", "dev.millrace.storage"))
                .check(CLASSES);
    }

    @Test
    void theServerKnowsTheLogAlone() {
        noClasses()
                .that(resideInAPackage("dev.millrace.kinesis.server.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.millrace..")
                        .and(resideInAnyPackage("dev.millrace.kinesis.server..", "dev.millrace.log..")
                                .negate()))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void oneModuleKnowsSpark() {
        noClasses()
                .that(resideInAPackage("dev.millrace..")
                        .and(resideInAPackage("dev.millrace.spark..").negate()))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "scala..", "dev.millrace.spark.."))
                .check(CLASSES);
    }

    @Test
    void packagesBelowTheApiFormNoCycles() {
        slices().matching("dev.millrace.(log|plan|engine|batch|storage|file|socket|state|spark)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void nobodyDeserializesJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(CLASSES);
    }

    @Test
    void mostTypesOutsideTheApiArePackagePrivate() {
        List<JavaClass> inner = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .filter(type -> isInCore(type) && !List.of(API_PACKAGES).contains(type.getPackageName()))
                .toList();
        long open = inner.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
        assertTrue(
                open <= 0.4 * inner.size(),
                () -> open + " of " + inner.size() + " types outside the API packages of core are public");
    }

    private static boolean isInCore(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString().contains("core"))
                .orElse(false);
    }
}
