package dev.throughline.journal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.throughline.journal");

  @Test
  void journal_knowsNoTemporal_andNoDropwizard() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.temporal..", "io.dropwizard..", "io.opentracing..")
        .check(CLASSES);
  }

  @Test
  void otlp_knowsNothingOfFiles() {
    noClasses()
        .that()
        .resideInAPackage("dev.throughline.journal.otlp")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.throughline.journal", "java.nio.file..")
        .check(CLASSES);
  }

  @Test
  void publicClasses_areThoseThatAUserCalls() {
    assertThat(CLASSES.stream())
        .filteredOn(type -> type.getPackageName().equals("dev.throughline.journal"))
        .filteredOn(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .extracting(JavaClass::getSimpleName)
        .containsExactlyInAnyOrder(
            "SpanJournal", "Builder", "JournalReader", "SpanDestination", "Sync");
  }
}
