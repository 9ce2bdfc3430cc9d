package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.format.systemd.SystemdGroups;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A unit of systemd")
class SystemdFormatTest {
  private static final ReadOptions OLD = Policies.OPTIONS.withSystemd(252);

  @TempDir private Path directory;

  private static Policy service(String... lines) {
    return Policies.reading(OLD, "[Service]", String.join("\n", lines)).policy();
  }

  private static String decide(Policy policy, String call) {
    return Policies.decide(policy, Abi.X86_64, call);
  }

  private static String problem(String... lines) {
    return String.valueOf(
        Assertions.assertThrows(BadInput.class, () -> service(lines)).getMessage());
  }

  @Test
  @DisplayName("that lists calls kills the process for all others")
  void allowList() {
    Policy policy = service("SystemCallFilter=@file-system write");
    assertEquals("ALLOW", decide(policy, "openat"));
    assertEquals("ALLOW", decide(policy, "write"));
    assertEquals("KILL_PROCESS", decide(policy, "socket"));
    assertEquals("KILL_PROCESS", Policies.decide(policy, Abi.X86_64, 2000));
  }

  @Test
  @DisplayName("that lists calls always allows @default")
  void implicit() {
    assertEquals("ALLOW", decide(service("SystemCallFilter=read"), "execve"));
    assertEquals(
        "KILL_PROCESS",
        decide(service("SystemCallFilter=read", "SystemCallFilter=~@default"), "execve"));
  }

  @Test
  @DisplayName("that lists calls with ~ allows all others")
  void denyList() {
    Policy policy = service("SystemCallFilter=~@mount ptrace:EPERM kexec_load:kill");
    assertEquals("KILL_PROCESS", decide(policy, "mount"));
    assertEquals("ERRNO(1)", decide(policy, "ptrace"));
    assertEquals("KILL_PROCESS", decide(policy, "kexec_load"));
    assertEquals("ALLOW", decide(policy, "execve"));
  }

  @Test
  @DisplayName("adds to its list and takes away from it, line by line, as the first line decides")
  void lines() {
    Policy policy =
        service(
            "SystemCallFilter=@system-service",
            "SystemCallFilter=~@resources socket",
            "SystemCallFilter=setrlimit",
            "SystemCallFilter=~bind:EACCES");
    assertEquals("KILL_PROCESS", decide(policy, "socket"));
    assertEquals("KILL_PROCESS", decide(policy, "sched_setaffinity"));
    assertEquals("ALLOW", decide(policy, "setrlimit"));
    assertEquals("ERRNO(13)", decide(policy, "bind"));
    Policy denying = service("SystemCallFilter=~@mount", "SystemCallFilter=umount2");
    assertEquals("KILL_PROCESS", decide(denying, "mount"));
    assertEquals("ALLOW", decide(denying, "umount2"));
  }

  @Test
  @DisplayName("starts anew with an empty line")
  void reset() {
    Policy policy =
        service("SystemCallFilter=read", "SystemCallFilter=", "SystemCallFilter=~mount");
    assertEquals("ALLOW", decide(policy, "socket"));
    assertEquals("KILL_PROCESS", decide(policy, "mount"));
  }

  @Test
  @DisplayName("gives an errno where it says so")
  void errno() {
    Policy policy =
        service("SystemCallErrorNumber=ENOSYS", "SystemCallFilter=~mount ptrace:EPERM swapon:kill");
    assertEquals("ERRNO(38)", decide(policy, "mount"));
    assertEquals("ERRNO(1)", decide(policy, "ptrace"));
    assertEquals("KILL_PROCESS", decide(policy, "swapon"));
  }

  @Test
  @DisplayName("filters all ABIs of the machine unless it names them")
  void architectures() {
    Policy all = service("SystemCallFilter=read");
    assertEquals(List.of(Abi.X86_64, Abi.X32, Abi.X86), all.abis());
    assertEquals("KILL_PROCESS", Policies.decide(all, Abi.X86, "socket"));
    Policy own = service("SystemCallFilter=~mount", "SystemCallArchitectures=native");
    assertEquals(List.of(Abi.X86_64), own.abis());
    assertEquals("KILL_PROCESS", Policies.decide(own, Abi.X86, "read"));
    Policy two = service("SystemCallArchitectures=x86-64 x86 arm64");
    assertEquals(List.of(Abi.X86_64, Abi.X86), two.abis());
    assertEquals("ALLOW", Policies.decide(two, Abi.X86, "read"));
  }

  @Test
  @DisplayName(
      "lets calls of 32-bit programs through in the calls that carry them, as libseccomp does")
  void multiplexers() {
    Policy policy = service("SystemCallFilter=socket");
    assertEquals("ALLOW", Policies.decide(policy, Abi.X86, "socketcall", 1));
    assertEquals("KILL_PROCESS", Policies.decide(policy, Abi.X86, "socketcall", 2));
  }

