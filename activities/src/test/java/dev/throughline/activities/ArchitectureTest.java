package dev.throughline.activities;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void activities_knowNeitherTheApiNorDropwizard() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.throughline.api..", "dev.throughline.worker..", "io.dropwizard..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.throughline.activities"));
  }
}
