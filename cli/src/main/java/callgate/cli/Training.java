package callgate.cli;

import callgate.format.Builtins;
import callgate.format.PreparedPolicies;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher runs once for each family of commands, so that the JVM can write down the
 * classes that they load and link, and start them faster from then on (JEP 514). Nothing here
 * changes anything outside.
 *
 * <p>Every start loads all classes that were written down. So commands that need few of them have a
 * family of their own, and don't pay for what other commands need.
 */
final class Training {
  /** Not a command for people: it stands in place of one, on the launcher's command line. */
  static final String FLAG = "--train";

  /** The property that names the file for the policies that are prepared. */
  private static final String PREPARE = "callgate.prepare";

  /** Commands that need tables only. */
  private static final List<String> LOOKUP =
      List.of(
          "version",
          "--json version",
          "help",
          "help version",
          "vesion",
          "completion bash",
          "syscalls read",
          "syscalls 41 socket",
          "syscalls --json openat");

  /** Policies are read in the formats that most are written in. */
  private static final List<String> COMPILE =
      List.of(
          "compile builtin:docker",
          "compile @profile.json",
          "compile @policy.yaml -o @policy.bpf",
          "compile @docker.yaml --json",
          "compile @docker.yaml --dump asm");

  /** These go all the way up to {@code execve}, which fails. */
  private static final List<String> RUN =
      List.of(
          "run --policy builtin:docker -- @nothing",
          "run --policy @profile.json -- @nothing",
          "run --policy @policy.yaml -- @nothing");

  /** Commands that ask what files mean. */
  private static final List<String> FILES =
      List.of(
          "check",
          "check @profile.json",
          "show @profile.json",
          "convert @policy.yaml --to oci -o @written.json",
          "convert @profile.json --to callgate",
          "decompile @policy.bpf",
          "disasm @policy.bpf",
          "diff builtin:docker builtin:podman",
          "diff @policy.yaml @written.json --json",
          "flatten @policy.bpf @policy.bpf -o @flat.bpf",
          "generate @strace.log",
          "explain @audit.log",
          "explain @audit.log --policy @profile.json",
          "lint @profile.json",
          "lint builtin:docker --json",
          "merge builtin:docker @profile.json",
          "intersect builtin:docker @profile.json",
          "subtract builtin:docker @profile.json",
          "simulate @profile.json socket AF_VSOCK",
          "test @profile.json @test.yaml");

  /** Commands that start a program, which does nothing, or look at one. */
  private static List<String> programs() {
    return List.of(
        "record -o @evidence.json -- @something",
        "generate @evidence.json",
        "explain --policy builtin:docker -- @something",
        "harden -o @hardened.yaml -- @something",
        "probe",
        "ps",
        "inspect " + ProcessHandle.current().pid());
  }

  private static final String POLICY =
      """
      callgate: 1
      arches: [x86_64, x86, x32]
      default: errno(EPERM)
      newer: { action: errno(ENOSYS), above: { x86_64: 466, x32: 0x40000223, x86: 466 } }

      allow:
        - read
        - execve
        - clone: "(clone_flags & (CLONE_NEWNS|CLONE_NEWUSER)) == 0"  # no new namespaces
        - socket: { family: [AF_UNIX, AF_INET] }
          # what a service needs
        - fcntl: { cmd: F_GETFL }

      errno(ENOSYS):
        - clone3

      kill_process:
        - ptrace
      """;

  private static final String PROFILE =
      """
      {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": 1,
        "archMap": [
          {
            "architecture": "SCMP_ARCH_X86_64",
            "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]
          }
        ],
        "syscalls": [
          { "names": ["read", "write", "openat", "execve", "exit_group"], "action": "SCMP_ACT_ALLOW" },
          {
            "names": ["socket"],
            "action": "SCMP_ACT_ALLOW",
            "args": [{ "index": 0, "value": 40, "op": "SCMP_CMP_NE" }]
          },
          {
            "names": ["clone"],
            "action": "SCMP_ACT_ALLOW",
            "args": [
              { "index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ" }
            ],
            "excludes": { "caps": ["CAP_SYS_ADMIN"] }
          },
          {
            "names": ["socket"],
            "action": "SCMP_ACT_ALLOW",
            "args": [
              { "index": 1, "value": 2, "op": "SCMP_CMP_EQ" },
              { "index": 0, "value": 41, "op": "SCMP_CMP_GT" }
            ]
          },
          {
            "names": ["mount"],
            "action": "SCMP_ACT_ALLOW",
            "includes": { "caps": ["CAP_SYS_ADMIN"], "minKernel": "4.8" }
          }
        ]
      }
      """;

