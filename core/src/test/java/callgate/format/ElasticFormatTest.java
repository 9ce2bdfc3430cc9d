package callgate.format;

import static callgate.format.Policies.decide;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A policy of go-seccomp-bpf")
class ElasticFormatTest {
  private static final String[] SANDBOX = {
    "# no network",
    "seccomp:",
    "  default_action: allow",
    "  syscalls:",
    "  - action: errno",
    "    names:",
    "    - connect   # to nobody",
    "    - accept",
    "  - action: errno",
    "    names_with_args:",
    "    - name: clone",
    "      arguments:",
    "      - argument: 0",
    "        operation: BitsNotSet",
    "        value: 0x10000000"
  };

  private static Policy one(String operation, String value) {
    return Policies.read(
        "default_action: errno",
        "syscalls:",
        "- action: allow",
        "  names_with_args:",
        "  - name: mmap",
        "    arguments: [{argument: 1, operation: " + operation + ", value: " + value + "}]");
  }

  @Test
  @DisplayName("forbids what its groups list")
  void groups() {
    Policy policy = Policies.read(SANDBOX);
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "connect"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "clone", 17));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "clone", 0x10000011));
    assertEquals("to nobody", policy.rules().get(1).reason());
  }

  @ParameterizedTest
  @DisplayName("compares all 64 bits")
  @CsvSource({
    "Equal,           6, 6, 0x100000006",
    "NotEqual,        6, 0x100000006, 6",
    "GreaterThan,     6, 0x100000000, 6",
    "LessThan,        6, 5, 0x100000005",
    "GreaterOrEqual,  6, 6, 5",
    "lessorequal,     6, 6, 7",
    "BitsSet,         6, 2, 9",
    "BitsSet,         0x600000000, 0x200000000, 6",
    "BitsNotSet,      6, 9, 2",
    "BitsNotSet,      6, 0, 7"
  })
  void operations(String operation, String value, String allowed, String stopped) {
    Policy policy = one(operation, value);
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "mmap", 0, Long.decode(allowed)));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap", 0, Long.decode(stopped)));
  }

  @Test
  @DisplayName(
      "takes the arguments of an entry together, and its entries for a call as alternatives")
  void alternatives() {
    Policy policy =
        Policies.read(
            "seccomp:",
            "  default_action: kill_process",
            "  syscalls:",
            "  - action: allow",
            "    names_with_args:",
            "    - name: socket",
            "      arguments:",
            "      - {argument: 0, operation: Equal, value: 1}",
            "      - {argument: 1, operation: Equal, value: 2}",
            "    - name: socket",
            "      arguments: [{operation: Equal, value: 10}]",
            "  - {action: errno, names: socket}");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 1, 2));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 10, 7));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "socket", 1, 1));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86_64, "read"));
  }

  @Test
  @DisplayName("gives calls of other ABIs the default action, and says so where that lets them")
  void otherAbis() {
    Policy policy = Policies.read(SANDBOX);
    assertEquals("ALLOW", decide(policy, Abi.X86, "connect"));
    assertEquals("ERRNO(38)", decide(policy, Abi.X32, "connect"));
    assertEquals("ERRNO(38)", decide(policy, Abi.X86_64, -1));
    assertEquals(
        List.of(
            "policy:3:19: warning: calls of other ABIs get the default action too: int 0x80 from"
                + " 64-bit code gets around what this forbids"),
        Policies.warnings(SANDBOX));
  }

  @Test
  @DisplayName("of a 32-bit program compares upper halves, as its filter does")
  void thirtyTwoBits() {
    Policy policy =
        Policies.reading(
                Policies.OPTIONS.withAbi(Abi.X86),
                "default_action: errno",
                "syscalls:",
                "- action: allow",
                "  names_with_args:",
                "  - {name: mmap2, arguments: [{operation: Equal, value: 6}]}")
            .policy();
    assertEquals(List.of(Abi.X86), policy.abis());
    assertEquals("ALLOW", decide(policy, Abi.X86, "mmap2", 6));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86, "mmap2", 0x100000006L));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "read"));
  }

  @Test
  @DisplayName("is found in the configuration of a Beat, with dots or without")
  void configuration() {
    Policy nested = Policies.read(SANDBOX);
    Policy dotted =
        Policies.read(
            "filebeat.inputs: [{type: log}]",
            "seccomp.enabled: true",
            "seccomp.default_action: Allow",
            "seccomp.syscalls:",
            "- {action: errno, names: [connect, accept]}",
            "- action: errno",
            "  names_with_args:",
            "  - {name: clone, arguments: [{operation: bitsnotset, value: 268435456}]}",
            "output.console.pretty: true");
    assertEquals("Optional.empty", Policies.difference(nested, dotted).toString());
  }

  @Test
  @DisplayName("is found in the filter that a Beat logs")
  void logged() {
    Policy policy =
        Policies.read(
            "{\"no_new_privs\":true,\"flag\":\"tsync\",\"policy\":{\"default_action\":\"errno\",",
            "\"syscalls\":[{\"names\":[\"read\"],\"names_with_args\":null,\"action\":\"allow\"}]}}");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "read"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "write"));
  }

  @Test
  @DisplayName("that is not enabled is no policy")
  void disabled() {
    assertEquals(
        "policy:2:18: seccomp is not enabled here: the program runs without a filter, so this is"
            + " no policy; write enabled: true",
        Policies.problem("output.console.pretty: true", "seccomp.enabled: false"));
  }

  @Test
  @DisplayName("of a Beat has defaults, each of which is told")
  void defaults() {
    Policy policy = Policies.read("seccomp.enabled: true");
    assertEquals(
        "Optional.empty",
        Policies.difference(policy, Builtins.read("beats", Policies.OPTIONS).policy()).toString());
    assertEquals(
        List.of(
            "policy:1:1: warning: without default_action a Beat takes that of builtin:beats",
            "policy:1:1: warning: without syscalls a Beat takes that of builtin:beats"),
        Policies.warnings("seccomp.enabled: true"));
  }

  @Test
  @DisplayName("comes with Callgate as Beats have it, on four ABIs")
  void beats() {
    assertEquals(117, allowed(Abi.X86_64));
    assertEquals(102, allowed(Abi.X86));
    assertEquals(Syscalls.names(Abi.AARCH64).size() - 2, allowed(Abi.AARCH64));
    assertEquals(Syscalls.names(Abi.ARM).size() - 4, allowed(Abi.ARM));
    BadInput none = assertThrows(BadInput.class, () -> allowed(Abi.RISCV64));
    assertEquals("builtin:beats: there is no such policy on riscv64", none.getMessage());
  }

  private static long allowed(Abi abi) {
    Policy policy = Builtins.read("beats", Policies.OPTIONS.withAbi(abi)).policy();
    return Syscalls.names(abi).stream()
        .filter(name -> decide(policy, abi, name).equals("ALLOW"))
        .count();
  }

  @ParameterizedTest
  @DisplayName("knows seven actions, in any case")
  @CsvSource({
    "kill_process, KILL_PROCESS",
    "kill_thread, KILL_THREAD",
    "trap, TRAP(0)",
    "ERRNO, ERRNO(1)",
    "trace, TRACE(0)",
    "log, LOG",
    "Allow, ALLOW"
  })
  void actions(String word, String action) {
    Policy policy =
        Policies.read("default_action: " + word, "syscalls: [{action: log, names: [read]}]");
    assertEquals(Action.parse(action).orElseThrow(), policy.defaultAction());
  }

  @Test
  @DisplayName("with a mistake is refused where the mistake is")
  void mistakes() {
    String start = "default_action: errno";
    assertEquals(
        "policy:2:21: there is no action alow; did you mean allow?",
        Policies.problem(start, "syscalls: [{action: alow, names: [read]}]"));
    assertEquals(
        "policy:2:42: read stands in this group twice",
        Policies.problem(start, "syscalls: [{action: allow, names: [read, read]}]"));
    assertEquals(
        "policy:5:13: read stands in this group under names too",
        Policies.problem(
            start,
            "syscalls:",
            "- {action: allow, names: [read],",
            "   names_with_args: [",
            "     {name: read, arguments: [{operation: Equal}]}]}"));
    assertEquals(
        "policy:2:36: x86_64 has no call raed; did you mean read?",
        Policies.problem(start, "syscalls: [{action: allow, names: [raed]}]"));
    assertEquals(
        "policy:2:36: x86_64 has no call mmap2; did you mean mmap?",
        Policies.problem(start, "syscalls: [{action: allow, names: [mmap2]}]"));
    assertEquals(
        "policy:2:11: syscalls must not be empty", Policies.problem(start, "syscalls: []"));
    assertEquals("policy:1:1: this policy lacks syscalls", Policies.problem(start));
    assertEquals(
        "policy:1:12: seccomp has no key default_acton; did you mean default_action?",
        Policies.problem("seccomp: { default_acton: errno, syscalls: [] }"));
    assertEquals(
        "policy:5:19: there is no operation MaskedEqual; there are Equal, NotEqual, GreaterThan,"
            + " LessThan, GreaterOrEqual, LessOrEqual, BitsSet, BitsNotSet",
        Policies.problem(
            start,
            "syscalls:",
            "- action: allow",
            "  names_with_args: [{name: read, arguments: [{",
            "       operation: MaskedEqual}]}]"));
    assertEquals(
        "policy:2:29: seccomp.enabled is given twice, here and with a dot or without",
        Policies.problem("seccomp.enabled: true", "seccomp: {syscalls: [read], enabled: true}"));
  }
}
