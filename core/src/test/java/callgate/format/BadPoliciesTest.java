package callgate.format;

import static callgate.format.Policies.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.policy.BadInput;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is said about a text that means no policy. */
class BadPoliciesTest {
  private static final String START = "callgate: 1\narches: [x86_64, x86]\ndefault: errno(EPERM)\n";

  private static void expect(String problem, String... lines) {
    assertEquals(problem, problem(lines));
  }

  private static void expectEntry(String problem, String entry) {
    assertEquals(problem, problem(START + "allow:\n  - " + entry));
  }

  @Test
  void emptyTexts() {
    expect("policy: this is empty: a policy was expected", "");
    expect("policy: this is empty: a policy was expected", "  ", "");
    expect("policy: this has only comments: a policy was expected", "# nothing");
  }

  @Test
  void otherTexts() {
    expect(
        "policy:1:1: this is in none of the formats that Callgate reads; it is a single value",
        "hello world");
    expect(
        "policy:1:1: this is in none of the formats that Callgate reads; a policy of Callgate's own"
            + " starts with callgate: 1",
        "name: x");
    expect(
        "policy:1:1: this is in none of the formats that Callgate reads: it starts with the key"
            + " calgate; did you mean callgate?",
        "calgate: 1");
  }

  @Test
  void textsThatAreNoText() {
    byte[] latin = "callgate: 1 # caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    BadInput problem =
        assertThrows(
            BadInput.class, () -> Formats.read(Document.of("policy", latin), Policies.OPTIONS));
    assertEquals(
        "policy:1:18: this is not text in UTF-8; a raw filter is read when its name ends in .bpf",
        problem.getMessage());
  }

  @Test
  void hugeTexts() {
    byte[] huge = new byte[Document.MAX_BYTES + 1];
    BadInput problem = assertThrows(BadInput.class, () -> Document.of("policy", huge));
    assertEquals(
        "policy: this is larger than 16 MiB: no policy is; was another file meant?",
        problem.getMessage());
  }

