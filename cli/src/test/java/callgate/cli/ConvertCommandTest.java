package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
  @TempDir private Path directory;

  private String file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, content);
    return file.toString();
  }

  @Test
  void whatLibseccompMakesOfSocketcallIsSaidWithWhatToDo() throws IOException {
    String text =
        """
        callgate: 1
        arches: [x86_64, x86]
        default: errno(EPERM)
        foreign: kill_thread
        allow: [read, socket]
        """;
    String policy = file("policy.yaml", text);
    Ran ran = Ran.callgate("convert", policy, "--to", "oci");
    assertEquals(
        "callgate: "
            + policy
            + ": oci can't say this policy: socketcall(SYS_SOCKET, NULL) on x86 gets allow from it,"
            + " not errno(EPERM); libseccomp lets socketcall do what is allowed by itself, unless it"
            + " has a rule of its own with another action than the default one, such as"
            + " errno(ENOSYS); nothing was written\n",
        ran.err());
    assertEquals(3, ran.status());
    String mended = file("mended.yaml", text + "errno(ENOSYS): [socketcall]\n");
    assertEquals(0, Ran.callgate("convert", mended, "--to", "oci").status());
  }

  private static final String POLICY =
      """
      callgate: 1
      arches: [x86_64]
      default: errno(EPERM)
      foreign: kill_thread
      newer: { action: errno(ENOSYS), above: { x86_64: 54 } }
      flags: [spec_allow]

      allow:
        - read
        - setsockopt
        - socket: { family: [AF_UNIX, AF_INET] }  # local and IPv4
      """;

  private static final String PROFILE =
      """
      {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": 1,
        "architectures": ["SCMP_ARCH_X86_64"],
        "syscalls": [
          {
            "names": ["read", "setsockopt"],
            "action": "SCMP_ACT_ALLOW"
          },
          {
            "names": ["socket"],
            "action": "SCMP_ACT_ALLOW",
            "args": [
              { "index": 0, "value": 4294967295, "valueTwo": 1, "op": "SCMP_CMP_MASKED_EQ" }
            ],
            "comment": "local and IPv4"
          },
          {
            "names": ["socket"],
            "action": "SCMP_ACT_ALLOW",
            "args": [
              { "index": 0, "value": 4294967295, "valueTwo": 2, "op": "SCMP_CMP_MASKED_EQ" }
            ],
            "comment": "local and IPv4"
          }
        ]
      }
      """;

  @Test
  void aPolicyBecomesAProfile() throws IOException {
    Ran ran = Ran.callgate("convert", file("policy.yaml", POLICY), "--to", "oci");
    assertEquals("", ran.err());
    assertEquals(PROFILE, ran.out());
    assertEquals(0, ran.status());
  }

  @Test
  void andAPolicyAgain() throws IOException {
    Ran ran =
        Ran.callgate(
            "convert", file("profile.json", PROFILE), "--to", "callgate", "--arch", "x86_64");
    assertEquals("", ran.err());
    assertEquals(
        POLICY.replace(
            "  - socket: { family: [AF_UNIX, AF_INET] }  # local and IPv4",
            "  - socket: \"(family:64 & 0xffffffff) == AF_UNIX\"  # local and IPv4\n"
                + "  - socket: \"(family:64 & 0xffffffff) == AF_INET\"  # local and IPv4"),
        ran.out());
  }

  @Test
  void aFileIsWrittenOnceItIsProven() throws IOException {
    Path output = directory.resolve("out.json");
    Ran ran =
        Ran.callgate(
            "convert", file("policy.yaml", POLICY), "--to", "oci", "-o", output.toString());
    assertEquals("callgate: " + output + ": means the same, proven\n", ran.err());
    assertEquals(PROFILE, Files.readString(output));
  }

  @Test
  void dockersDefaultGoesBothWays() {
    for (String format : new String[] {"oci", "callgate"}) {
      Ran ran = Ran.callgate("convert", "builtin:docker", "--to", format);
      assertEquals("", ran.err());
      assertEquals(0, ran.status());
    }
  }

  @Test
  void whatAFormatCannotSayIsListedAndNothingIsWritten() throws IOException {
    String policy =
        file(
            "policy.yaml",
            """
            callgate: 1
            arches: [x86_64, x86]
            default: errno(EPERM)
            foreign: kill_thread
            newer: errno(ENOSYS)
            allow:
              - read
              - { numbers: 1000-1010 }
              - mprotect: { on: [x86_64] }
              - write: "ip > 5"
            """);
    Path output = directory.resolve("out.json");
    Ran ran = Ran.callgate("convert", policy, "--to", "oci", "-o", output.toString());
    assertEquals(3, ran.status());
    assertEquals(
        """
        callgate: FILE:9:5: a profile can't treat mprotect differently on different ABIs
        callgate: FILE:10:5: a profile can't say this condition on write
        callgate: FILE:8:5: a profile has only names, not the numbers 1000 to 1010
        callgate: FILE: oci can't say the above; nothing was written; --lossy leaves it out, so\
         that less is allowed
        """
            .replace("FILE", policy),
        ran.err());
    assertFalse(Files.exists(output));
    Ran lossy = Ran.callgate("convert", policy, "--to", "oci", "--lossy", "-o", output.toString());
    assertEquals(0, lossy.status(), lossy.err());
    assertTrue(lossy.err().endsWith(output + ": allows no more, proven\n"), lossy.err());
  }

  @Test
  void aRawFilterIsDecompiledFirst() throws IOException {
    String filter = directory.resolve("filter.bpf").toString();
    String policy =
        """
        callgate: 1
        arches: [x86_64]
        default: errno(EPERM)
        newer: errno(ENOSYS)
        kernel: 7.0

        allow:
          - read
        """;
    Ran.callgate("compile", file("policy.yaml", policy), "-o", filter);
    Ran ran = Ran.callgate("convert", filter, "--to", "callgate");
    assertEquals(0, ran.status(), ran.err());
    assertEquals(policy, ran.out());
  }

  @Test
  void moreIsAllowedOnlyOnRequestAndThenShown() throws IOException {
    String policy =
        file(
            "policy.yaml",
            """
            callgate: 1
            arches: [x86_64]
            default: allow
            newer: default
            foreign: kill_thread
            kill_thread:
              - { numbers: 1000-1010 }
            """);
    Ran refused = Ran.callgate("convert", policy, "--to", "oci", "--lossy");
    assertEquals(3, refused.status());
    assertEquals(
        "callgate: "
            + policy
            + ":7:5: a profile has only names, not the numbers 1000 to 1010: more would be allowed;"
            + " --lossy --widen takes that, and shows it\n",
        refused.err());
    Ran widened = Ran.callgate("convert", policy, "--to", "oci", "--lossy", "--widen");
    assertEquals(0, widened.status(), widened.err());
    assertTrue(
        widened
            .err()
            .contains(
                "allows more: numbers 1000 to 1010, such as syscall(1000) on x86_64, gets ALLOW"
                    + " instead of KILL_THREAD"),
        widened.err());
  }

  @Test
  void theFormatMustBeNamed() throws IOException {
    Ran ran = Ran.callgate("convert", file("policy.yaml", POLICY));
    assertEquals(2, ran.status());
  }

  @Test
  void callsAreBlockedAndAllowedByLists() throws IOException {
    String list = file("block.txt", "setsockopt  # not this one\nread\n");
    Ran ran =
        Ran.callgate(
            "convert",
            file("a.yaml", POLICY),
            "--to",
            "callgate",
            "--block",
            list,
            "--allow",
            "read;bpf");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.err().contains("blocked: setsockopt\n"), ran.err());
    assertTrue(ran.out().contains("- bpf") && ran.out().contains("- read"), ran.out());
    assertFalse(ran.out().contains("setsockopt"), ran.out());
  }

  @Test
  void goSourceHasItsArchitectureInItsName() throws IOException {
    Ran ran =
        Ran.callgate(
            "convert",
            "builtin:beats",
            "--arch",
            "arm64",
            "--to",
            "elastic-go",
            "--package",
            "seccomp",
            "-o",
            directory + "/policy_{{.GOOS}}_{{.GOARCH}}.go");
    assertEquals(0, ran.status(), ran.err());
    String source = Files.readString(directory.resolve("policy_linux_arm64.go"));
    assertTrue(source.contains("\npackage seccomp\n"), source);
    assertEquals(
        2, Ran.callgate("convert", "builtin:beats", "--to", "elastic-go", "-o", "{{.X}}").status());
  }

  @Test
  void noAbiIsLeftOutWhoseCallsWouldBeLetThroughThen() throws IOException {
    String policy =
        file("p.yml", "default_action: allow\nsyscalls: [{action: errno, names: [bpf]}]\n");
    Ran ran = Ran.callgate("convert", policy, "--arch", "x86_64", "--to", "callgate");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("to keep stopping those of x32, say --arch x32 too"), ran.err());
    assertEquals(
        0,
        Ran.callgate("convert", policy, "--arch", "x86_64", "--arch", "x32", "--to", "callgate")
            .status());
  }
}
