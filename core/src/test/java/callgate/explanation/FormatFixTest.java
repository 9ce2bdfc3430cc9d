package callgate.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.Call;
import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A fix changes no more than it has to")
class FormatFixTest {
  private static final ReadOptions OPTIONS =
      ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  private static Violation call(String name, long... arguments) {
    return Violation.of(
        Call.of(Abi.X86_64, Syscalls.number(Abi.X86_64, name).orElseThrow(), arguments));
  }

  private static PolicyFix fix(String text, Violation violation) {
    return fix(Document.of("policy", text), violation);
  }

  private static PolicyFix fix(Document document, Violation violation) {
    PolicyFormat format = Formats.of(document).orElseThrow();
    Policy policy = Formats.read(document, OPTIONS).policy();
    PolicyChange change =
        Explainer.of(policy).explain(violation).fix().orElseThrow().change().because("why");
    return PolicyFix.of(format, document, OPTIONS, List.of(change));
  }

  @ParameterizedTest(name = "in the format {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kubernetes  | apiVersion: security-profiles-operator.x-k8s.io/v1beta1~kind: SeccompProfile~metadata: {name: one} # mine~spec:~  defaultAction: SCMP_ACT_ERRNO~  architectures: [SCMP_ARCH_X86_64]~  syscalls:~  - action: SCMP_ACT_ALLOW # good~    names:~    - exit_group~    - read # first~ | ~    - read # first~ | ~    - read # first~    # why~    - sync~
          elastic     | seccomp: # mine~  default_action: errno~  syscalls:~  - action: allow~    names: [read, exit_group] # all~output: {}~ | [read, exit | [read, sync, exit
          northstar   | name: one # mine~seccomp:~  allow:~    read: any # first~    exit_group: any~mounts: {}~ | first~ | first~    sync: any  # why~
          systemd     | [Unit]~Description=mine~[Service]~ExecStart=/bin/x~SystemCallErrorNumber=EPERM~SystemCallFilter=exit_group read~ | group read~ | group read sync~
          minijail    | # mine~exit_group: 1~# first~read: 1~ | ~read: 1~ | ~read: 1~# why~sync: 1~
          kafel       | // mine~POLICY one {~  ALLOW {~    exit_group,~    read~  }~}~USE one DEFAULT KILL~ | ~    read~ | ~    sync,~    read~
          firejail    | # mine~private-tmp~seccomp.keep exit_group,read~ | ,read | ,read,sync
          seccompiler | {"one": {"default_action": "trap", "filter_action": "allow", "filter": [~  {"syscall": "exit_group"},~  {"syscall": "read"}~]}}~ | p"},~ | p"},~  {"syscall": "sync"},~
          """)
  void inEachFormat(String format, String text, String old, String changed) {
    Document document = Document.of("policy", text.replace("~", "\n"));
    assertEquals(format, Formats.of(document).orElseThrow().name());
    PolicyFix fix = fix(document, call("sync"));
    assertEquals(text.replace(old, changed).replace("~", "\n"), fix.text());
    assertEquals(List.of(), fix.notes());
  }

  @Test
  @DisplayName("by taking a name out of the list that forbids it, and says nothing else")
  void denied() {
    assertEquals(
        "[Service]\nExecStart=/bin/x\nSystemCallErrorNumber=EPERM\nSystemCallFilter=~mount acct\n",
        fix(
                """
                [Service]
                ExecStart=/bin/x
                SystemCallErrorNumber=EPERM
                SystemCallFilter=~mount sync acct
                """,
                call("sync"))
            .text());
  }

  @Test
  @DisplayName("by an entry with arguments where its writer would put it")
  void arguments() {
    assertEquals(
        """
        # mine
        exit_group: 1
        read: 1
        # why
        unshare: arg0 == 0x10000000
        """,
        fix("# mine\nexit_group: 1\nread: 1\n", call("unshare", 0x10000000)).text());
  }

  @Test
  @DisplayName("and allows any arguments only where the format can't name them, and says so")
  void wider() {
    PolicyFix fix =
        fix(
            "[Service]\nSystemCallErrorNumber=EPERM\nSystemCallFilter=exit_group read # no comment",
            call("unshare", 0x10000000));
    assertTrue(fix.text().contains(" unshare"), fix.text());
    assertEquals(
        List.of(
            "in this format unshare can't be allowed with these arguments alone: it is allowed"
                + " with any"),
        fix.notes());
  }

  @Test
  @DisplayName("in one of several documents, and leaves the others as they are")
  void documents() {
    String one =
        """
        apiVersion: security-profiles-operator.x-k8s.io/v1beta1
        kind: SeccompProfile
        metadata: {name: NAME}
        spec:
          defaultAction: SCMP_ACT_ALLOW
          syscalls:
          - {action: SCMP_ACT_ERRNO, names: [acct, sync]}  # not these
        """;
    String text =
        "# all\na: 1\n---\n"
            + one.replace("NAME", "one")
            + "--- # two\n"
            + one.replace("NAME", "two")
            + "---\nb: 2";
    int second = text.lastIndexOf(", sync");
    assertEquals(
        text.substring(0, second) + text.substring(second + ", sync".length()),
        fix(Document.of("policy", text).withPart("two"), call("sync")).text());
  }

  @Test
  @DisplayName("or says that it can't, rather than to lose what else is in a file")
  void refused() {
    String unit = "[Service]\nExecStart=/bin/x\nSystemCallFilter=~@sync\n";
    assertThrows(BadInput.class, () -> fix(unit, call("sync")));
  }
}
