package dev.throughline.recorder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.throughline.recorder");

  @Test
  void recorder_knowsNoDropwizard_noServlets_andNoOtherService() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.dropwizard..",
            "jakarta.servlet..",
            "jakarta.ws.rs..",
            "org.eclipse.jetty..",
            "dev.throughline.dropwizard..",
            "dev.throughline.workflows..",
            "dev.throughline.activities..")
        .check(CLASSES);
  }

  /** What sweeps and verifies is in packages below. */
  @Test
  void derivation_readsNoClock_drawsNoRandomNumber_asksForNoLocale() {
    noClasses()
        .that()
        .resideInAPackage("dev.throughline.recorder")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(ZoneId.class, "systemDefault")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class, Random.class, Locale.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.nio.file..",
            "java.net..",
            "io.grpc..",
            "dev.throughline.recorder.*..")
        .check(CLASSES);
  }
}
