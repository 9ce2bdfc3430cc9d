package callgate.format;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Broken policies are refused with a place in the file, whatever is broken. */
class MutationTest {
  private static final int MUTANTS = Integer.getInteger("mutants", 3000);

  private static final String OWN =
      """
      callgate: 1
      arches: [x86_64, x86, x32]
      default: errno(EPERM)
      foreign: kill_thread
      newer: { action: errno(ENOSYS), above: { x86_64: 451, x86: 451 } }
      flags: [log]
      ordered:
        - kill: [ { socket: "family == AF_VSOCK" } ]
        - allow: [ { socket: "family:64 >= 0x1000" } ]
      allow:
        - read   # a reason
        - ioctl: { cmd: [TCGETS, "!= TIOCGWINSZ"] }
        - mmap: { on: [x86_64], when: "!((prot & (PROT_WRITE|~4)) != 0 || -1 == arg1) && ip < 5" }
        - { names: [chown, lchown], reason: "x" }
        - { numbers: 1000-2000 }
      errno(ENOSYS): [clone3]
      trap(7): &t [ptrace]
      given:
        - { caps: [CAP_SYS_ADMIN], kernel: 4.8, hosts: [x86_64], allow: [mount] }
      """;

  private static final String PROFILE =
      """
      {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "defaultErrno": "EPERM",
       "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}],
       "flags": ["SECCOMP_FILTER_FLAG_LOG"], "listenerPath": "/x",
       "syscalls": [
        {"names": ["read", "socket"], "action": "SCMP_ACT_ALLOW", "comment": "x",
         "includes": {"caps": ["CAP_KILL"], "arches": ["amd64"], "minKernel": "4.8"}},
        {"name": "openat", "action": "SCMP_ACT_KILL_PROCESS", "errnoRet": 3,
         "args": [{"index": 1, "value": 4294967295, "valueTwo": 5, "op": "SCMP_CMP_MASKED_EQ"},
                  {"index": 0, "value": 1, "op": "SCMP_CMP_GE"}],
         "excludes": {"caps": ["CAP_SYS_ADMIN"]}}]}
      """;

  private static final String MINIJAIL =
      """
      @default kill-process
      # a comment
      read: 1
      {open, openat[arch=x86_64,arm; x=y]}: return EACCES
      ioctl: arg1 == TCGETS || arg1 in ~(1|0xfe) && arg0 != -1 \\
        || arg2 & 077
      socket: { arg0 == AF_UNIX; allow, arg0 & 0x30; log, return EAFNOSUPPORT }
      clock@systemd: trap
      kill: { arg1 == 9; user-notify }
      """;

  private static final String KAFEL =
      """
      // a comment
      #define AF 0b11
      POLICY a { ALLOW { read, write(my, args) { my == 1 || (args & 0xff) == AF } } }
      POLICY b { USE a, ERRNO(5) { ptrace, open { flags & 3 == 1, !(mode > 07) } } }
      USE b, TRAP(1) { SYSCALL[-1], mmap2 ON {arm, x86}, bpf ON x86_64 { (cmd | 2) <= 7 } }
      /* more */ DEFAULT KILL
      """;

  private static final String FIREJAIL =
      """
      # a comment
      ignore protocol
      caps.drop all
      seccomp !chroot,unlinkat:ENOENT,@clock,$165,mkdir:kill
      seccomp.32.drop mount
      seccomp.keep read,write,!open,execve
      seccomp-error-action EACCES
      seccomp.block-secondary
      protocol unix,-unix,inet
      restrict-namespaces user,mnt
      memory-deny-write-execute
      """;

  private static final String SECCOMPILER =
      """
      {"main": {"mismatch_action": {"errno": 1}, "match_action": "allow", "filter": [
        {"syscall": "read", "comment": "x"},
        {"syscall": "socket", "args": [
          {"index": 0, "type": "dword", "op": "eq", "val": 1, "comment": "y"},
          {"index": 1, "type": "qword", "op": {"masked_eq": 15}, "val": 18}]}]}}
      """;

  @Test
  void brokenPoliciesOfOurOwnAreRefused() {
    mutate(OWN, 20261122);
  }

  @Test
  void brokenProfilesAreRefused() {
    mutate(PROFILE, 20261123);
  }

  @Test
  void brokenBuiltinsAreRefused() throws IOException {
    try (InputStream in = Builtins.class.getResourceAsStream("builtin/podman.yaml")) {
      mutate(new String(in.readAllBytes(), StandardCharsets.UTF_8), 20261124, MUTANTS / 30);
    }
  }

  @Test
  void brokenPoliciesOfMinijailAreRefused() {
    mutate(MINIJAIL, 20261125);
  }

  @Test
  void brokenPoliciesOfKafelAreRefused() {
    mutate(KAFEL, 20261126);
  }

  @Test
  void brokenProfilesOfFirejailAreRefused() {
    mutate(FIREJAIL, 20261127);
  }

  @Test
  void brokenFiltersOfSeccompilerAreRefused() {
    mutate(SECCOMPILER, 20261128);
  }

  private static void mutate(String original, long seed) {
    mutate(original, seed, MUTANTS);
  }

  private static void mutate(String original, long seed, int mutants) {
    Formats.read(Document.of("policy", original), Policies.OPTIONS);
    int refused = new Mutants(seed).refused(original, mutants);
    assertTrue(refused > mutants / 4, refused + " of " + mutants + " were refused");
  }
}
