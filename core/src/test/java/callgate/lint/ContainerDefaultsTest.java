package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is reported is true, and nothing else is. */
@DisplayName("Of the default profiles of container engines lint says")
class ContainerDefaultsTest {
  private static final Path DATA = Path.of("..", "..", "shared", "data");

  /** {@return the findings that are at least warnings: code, line and text} */
  private static List<String> findings(String file, Set<String> capabilities) {
    return findings(file, capabilities, Target.ANY);
  }

  private static List<String> findings(String file, Set<String> capabilities, Target target) {
    Path profile = DATA.resolve(file);
    Assumptions.assumeTrue(
        Files.exists(profile), profile + " is missing: a copy of the profile that the engine has");
    ReadOptions reading =
        ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64).withCapabilities(capabilities);
    Source source = PolicySource.read(profile.toString(), reading);
    return Lint.check(source, new LintOptions(target, Optional.of(capabilities))).stream()
        .filter(finding -> finding.severity() != Severity.NOTE)
        .map(finding ->
            finding.code().id() + " line " + finding.position().line() + ": " + finding.text())
        .toList();
  }

  @Test
  @DisplayName("that Docker's lets two kinds of sockets through that it denies")
  void docker() {
    assertEquals(
        List.of(
            "CG104 line 62: on x86 socketcall goes around what is said about socket",
            "CG201 line 465: argument family of socket is compared as 64 bits, so"
                + " socket(0x100000026, 0, 0) is let through and socket(AF_ALG, 0, 0) gets ERRNO(1)"),
        findings("docker-default.json", ReadOptions.DOCKER_CAPABILITIES));
  }

  @Test
  @DisplayName("that Podman's breaks Proton, and lets user namespaces through")
  void podman() {
    assertEquals(
        List.of(
            "CG301 line 55: futex_waitv gets ERRNO(1) on x86_64, x86 and x32, not one of the errors"
                + " that libraries fall back on",
            "CG710 line 101: unshare and clone with CLONE_NEWUSER let through"),
        findings("podman-default.json", ReadOptions.DOCKER_CAPABILITIES));
  }

  @Test
  @DisplayName("that Podman's lets audit sockets through that it denies without CAP_AUDIT_WRITE")
  void podmanWithoutAudit() {
    assertEquals(
        List.of(
            "CG301 line 55: futex_waitv gets ERRNO(1) on x86_64, x86 and x32, not one of the errors"
                + " that libraries fall back on",
            "CG104 line 101: on x86 socketcall goes around what is said about socket",
            "CG710 line 101: unshare and clone with CLONE_NEWUSER let through",
            "CG201 line 989: argument protocol of socket is compared as 64 bits, so socket(AF_NETLINK, 0,"
                + " 0x100000009) is let through and socket(AF_NETLINK, 0, 9) gets ERRNO(22)",
            "CG201 line 1010: argument family of socket is compared as 64 bits, so"
                + " socket(0x100000010, 0, 9) is let through and socket(AF_NETLINK, 0, 9) gets ERRNO(22)"),
        findings("podman-default.json", Set.of()));
  }

  @Test
  @DisplayName("that nothing breaks with the next libraries, but return probes in Podman's")
  void target() {
    Target target = Target.parse("glibc=2.42,musl=1.2.5,jdk=25,kernel=6.12");
    assertEquals(
        List.of(
            "CG104 line 62: on x86 socketcall goes around what is said about socket",
            "CG201 line 465: argument family of socket is compared as 64 bits, so"
                + " socket(0x100000026, 0, 0) is let through and socket(AF_ALG, 0, 0) gets ERRNO(1)"),
        findings("docker-default.json", ReadOptions.DOCKER_CAPABILITIES, target));
    assertEquals(
        List.of(
            "CG305 line 2: uretprobe gets ERRNO(38) on x86_64 and x32",
            "CG710 line 101: unshare and clone with CLONE_NEWUSER let through"),
        findings("podman-default.json", ReadOptions.DOCKER_CAPABILITIES, target));
  }
}
