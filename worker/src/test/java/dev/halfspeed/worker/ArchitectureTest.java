package dev.halfspeed.worker;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses WORKER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.halfspeed.worker");

  @Test
  void packagesDependInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("main")
        .definedBy("dev.halfspeed.worker")
        .layer("facts")
        .definedBy("..worker.facts")
        .layer("measure")
        .definedBy("..worker.measure")
        .layer("results")
        .definedBy("..worker.results")
        .layer("boot")
        .definedBy("..worker.boot")
        .layer("build")
        .definedBy("..worker.build")
        .layer("job")
        .definedBy("..worker.job")
        .layer("host")
        .definedBy("..worker.host")
        .whereLayer("main")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("facts")
        .mayOnlyBeAccessedByLayers("main")
        .whereLayer("measure")
        .mayOnlyBeAccessedByLayers("main")
        .whereLayer("results")
        .mayOnlyBeAccessedByLayers("measure")
        .whereLayer("boot")
        .mayOnlyBeAccessedByLayers("measure", "facts")
        .whereLayer("build")
        .mayOnlyBeAccessedByLayers("boot", "measure", "facts", "main")
        .whereLayer("job")
        .mayOnlyBeAccessedByLayers("build", "boot", "measure", "facts", "main")
        .check(WORKER);
    slices().matching("dev.halfspeed.worker.(*)..").should().beFreeOfCycles().check(WORKER);
  }

  @Test
  void theProtocolStandsAlone() {
    com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("..worker.protocol")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.halfspeed.worker",
            "..worker.host..",
            "..worker.job..",
            "..worker.build..",
            "..worker.boot..",
            "..worker.measure..",
            "..worker.results..",
            "..worker.facts..")
        .check(WORKER);
  }
}
