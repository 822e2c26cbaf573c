package dev.throughline.dropwizard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void bundles_knowNoApplication() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.throughline.api..",
            "dev.throughline.worker..",
            "dev.throughline.workflows..",
            "dev.throughline.activities..")
        .check(new ClassFileImporter().importPackages("dev.throughline.dropwizard"));
  }
}
