package callgate.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.decision.Call;
import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A policy is fixed")
class PolicyFixTest {
  private static final ReadOptions OPTIONS =
      ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  private static Violation call(String name, long... arguments) {
    int number = Syscalls.number(Abi.X86_64, name).orElseThrow();
    return arguments.length == 0
        ? Violation.of(Abi.X86_64.auditArch(), number)
        : Violation.of(Call.of(Abi.X86_64, number, arguments));
  }

  private static PolicyFix fix(String format, String text, Violation... violations) {
    PolicyFormat known = Formats.named(format).orElseThrow();
    Document document = Document.of("policy", text);
    Policy policy = known.read(document, OPTIONS).policy();
    List<PolicyChange> changes = new ArrayList<>();
    for (Violation violation : violations) {
      Explainer.of(policy)
          .explain(violation)
          .fix()
          .ifPresent(suggestion -> changes.add(suggestion.change()));
    }
    return PolicyFix.of(known, document, OPTIONS, changes);
  }

  private static String fixed(String text, Violation... violations) {
    return fix("callgate", text, violations).text();
  }

  @Test
  @DisplayName("by a line where it belongs in an alphabetical list; comments stay")
  void sortedList() {
    assertEquals(
        """
        # mine
        callgate: 1
        arches: [x86_64]
        default: errno(EPERM)
        allow:
          - access      # first
          - newfstatat
          # the rest
          - read
        """,
        fixed(
            """
            # mine
            callgate: 1
            arches: [x86_64]
            default: errno(EPERM)
            allow:
              - access      # first
              # the rest
              - read
            """,
            call("newfstatat")));
  }

  @Test
  @DisplayName("at the end of a list in no order, and of one in brackets")
  void unsortedList() {
    assertEquals(
        """
        callgate: 1
        arches: [x86_64]
        default: errno(EPERM)
        allow:
        - write
        - read
        - bpf: { cmd: BPF_PROG_LOAD }
        """,
        fixed(
            """
            callgate: 1
            arches: [x86_64]
            default: errno(EPERM)
            allow:
            - write
            - read
            """,
            call("bpf", 5)));
    assertEquals(
        """
        callgate: 1
        arches: [x86_64]
        default: errno(EPERM)
        allow: [
          write, # ] is no end
          read, { bpf: { cmd: BPF_PROG_LOAD } }, ptrace
        ]
        """,
        fixed(
            """
            callgate: 1
            arches: [x86_64]
            default: errno(EPERM)
            allow: [
              write, # ] is no end
              read
            ]
            """,
            call("bpf", 5),
            call("ptrace")));
  }

  @Test
  @DisplayName("by taking the call out of the list that forbids it")
  void denied() {
    assertEquals(
        """
        callgate: 1
        arches: [x86_64]
        default: allow
        errno(EPERM): [bpf, mount]
        """,
        fixed(
            """
            callgate: 1
            arches: [x86_64]
            default: allow
            errno(EPERM): [bpf, ptrace, mount]
            """,
            call("ptrace")));
  }

  @Test
  @DisplayName("by taking it out there and putting it in elsewhere")
  void moved() {
    assertEquals(
        """
        callgate: 1
        arches: [x86_64]
        default: errno(EPERM)
        allow: [read, clone3]
        """,
        fixed(
            """
            callgate: 1
            arches: [x86_64]
            default: errno(EPERM)
            allow: [read]
            errno(ENOSYS): [clone3]
            """,
            call("clone3")));
  }

  @Test
  @DisplayName("by a line in front of all, where only some arguments are to be let through")
  void inOrder() {
    assertEquals(
        """
        callgate: 1
        arches: [x86_64]
        default: allow
        errno(EPERM): [socket]

        ordered:
          - allow:
              - socket: { family: AF_VSOCK, type: SOCK_STREAM, protocol: IPPROTO_IP }
        """,
        fixed(
            """
            callgate: 1
            arches: [x86_64]
            default: allow
            errno(EPERM): [socket]
            """,
            call("socket", 40, 1, 0)));
  }

