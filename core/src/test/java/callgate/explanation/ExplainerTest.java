package callgate.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.Call;
import callgate.format.Document;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An explanation")
class ExplainerTest {
  private static final ReadOptions OPTIONS =
      ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  private static Policy policy(String text) {
    Source source = PolicySource.read(Document.of("p.yaml", text), OPTIONS);
    return ((Source.Written) source).policy();
  }

  private static Policy docker() {
    return ((Source.Written) PolicySource.read("builtin:docker", OPTIONS)).policy();
  }

  private static Violation unknown(String name) {
    return Violation.of(Abi.X86_64.auditArch(), number(name));
  }

  private static Violation call(String name, long... arguments) {
    return Violation.of(Call.of(Abi.X86_64, number(name), arguments));
  }

  private static int number(String name) {
    return Syscalls.number(Abi.X86_64, name).orElseThrow();
  }

  private static String text(Policy policy, Violation violation) {
    return ExplanationText.of(Explainer.of(policy).explain(violation));
  }

  @Test
  @DisplayName("names the default, the relatives that are let through, and the smallest change")
  void byDefault() {
    Policy policy =
        policy(
            """
            callgate: 1
            arches: [x86_64]
            default: kill_thread
            allow: [read, stat, lstat]
            """);
    assertEquals(
        """
        why:  no rule of p.yaml matches it, so it gets the default: kill_thread
        let:  lstat and stat do the same job and are let through
        fix:  allow newfstatat
                allow: [newfstatat]
              this lets through newfstatat with any arguments on x86_64
        """,
        text(policy, unknown("newfstatat").got(Received.of(Action.Kind.KILL_THREAD))));
  }

  @Test
  @DisplayName("names the rule, its place and its reason")
  void byRule() {
    Policy policy =
        policy(
            """
            callgate: 1
            arches: [x86_64]
            default: allow
            errno(EPERM):
              - ptrace      # nobody debugs here
            """);
    assertTrue(
        text(policy, unknown("ptrace"))
            .startsWith(
                "why:  the rule at p.yaml:5:5 gives it errno(EPERM) (nobody debugs here)\n"));
  }

  @Test
  @DisplayName("with arguments suggests a rule about exactly these, and the whole call instead")
  void withArguments() {
    Explanation explanation = Explainer.of(docker()).explain(call("socket", 40, 1, 0));
    assertEquals(
        "allow socket when family == AF_VSOCK && type == SOCK_STREAM && protocol == IPPROTO_IP",
        explanation.suggestions().getFirst().title());
    assertEquals(
        "allow: [{ socket: { family: AF_VSOCK, type: SOCK_STREAM, protocol: IPPROTO_IP } }]",
        explanation.suggestions().getFirst().entry());
    assertEquals("allow socket with any arguments", explanation.suggestions().getLast().title());
    assertEquals("family:64 != AF_ALG && family:64 != AF_VSOCK", explanation.allowedWhen());
  }

  @Test
  @DisplayName("without arguments says for which of them the call was denied")
  void withoutArguments() {
    Explanation explanation =
        Explainer.of(docker()).explain(unknown("personality").got(Received.errno(1)));
    assertEquals(1, explanation.deciding().size());
    assertTrue(explanation.deciding().getFirst().when().contains("personality"));
    assertEquals("default", explanation.deciding().getFirst().kind());
    assertEquals(
        "its arguments are not known; if they were, the change could be smaller",
        explanation.suggestions().getFirst().because());
  }

  @Test
  @DisplayName("gives every rule that may have decided, each with its condition")
  void severalRules() {
    Policy policy =
        policy(
            """
            callgate: 1
            arches: [x86_64]
            default: allow
            ordered:
              - errno(EPERM): [ { socket: { family: AF_VSOCK } } ]
              - errno(EACCES): [ { socket: { family: AF_ALG } } ]
            """);
    assertEquals(
        List.of("family == AF_ALG", "family == AF_VSOCK"),
        Explainer.of(policy).explain(unknown("socket")).deciding().stream()
            .map(Deciding::when)
            .sorted()
            .toList());
    assertEquals(
        List.of("family == AF_ALG"),
        Explainer.of(policy).explain(unknown("socket").got(Received.errno(13))).deciding().stream()
            .map(Deciding::when)
            .toList());
  }

  @Test
  @DisplayName("shows the nearest flags that are let through")
  void nearestFlags() {
    assertTrue(
        text(docker(), call("clone", 0x10000011))
            .contains("the nearest call let through: clone(SIGCHLD, NULL, NULL, NULL, NULL)"));
  }

  @Test
  @DisplayName("suggests ENOSYS where the C library then uses an older call that is let through")
  void fallback() {
    Policy policy =
        policy(
            """
            callgate: 1
            arches: [x86_64]
            default: errno(EPERM)
            newer: default
            allow: [clone, read]
            """);
    Suggestion second = Explainer.of(policy).explain(unknown("clone3")).suggestions().get(1);
    assertEquals("give clone3 errno(ENOSYS)", second.title());
    assertEquals(
        "clone, which the policy lets through, then does the job for pthread_create and"
            + " posix_spawn (glibc 2.34 and later)",
        second.because());
    assertEquals(List.of(), second.lets());
  }

