package callgate.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rooms of the house")
class RoomsTest {
  /** Each may use those before it, never those behind it. */
  private static final List<String> ROOMS =
      List.of(
          "syscall",
          "policy",
          "decision",
          "bpf",
          "format",
          "simulation",
          "lint",
          "explanation",
          "kernel",
          "learn",
          "live",
          "watch",
          "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("callgate");

  @Test
  @DisplayName("depend on each other in one direction only")
  void oneDirection() {
    for (int i = 0; i < ROOMS.size() - 1; i++) {
      String[] behind =
          ROOMS.subList(i + 1, ROOMS.size()).stream()
              .map(room -> "callgate." + room + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("callgate." + ROOMS.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(behind)
          .check(CLASSES);
    }
  }

  @Test
  @DisplayName("are all named here")
  void complete() {
    classes()
        .should()
        .resideInAnyPackage(
            ROOMS.stream().map(room -> "callgate." + room + "..").toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  @DisplayName("have no cycles among their packages")
  void noCycles() {
    slices().matching("callgate.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  @DisplayName("leave the kernel to callgate.kernel")
  void foreignFunctions() {
    noClasses()
        .that()
        .resideOutsideOfPackage("callgate.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("start no processes but through callgate.kernel's own spawner")
  void processes() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .check(CLASSES);
  }

  @Test
  @DisplayName("use few libraries, each where it belongs")
  void libraries() {
    List<String> core = new ArrayList<>(List.of("callgate..", "java..", "org.jspecify.."));
    noClasses()
        .that()
        .resideInAnyPackage("callgate.syscall..", "callgate.policy..", "callgate.decision..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(core.toArray(String[]::new))
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("callgate.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.commons.cli..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("callgate.format..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(CLASSES);
  }
}