  @Test
  @DisplayName("in what extends a policy that comes with Callgate")
  void extending() {
    assertEquals(
        """
        callgate: 1
        extends: [builtin:docker]

        allow:
          - clone3
        """,
        fixed(
            """
            callgate: 1
            extends: [builtin:docker]
            """,
            call("clone3")));
  }

  @Test
  @DisplayName("for one ABI more")
  void oneMoreAbi() {
    assertEquals(
        """
        callgate: 1
        arches: [x86_64, x86]
        default: errno(EPERM)
        allow: [read]
        """,
        fixed(
            """
            callgate: 1
            arches: [x86_64]
            default: errno(EPERM)
            allow: [read]
            """,
            Violation.of(0x40000003, 3)));
  }

  @Test
  @DisplayName("once, however often the call was stopped")
  void once() {
    PolicyFix fix =
        fix(
            "callgate",
            "callgate: 1\narches: [x86_64]\ndefault: errno(EPERM)\nallow: [read]\n",
            call("bpf"),
            call("bpf"),
            call("bpf", 5));
    assertEquals(1, fix.changes());
    assertEquals(List.of(), fix.notes());
  }

  @Test
  @DisplayName("as a profile of container runtimes by a name among those that are allowed")
  void profile() {
    assertEquals(
        """
        {
          "defaultAction": "SCMP_ACT_ERRNO",
          "defaultErrnoRet": 1,
          "architectures": ["SCMP_ARCH_X86_64"],
          "syscalls": [
            {
              "names": [
                "close",
                "newfstatat",
                "write"
              ],
              "action": "SCMP_ACT_ALLOW",
              "comment": "mine"
            }
          ]
        }
        """,
        fix(
                "oci",
                """
                {
                  "defaultAction": "SCMP_ACT_ERRNO",
                  "defaultErrnoRet": 1,
                  "architectures": ["SCMP_ARCH_X86_64"],
                  "syscalls": [
                    {
                      "names": [
                        "close",
                        "write"
                      ],
                      "action": "SCMP_ACT_ALLOW",
                      "comment": "mine"
                    }
                  ]
                }
                """,
                call("newfstatat"))
            .text());
  }

  @Test
  @DisplayName("as a profile by an entry of its own, where arguments are tested")
  void profileEntry() {
    String profile =
        """
        {
          "defaultAction": "SCMP_ACT_ERRNO",
          "syscalls": [
            { "names": ["read"], "action": "SCMP_ACT_ALLOW" },
            { "names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38 }
          ]
        }
        """;
    String added =
        """
            {
              "names": ["bpf"],
              "action": "SCMP_ACT_ALLOW",
              "args": [
                { "index": 0, "value": 4294967295, "valueTwo": 5, "op": "SCMP_CMP_MASKED_EQ" }
              ]
            }
        """;
    assertEquals(
        profile.replace("\"errnoRet\": 38 }\n", "\"errnoRet\": 38 },\n" + added),
        fix("oci", profile, call("bpf", 5)).text());
  }

  @Test
  @DisplayName("as a profile by taking the name out of the entry that forbids it")
  void profileWithout() {
    assertEquals(
        """
        {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mount"], \
        "action": "SCMP_ACT_ERRNO"}]}
        """,
        fix(
                "oci",
                """
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["bpf", "mount"], \
                "action": "SCMP_ACT_ERRNO"}]}
                """,
                call("bpf"))
            .text());
  }

  @Test
  @DisplayName("never by a text that means something else")
  void proven() {
    BadInput problem =
        assertThrows(
            BadInput.class,
            () ->
                PolicyFix.of(
                    Formats.named("oci").orElseThrow(),
                    Document.of("p.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}"),
                    OPTIONS,
                    List.of(
                        new PolicyChange.AddRule(
                            new Rule(
                                List.of(new Calls.Numbered(9999, 9999)),
                                List.of(),
                                Action.ALLOW,
                                Condition.ALWAYS,
                                Position.of("test"),
                                "")))));
    assertEquals("p.json", problem.position().file());
  }
}