  @Test
  @DisplayName("says that nothing need be changed where libraries go on with calls that are let")
  void harmless() {
    Policy policy =
        policy(
            """
            callgate: 1
            default: allow
            arches: [x86_64]
            errno(ENOSYS): [clone3]
            """);
    assertEquals(
        List.of(
            "needs no change for pthread_create and posix_spawn (glibc 2.34 and later): it goes on"
                + " with clone"),
        Explainer.of(policy).explain(unknown("clone3")).notes());
  }

  @Test
  @DisplayName("does not say so where the error is one that libraries give up after")
  void harmful() {
    Policy policy =
        policy(
            """
            callgate: 1
            default: allow
            arches: [x86_64]
            errno(EPERM): [clone3]
            """);
    assertEquals(List.of(), Explainer.of(policy).explain(unknown("clone3")).notes());
  }

  @Test
  @DisplayName("warns of what a change opens")
  void risk() {
    Suggestion fix = Explainer.of(docker()).explain(call("bpf", 5)).fix().orElseThrow();
    assertTrue(fix.risks().getFirst().startsWith("eBPF programs can be loaded"));
  }

  @Test
  @DisplayName("doubts a policy that lets the call through")
  void doubt() {
    assertEquals(
        "builtin:docker lets this call through: another filter stopped it, or an older version of"
            + " this one",
        Explainer.of(docker())
            .explain(unknown("read").got(Received.of(Action.Kind.KILL_THREAD)))
            .doubt());
  }

  @Test
  @DisplayName("doubts a policy that stops the call in another way")
  void otherWay() {
    assertTrue(
        Explainer.of(docker())
            .explain(unknown("bpf").got(Received.of(Action.Kind.KILL_THREAD)))
            .doubt()
            .startsWith("builtin:docker does something else with this call"));
  }

  @Test
  @DisplayName("of a call of another ABI suggests that ABI, and says how much that is")
  void otherAbi() {
    Policy policy =
        policy(
            """
            callgate: 1
            arches: [x86_64]
            default: errno(EPERM)
            allow: [read, write]
            """);
    Explanation explanation = Explainer.of(policy).explain(Violation.of(0x40000003, 3));
    assertEquals("foreign", explanation.deciding().getFirst().kind());
    Suggestion fix = explanation.fix().orElseThrow();
    assertEquals("arches: [x86_64, x86]", fix.entry());
    assertEquals(List.of("2 calls: read and write with any arguments on x86"), fix.lets());
  }

  @Test
  @DisplayName("of a call of an unknown ABI says so")
  void unknownAbi() {
    Explanation explanation = Explainer.of(docker()).explain(Violation.of(0x12345678, 3));
    assertEquals(
        List.of("the ABI with arch value 0x12345678 is not one that Callgate knows"),
        explanation.notes());
    assertEquals("call 3", explanation.violation().text());
  }

  @Test
  @DisplayName("without a policy says what libraries do")
  void noPolicy() {
    Explanation explanation = Explainer.withoutPolicy().explain(unknown("clone3"));
    assertEquals(
        List.of(
            "pthread_create and posix_spawn (glibc 2.34 and later): after ENOSYS, and after no other"
                + " error, clone does the job"),
        explanation.notes());
  }

  @Test
  @DisplayName("of a call that only came later says that")
  void newer() {
    Policy policy =
        policy(
            """
            callgate: 1
            arches: [x86_64]
            default: kill_process
            kernel: 5.4
            allow: [read, futex]
            """);
    assertTrue(
        text(policy, unknown("futex_waitv"))
            .startsWith("why:  the call is newer than p.yaml, and such calls get errno(ENOSYS)\n"));
  }

  @Test
  @DisplayName("of a raw filter has no places, but the same reasons")
  void rawFilter() {
    var program =
        callgate.bpf.FilterCompiler.compile(
                policy(
                    """
                    callgate: 1
                    arches: [x86_64]
                    default: errno(EPERM)
                    allow: [stat]
                    """))
            .program();
    Explainer explainer = Explainer.of(new Source.Raw("f.bpf", program), ByteOrder.LITTLE_ENDIAN);
    String text = ExplanationText.of(explainer.explain(unknown("newfstatat")));
    assertTrue(text.contains("f.bpf"), text);
    assertTrue(text.contains("let:  stat does the same job and is let through"), text);
    assertTrue(text.contains("allow: [newfstatat]"), text);
  }

  @Test
  @DisplayName("as JSON has unknown arguments as null")
  void json() {
    String json = ExplanationJson.of(Explainer.of(docker()).explain(unknown("bpf")));
    assertTrue(
        json.startsWith(
            "{\"call\":\"bpf\",\"name\":\"bpf\",\"number\":321,\"abi\":\"x86_64\","
                + "\"arch\":\"0xc000003e\",\"arguments\":[null,null,null,null,null,null],"
                + "\"policy\":\"builtin:docker\",\"decidedBy\":[{\"by\":\"default\","
                + "\"action\":\"ERRNO(1)\""),
        json);
  }
}