  @Test
  void nestedTexts() {
    expect(
        "policy:1:66: this is nested deeper, or longer, than any policy is", "[".repeat(100_000));
    expect("policy:1:75: this is nested deeper than any policy is", "callgate: " + "[".repeat(100));
    expect(
        "policy:7:4: with its aliases this is larger than any policy is",
        "a: &a [x, x, x, x, x, x, x, x, x]",
        "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]",
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]",
        "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]",
        "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]",
        "f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]",
        "g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]");
  }

  @Test
  void truncatedTexts() {
    expect(
        "policy:2:1: this is not JSON: Unexpected end-of-input within/between Object entries",
        "{\"defaultAction\": \"SCMP_ACT_ERRNO\", ");
    expect(
        "policy:5:1: this is not YAML: expected ',' or ']', but got <stream end>",
        START + "allow: [read");
  }

  @Test
  void keysThatStandTwice() {
    expect(
        "policy:3:1: the key allow stands here twice; join the two",
        "callgate: 1",
        "allow: [read]",
        "allow: [write]");
    expect(
        "policy:1:37: the key defaultAction stands here twice; join the two",
        "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultAction\": \"SCMP_ACT_KILL\"}");
  }

  @Test
  void headersThatMeanNothing() {
    expect(
        "policy:1:11: this is version 2 of the format; this Callgate reads version 1",
        "callgate: 2");
    expect(
        "policy:1:1: this doesn't say what calls get that it doesn't list; add default:"
            + " errno(EPERM)",
        "callgate: 1");
    expect(
        "policy:2:10: there is no action alow; did you mean allow?",
        "callgate: 1",
        "default: alow");
    expect(
        "policy:2:10: there is no error errno(EPREM); write errno(EPERM), or the number, at most"
            + " 4095",
        "callgate: 1",
        "default: errno(EPREM)");
    expect(
        "policy:3:10: there is no ABI x86-46; did you mean x86_64?",
        "callgate: 1",
        "default: allow",
        "arches: [x86-46]");
    expect(
        "policy:3:8: there is no flag tsync; there are log, spec_allow and wait_killable_recv",
        "callgate: 1",
        "default: allow",
        "flags: tsync");
    expect(
        "policy:3:9: six is no version of a kernel; they look like 6.12",
        "callgate: 1",
        "default: kill",
        "kernel: six");
    expect(
        "policy:3:1: there is no action alow; did you mean allow?",
        "callgate: 1",
        "default: kill",
        "alow: [read]");
    expect(
        "policy:3:1: there is no key defualt; did you mean default?",
        "callgate: 1",
        "default: kill",
        "defualt: kill");
  }

  @Test
  void entriesThatMeanNothing() {
    expectEntry("policy:5:5: no ABI has a call opennat; did you mean openat?", "opennat");
    expectEntry(
        "policy:5:13: mmap has no argument foo on x86_64; its arguments are addr, len, prot, flags,"
            + " fd, offset",
        "mmap: { foo: 1 }");
    expectEntry("policy:5:5: the name of a call was expected here, not a list", "[read]");
    expectEntry(
        "policy:6:5: an entry is about one call; start a line of its own with -",
        "read: { arg0: 1 }\n    write: { arg0: 1 }");
    expectEntry("policy:5:23: this list of values is empty", "socket: { family: [] }");
    expectEntry(
        "policy:5:16: 2000-1000 are no numbers of calls; they look like 1000-2000",
        "{ numbers: 2000-1000 }");
    expectEntry(
        "policy:5:17: s390 is not among the ABIs of this policy; add it to arches",
        "read: { on: [s390] }");
    expectEntry(
        "policy:5:13: a list of what? write the argument: { family: [...] }", "socket: [1, 2]");
  }

  @Test
  void formulasThatMeanNothing() {
    expectEntry(
        "policy:5:24: there is no constant AF_UNIXX; did you mean AF_UNIX?",
        "socket: \"family == AF_UNIXX\"");
    expectEntry("policy:5:22: something is missing at the end", "socket: family ==");
    expectEntry("policy:5:21: = compares nothing; write ==", "socket: \"family = 1\"");
    expectEntry(
        "policy:5:14: an argument by itself is no condition; compare it: ... != 0",
        "socket: \"family & 1\"");
    expectEntry("policy:5:26: a ) is missing here", "socket: \"(family == 1\"");
    expectEntry(
        "policy:5:24: 0x100000028 doesn't fit: only 32 bits of this argument of socket count on"
            + " x86_64; write :64 after its name to compare all 64",
        "socket: \"family == 0x100000028\"");
    expectEntry(
        "policy:5:24: a number or constant was expected: a filter can't compare two arguments",
        "socket: \"family == type\"");
    expectEntry(
        "policy:5:14: socket has no argument famly on x86_64; did you mean family?",
        "socket: \"famly == 1\"");
    expectEntry("policy:5:20: a width is :32, :64 or :all", "socket: \"family:16 == 1\"");
    expectEntry(
        "policy:5:5: no call can match this: its conditions contradict each other",
        "socket: \"family == 1 && family == 2\"");
    expectEntry(
        "policy:5:24: 99999999999999999999 is no number of at most 64 bits",
        "socket: \"family == 99999999999999999999\"");
  }

  @Test
  void rulesThatContradictEachOther() {
    expect(
        "policy:7:5: socket(AF_UNIX, 0, 0) on x86_64 gets kill_process here and allow in line 5;"
            + " say it once, or put both under ordered:",
        START + "allow:",
        "  - socket: { family: [AF_UNIX, AF_INET] }",
        "kill:",
        "  - socket: \"family <= AF_UNIX && family > 0\"");
    expect(
        "policy:5:8: read(0, NULL, 0) on x86_64 gets kill_process here and allow in line 4; say it"
            + " once, or put both under ordered:",
        START + "allow: [read]",
        "kill: [read]");
  }

  @Test
  void policiesThatExtendNothing() {
    expect(
        "policy:2:10: builtin:dokcer: there is no such policy; did you mean builtin:docker?",
        "callgate: 1",
        "extends: builtin:dokcer");
    expect(
        "policy:2:10: /nowhere/base.yaml: there is no such file",
        "callgate: 1",
        "extends: /nowhere/base.yaml");
  }

  @Test
  void profilesThatMeanNothing() {
    expect(
        "policy:1:19: SCMP_ACT_ALOW is no action; did you mean SCMP_ACT_ALLOW?",
        "{\"defaultAction\": \"SCMP_ACT_ALOW\"}");
    expect(
        "policy:1:1: defaultAction is missing",
        "{\"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\"}]}");
    expect(
        "policy:1:1: this turns seccomp off: it has no defaultAction and no syscalls",
        "{\"syscalls\": []}");
    expect(
        "policy:2:1: $.syscalls[0] lacks its action",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [",
        "{\"names\": [\"read\"]}]}");
    expect(
        "policy:2:11: $.syscalls[0].names should be a list, not a single value",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [",
        "{\"names\": \"read\", \"action\": \"SCMP_ACT_KILL\"}]}");
    expect(
        "policy:2:47: a call has arguments 0 to 5, not 6",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"],",
        "\"action\": \"SCMP_ACT_KILL\", \"args\": [{\"index\": 6, \"op\": \"SCMP_CMP_EQ\"}]}]}");
    expect(
        "policy:2:12: architectures and archMap exclude each other; Docker and Podman refuse such a"
            + " profile",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_X86\"],",
        "\"archMap\": [{\"architecture\": \"SCMP_ARCH_X86\"}]}");
    expect(
        "policy:1:55: ARCH_X86 is no architecture; they look like SCMP_ARCH_X86_64",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"ARCH_X86\"]}");
    expect(
        "policy:1:55: s390x and this machine's x86_64 differ in byte order; libseccomp takes no"
            + " such profile",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_S390X\"]}");
    expect(
        "policy:1:19: runc refuses SCMP_ACT_NOTIFY as defaultAction",
        "{\"defaultAction\": \"SCMP_ACT_NOTIFY\"}");
    expect(
        "policy:1:56: $.defaultErrnoRet is no error: they go from 0 to 4094",
        "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 70000}");
    expect(
        "policy:1:56: $.defaultErrnoRet should be a whole number from 0 to 2^64-1, not 1.5",
        "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 1.5}");
  }

  @Test
  void profilesThatLibseccompRefuses() {
    expect(
        "policy:3:1: libseccomp refuses this rule for socket: it contradicts an earlier one, and"
            + " the container doesn't start",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [",
        "{\"names\": [\"socket\"], \"action\": \"SCMP_ACT_KILL\", \"args\": [{\"index\": 0, \"op\": \"SCMP_CMP_EQ\", \"value\": 1}]},",
        "{\"names\": [\"socket\"], \"action\": \"SCMP_ACT_TRAP\", \"args\": [{\"index\": 0, \"op\": \"SCMP_CMP_EQ\", \"value\": 1}]}]}");
  }
}
