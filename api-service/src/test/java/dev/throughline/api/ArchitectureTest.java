package dev.throughline.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void api_runsNoWorkflowOrActivityItself() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.throughline.activities..", "dev.throughline.worker..", "io.temporal.worker..")
        .check(new ClassFileImporter().importPackages("dev.throughline.api"));
  }
}
