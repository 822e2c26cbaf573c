package dev.throughline.tracing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String CONTRACT = "dev.throughline.tracing.contract..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.throughline.tracing");

  @Test
  void tracing_knowsNoDropwizard_andNoServlets() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.dropwizard..", "jakarta.servlet..", "org.eclipse.jetty..", "jakarta.ws.rs..")
        .check(CLASSES);
  }

  @Test
  void contract_knowsNeitherThePlugIn_norTheSdksRunningParts() {
    noClasses()
        .that()
        .resideInAPackage(CONTRACT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.throughline.tracing",
            "io.temporal.worker..",
            "io.temporal.client..",
            "io.temporal.workflow..",
            "io.temporal.activity..",
            "io.temporal.common..",
            "io.temporal.internal..")
        .check(CLASSES);
  }

  @Test
  void contract_readsNoClock_drawsNoRandomNumber_doesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage(CONTRACT)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class, Random.class, SecureRandom.class, ThreadLocalRandom.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "io.grpc..")
        .check(CLASSES);
  }
}
