package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("In policies of other programs, lint")
class FormatsTest {
  private static final ReadOptions READING =
      ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  private static List<Finding> findings(Code code, String... lines) {
    Document document = Document.of("policy", String.join("\n", lines) + "\n");
    Source source = new Source.Written(Formats.read(document, READING));
    return Lint.check(source, LintOptions.DEFAULT).stream()
        .filter(finding -> finding.code() == code)
        .toList();
  }

  private static String fix(Code code, String... lines) {
    return findings(code, lines).getFirst().fix();
  }

  @Test
  @DisplayName("words fixes as these are written")
  void fixes() {
    assertEquals(
        "give it ENOSYS ({ \"names\": [\"clone3\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38"
            + " }), or allow it",
        fix(
            Code.FALLBACK_BLOCKED,
            "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [",
            "{\"names\": [\"clone\", \"exit\", \"exit_group\", \"mseal\"], \"action\": \"SCMP_ACT_ALLOW\"}]}"));
    assertEquals(
        "give them ENOSYS (clone3: return ENOSYS; rseq: return ENOSYS), or allow them",
        fix(Code.FALLBACK_BLOCKED, "clone: 1", "exit_group: 1"));
    assertEquals(
        "give them ENOSYS (ERRNO(38) { clone3, rseq }), or allow them",
        fix(Code.FALLBACK_BLOCKED, "POLICY p { ALLOW { clone } } USE p DEFAULT KILL"));
    assertEquals(
        "allow it (SystemCallFilter=openat)",
        fix(Code.SUCCESSOR_MISSING, "[Service]", "SystemCallFilter=open"));
  }

  @Test
  @DisplayName("points to where the default action is said")
  void header() {
    assertEquals(
        "policy:2:3",
        findings(Code.FALLBACK_BLOCKED, "POLICY p { ALLOW { clone } } USE p", "  DEFAULT KILL")
            .getFirst()
            .position()
            .toString());
    assertEquals(
        "policy:3:19",
        findings(
                Code.FALLBACK_BLOCKED,
                "seccomp:",
                "  # what is not listed",
                "  default_action: errno",
                "  syscalls:",
                "  - action: allow",
                "    names: [clone]")
            .getFirst()
            .position()
            .toString());
  }

  @Test
  @DisplayName("points to where a manifest takes over what it finds in the default profile")
  void takenOver() {
    Finding finding =
        findings(Code.TRACER, "seccomp:", "  profile:", "    default", "  allow:", "    clone: any")
            .getFirst();
    assertEquals("policy:3:5", finding.position().toString());
    assertEquals(
        "ptrace(PTRACE_ATTACH) and ptrace(PTRACE_SEIZE) let through on x86_64"
            + " (builtin:northstar:10:5)",
        finding.text());
  }

  @Test
  @DisplayName("knows the capabilities that a manifest gives")
  void capabilitiesOfManifest() {
    String[] manifest = {
      "name: a",
      "version: 0.0.1",
      "init: /a",
      "uid: 1",
      "gid: 1",
      "seccomp:",
      "  allow:",
      "    bpf: any"
    };
    assertEquals(Severity.NOTE, findings(Code.BPF, manifest).getFirst().severity());
    manifest[4] = "gid: 1\ncapabilities: [CAP_BPF]";
    assertEquals(Severity.WARNING, findings(Code.BPF, manifest).getFirst().severity());
  }

  @Test
  @DisplayName("says once that calls of other ABIs get a default action that allows")
  void foreignOnce() {
    String[] policy = {
      "seccomp:", "  default_action: allow", "  syscalls:", "  - action: errno", "    names: [bind]"
    };
    assertEquals(1, findings(Code.FOREIGN_OPEN, policy).size());
    assertEquals(List.of(), findings(Code.READER, policy));
  }

  @Test
  @DisplayName("takes calls of other ABIs in a file for all machines for no mistake")
  void otherAbi() {
    Finding finding = findings(Code.READER, "recv", "read", "exit_group").getFirst();
    assertEquals("x86_64 has no call recv", finding.text());
    assertEquals(Severity.NOTE, finding.severity());
  }

  @Test
  @DisplayName("leaves out what other filters of a unit take care of")
  void otherFilters() {
    String[] open = {"[Service]", "SystemCallFilter=@system-service"};
    assertEquals(1, findings(Code.WRITABLE_CODE, open).size());
    assertEquals(1, findings(Code.USER_NAMESPACE, open).size());
    String[] closed = {
      "[Service]",
      "SystemCallFilter=@system-service",
      "MemoryDenyWriteExecute=yes",
      "LockPersonality=yes",
      "RestrictNamespaces=yes"
    };
    assertEquals(List.of(), findings(Code.WRITABLE_CODE, closed));
    assertEquals(List.of(), findings(Code.PERSONALITY, closed));
    assertEquals(List.of(), findings(Code.USER_NAMESPACE, closed));
    assertEquals(
        List.of(Severity.NOTE, Severity.NOTE, Severity.NOTE),
        findings(Code.READER, closed).stream().map(Finding::severity).toList());
  }

  @Test
  @DisplayName("does not take namespaces for denied that a unit allows")
  void namespaces() {
    String[] unit = {
      "[Service]", "SystemCallFilter=@system-service", "RestrictNamespaces=user net"
    };
    assertEquals(1, findings(Code.USER_NAMESPACE, unit).size());
    String[] others = {"[Service]", "SystemCallFilter=@system-service", "RestrictNamespaces=~user"};
    assertEquals(List.of(), findings(Code.USER_NAMESPACE, others));
  }
}