  @Test
  @DisplayName("logs what it lists, where it is not stopped")
  void log() {
    Policy some = service("SystemCallFilter=~mount", "SystemCallLog=mount openat");
    assertEquals("LOG", decide(some, "openat"));
    assertEquals("KILL_PROCESS", decide(some, "mount"));
    assertEquals("ALLOW", decide(some, "read"));
    assertEquals("ALLOW", decide(some, "execve"));
    Policy others = service("SystemCallLog=~@basic-io");
    assertEquals("ALLOW", decide(others, "read"));
    assertEquals("LOG", decide(others, "openat"));
  }

  @Test
  @DisplayName("has lines that go on, comments, and quotes")
  void syntax() {
    Policy policy =
        Policies.reading(
                OLD,
                "# a unit",
                "[Unit]",
                "Description=with [brackets] = and more",
                "",
                "[Service]",
                "  SystemCallFilter = read \\",
                "; not this: mount",
                "   \"write\" \\",
                "   socket",
                "SystemCallFilter=~@default")
            .policy();
    assertEquals("ALLOW", decide(policy, "write"));
    assertEquals("ALLOW", decide(policy, "socket"));
    assertEquals("KILL_PROCESS", decide(policy, "mount"));
  }

  @Test
  @DisplayName("counts with the drop-ins beside it, in the order of their names")
  void dropIns() throws IOException {
    Path unit = directory.resolve("web.service");
    Files.writeString(unit, "[Service]\nExecStart=/bin/true\nSystemCallFilter=@system-service\n");
    Path dropIns = Files.createDirectory(directory.resolve("web.service.d"));
    Files.writeString(dropIns.resolve("20-b.conf"), "[Service]\nSystemCallFilter=ptrace\n");
    Files.writeString(dropIns.resolve("10-a.conf"), "[Service]\nSystemCallFilter=~ptrace socket\n");
    Files.writeString(dropIns.resolve("README"), "not a drop-in");
    Policy whole = ((Source.Written) PolicySource.read(unit.toString(), OLD)).policy();
    assertEquals("ALLOW", decide(whole, "ptrace"));
    assertEquals("KILL_PROCESS", decide(whole, "socket"));
    Policy alone = ((Source.Written) PolicySource.read(dropIns.toString(), OLD)).policy();
    assertEquals("ALLOW", decide(alone, "ptrace"));
    assertEquals("ALLOW", decide(alone, "read"));
    assertEquals("KILL_PROCESS", decide(alone, "socket"));
  }

  @Test
  @DisplayName("means what its version of systemd makes of it")
  void versions() {
    String[] unit = {"[Service]", "SystemCallFilter=@file-system", "SystemCallErrorNumber=EPERM"};
    Policy old = Policies.reading(OLD, unit).policy();
    assertEquals("ERRNO(1)", decide(old, "statmount"));
    assertEquals("ERRNO(1)", Policies.decide(old, Abi.X86_64, 2000));
    Policy current = Policies.reading(Policies.OPTIONS, unit).policy();
    assertEquals("ALLOW", decide(current, "statmount"));
    assertEquals("ERRNO(38)", Policies.decide(current, Abi.X86_64, 2000));
  }

  @Test
  @DisplayName("gives warnings for what systemd ignores or does beside")
  void warnings() {
    assertEquals(
        List.of(
            "policy:2:18: warning: no ABI has a call raed; did you mean read?; systemd leaves it out",
            "policy:3:18: warning: systemd ignores open:EPERM: what is allowed has no errno",
            "policy:4:1: warning: systemd ignores SyscallFilter; did you mean SystemCallFilter?",
            "policy:5:1: warning: systemd installs another filter for LockPersonality=, which this"
                + " policy leaves out",
            "policy:7:1: warning: systemd ignores SystemCallFilter in [Install]; it belongs into"
                + " [Service]"),
        Policies.reading(
                OLD,
                "[Service]",
                "SystemCallFilter=raed write",
                "SystemCallFilter=open:EPERM",
                "SyscallFilter=read",
                "LockPersonality=yes",
                "[Install]",
                "SystemCallFilter=mount")
            .warnings()
            .stream()
            .map(Warning::toString)
            .toList());
  }