  private static final String STRACE =
      """
      1 execve("/bin/true", ["true"], 0x7ffe41e9f8a8 /* 3 vars */) = 0
      1 openat(AT_FDCWD, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3
      1 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 4
      1 exit_group(0) = ?
      1 +++ exited with 0 +++
      """;

  private static final String AUDIT =
      """
      type=SECCOMP msg=audit(1700000000.123:42): auid=0 uid=0 gid=0 ses=1 pid=7 comm="true" \
      exe="/bin/true" sig=31 arch=c000003e syscall=41 compat=0 ip=0x7f0000001000 code=0x80000000
      {"__REALTIME_TIMESTAMP": "1700000000123456", "_TRANSPORT": "kernel", "MESSAGE": "audit: \
      type=1326 audit(1700000000.123:43): auid=0 uid=0 gid=0 ses=1 pid=7 comm=\\"true\\" \
      exe=\\"/bin/true\\" sig=31 arch=c000003e syscall=41 compat=0 ip=0x7f0000001000 code=0x80000000"}
      """;

  private static final String TEST =
      """
      - { expect: deny, call: "socket(AF_VSOCK, SOCK_STREAM, 0)" }
      """;

  /** What stands before the name of a file of the training. */
  private static final String FILE = "@";

  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  private static final Duration LONGEST = Duration.ofSeconds(20);

  private Training() {}

  /** Runs the commands of a family without showing what they print; how they end is no matter. */
  static void run(String family) throws IOException, InterruptedException {
    if (family.equals("lookup")) {
      LOOKUP.forEach(line -> silently(line.split(" ")));
      return;
    }
    preparePolicies();
    Path directory = Files.createDirectory(temporary(), PosixFilePermissions.asFileAttribute(OWN));
    try {
      write(directory, "docker.yaml", Builtins.document("docker").text());
      write(directory, "policy.yaml", POLICY);
      write(directory, "profile.json", PROFILE);
      write(directory, "strace.log", STRACE);
      write(directory, "audit.log", AUDIT);
      write(directory, "test.yaml", TEST);
      program(write(directory, "nothing", "#!/no/such/interpreter\n"));
      program(write(directory, "something", "#!/bin/sh\n"));
      for (String line : lines(family)) {
        onThreadOfItsOwn(words(line, directory));
      }
    } finally {
      delete(directory);
    }
  }

  private static List<String> lines(String family) {
    return switch (family) {
      case "compile" -> COMPILE;
      case "run" -> RUN;
      default -> Stream.of(LOOKUP, COMPILE, FILES, RUN, programs()).flatMap(List::stream).toList();
    };
  }

  /** Before anything asks for one, so that reading what was prepared is trained too. */
  private static void preparePolicies() throws IOException {
    @Nullable String file = System.getProperty(PREPARE);
    if (file != null) {
      Files.writeString(Path.of(file), PreparedPolicies.text(PolicyArgument.defaults()));
      System.setProperty(PreparedPolicies.FILE, file);
    }
  }

  /** Not one that the JDK names, by a secure random number: that has classes of its own. */
  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"), "callgate-" + System.nanoTime());
  }

  private static Path write(Path directory, String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static void program(Path file) throws IOException {
    Files.setPosixFilePermissions(file, OWN);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String[] words(String line, Path directory) {
    return Stream.of(line.split(" "))
        .map(word -> word.startsWith(FILE) ? directory.resolve(word.substring(1)).toString() : word)
        .toArray(String[]::new);
  }

  /**
   * A thread that {@code run} has put under a filter ends with it, and a program that doesn't end
   * here is left behind: whoever waits for the first command waits for this.
   */
  private static void onThreadOfItsOwn(String... arguments) throws InterruptedException {
    Thread.ofPlatform().daemon().start(() -> silently(arguments)).join(LONGEST);
  }

  private static void silently(String... arguments) {
    Main.run(arguments, silent(), silent());
  }

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