  @Test
  @DisplayName("that can't be understood is refused, with the place")
  void badInput() {
    assertEquals(
        "policy:2:23: systemd has no group @file-systems; did you mean @file-system?",
        problem("SystemCallFilter=read @file-systems"));
    assertEquals(
        "policy:2:19: this should be an errno such as EPERM, a number up to 4095, or kill, not"
            + " EPREM; did you mean EPERM?",
        problem("SystemCallFilter=~mount:EPREM"));
    assertEquals(
        "policy:2:23: ~ stands at the start of a line only, and is for all of it",
        problem("SystemCallFilter=read ~write"));
    assertEquals(
        "policy:2:25: systemd has no architecture x86_64; did you mean x86-64?",
        problem("SystemCallArchitectures=x86_64"));
    assertEquals(
        "policy:2:29: SystemCallErrorNumber has one value; this is another",
        problem("SystemCallErrorNumber=EPERM EACCES"));
    assertEquals(
        "policy:2:1: a unit file has lines such as [Service] and Key=value, not this",
        problem("SystemCallFilter read"));
    assertTrue(problem("ExecStart=/bin/true").startsWith("policy: this unit has no filter"));
  }

  @Test
  @DisplayName("is written as a drop-in that systemd understands to mean the same")
  void written() {
    Policy policy =
        Policies.read(
            "callgate: 1",
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "newer: errno(ENOSYS)",
            "kernel: 7.2",
            "allow: [read, write, exit_group]",
            "errno(ENOSYS): [clone3]",
            "kill: [ptrace]",
            "log: [openat]");
    PolicyFormat format = Formats.named("systemd").orElseThrow();
    Rendering rendering = format.write(policy, WriteOptions.DEFAULT);
    assertEquals(List.of(), rendering.losses());
    assertEquals(
        """
        # policy
        [Service]
        SystemCallArchitectures=native
        # An allow list starts with @default; this takes it away again.
        SystemCallFilter=@default
        SystemCallFilter=~@default
        SystemCallFilter=exit_group openat read write
        SystemCallFilter=~clone3:ENOSYS
        SystemCallFilter=~ptrace:kill
        SystemCallErrorNumber=EPERM
        SystemCallLog=openat
        """,
        rendering.text());
    assertEquals(
        Optional.empty(), Proof.of(format, policy, rendering, WriteOptions.DEFAULT).flaw());
  }

  @Test
  @DisplayName("that was read is written and read again to the same")
  void roundTrip() {
    PolicyFormat format = Formats.named("systemd").orElseThrow();
    WriteOptions options = WriteOptions.DEFAULT.withSystemd(252);
    for (String lines :
        List.of(
            "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged @resources",
            "SystemCallFilter=~@mount ptrace:EPERM\nSystemCallErrorNumber=ENOSYS",
            "SystemCallFilter=read write\nSystemCallFilter=~@default\nSystemCallArchitectures=native",
            "SystemCallLog=~@known",
            "SystemCallLog=openat\nSystemCallArchitectures=native x86",
            "SystemCallFilter=@basic-io:EPERM @io-event\nSystemCallLog=~@basic-io")) {
      Policy policy = service(lines);
      Rendering rendering = format.write(policy, options);
      assertEquals(List.of(), rendering.losses(), lines);
      assertEquals(
          Optional.empty(), Proof.of(format, policy, rendering, options).flaw(), rendering.text());
    }
  }

  @Test
  @DisplayName("has groups as systemd itself lists them")
  void groups() throws IOException, InterruptedException {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.exists(analyze), "needs systemd: apt-get install systemd");
    assumeTrue(run(analyze, "--version").startsWith("systemd 252 "), "needs systemd 252");
    Map<String, List<String>> listed = new LinkedHashMap<>();
    List<String> group = new ArrayList<>();
    for (String line : run(analyze, "syscall-filter").lines().toList()) {
      if (line.startsWith("@")) {
        group = listed.computeIfAbsent(line, _ -> new ArrayList<>());
      } else if (line.startsWith("    ") && !line.strip().startsWith("#")) {
        group.add(line.strip());
      }
    }
    assertTrue(listed.size() > 25, listed.keySet().toString());
    listed.remove("@known");
    listed.forEach((name, _) ->
        assertEquals(
            members(name, listed).stream().filter(Syscalls::exists).toList(),
            new SystemdGroups(252)
                .members(name).orElseThrow().stream().filter(Syscalls::exists).toList(),
            name));
  }

  private static Set<String> members(String group, Map<String, List<String>> listed) {
    Set<String> members = new TreeSet<>();
    for (String member : listed.getOrDefault(group, List.of())) {
      if (member.startsWith("@")) {
        members.addAll(members(member, listed));
      } else {
        members.add(member);
      }
    }
    return members;
  }

  private static String run(Path program, String argument)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(program.toString(), "--no-pager", argument).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  @DisplayName("is told from other formats")
  void recognition() {
    PolicyFormat format = Formats.named("systemd").orElseThrow();
    assertTrue(format.recognises(Document.of("a", "; x\n[Service]\nUser=a\n")));
    assertTrue(format.recognises(Document.of("a", "SystemCallFilter=~mount\n")));
    assertFalse(format.recognises(Document.of("a", "[\"a\"]\n")));
    assertFalse(format.recognises(Document.of("a", "read: 1\n")));
  }
}
