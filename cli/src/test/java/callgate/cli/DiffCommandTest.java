package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate diff")
class DiffCommandTest {
  private static final String HEADER = "callgate: 1\narches: [x86_64]\ndefault: errno(1)\n";

  @TempDir Path directory;

  private String policy(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), HEADER + text).toString();
  }

  @Test
  @DisplayName("is silent about order and wording: equal policies end with status 0")
  void equal() throws IOException {
    String one = policy("one.yaml", "allow: [read, write]\n");
    String two = policy("two.yaml", "allow:\n  - write\n  - read\n");
    Ran ran = Ran.callgate("diff", one, two);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(two + " is equal to " + one + "\n", ran.out());
  }

  @Test
  @DisplayName("shows a call for each difference, and ends with status 1")
  void different() throws IOException {
    String one = policy("one.yaml", "allow: [read, socket]\n");
    String two = policy("two.yaml", "allow:\n  - read\n  - ptrace\n  - socket: \"family != 40\"\n");
    Ran ran = Ran.callgate("diff", one, two);
    assertEquals(1, ran.status(), ran.err());
    assertEquals(
        two
            + " differs from "
            + one
            + """


            looser
              ERRNO(1) becomes ALLOW on x86_64:
                ptrace
                  such as ptrace(0, 0, NULL, 0)

            tighter
              socket on x86_64:
                ALLOW becomes ERRNO(1) when family == AF_VSOCK
                  such as socket(AF_VSOCK, 0, 0)
            """
                .indent(0),
        ran.out().replace("family == 40", "family == AF_VSOCK"));
  }

  @Test
  @DisplayName("can compare only what is let through")
  void allowOnly() throws IOException {
    String one = policy("one.yaml", "allow: [read]\n");
    String two = policy("two.yaml", "allow: [read]\nerrno(38): [clone3]\n");
    assertEquals(1, Ran.callgate("diff", one, two).status());
    assertEquals(0, Ran.callgate("diff", "--allow-only", one, two).status());
  }

  @Test
  @DisplayName("gives the same as JSON")
  void json() throws IOException {
    String one = policy("one.yaml", "allow: [read]\n");
    String two = policy("two.yaml", "allow: [read, getpid]\n");
    Ran ran = Ran.callgate("diff", "--json", one, two);
    assertEquals(1, ran.status());
    assertTrue(
        ran.out()
            .endsWith(
                "\"verdict\":\"looser\",\"differences\":[{\"verdict\":\"looser\","
                    + "\"otherAbis\":false,\"abis\":[\"x86_64\"],\"calls\":[\"getpid\"],"
                    + "\"numbers\":[],\"conditional\":false,\"changes\":[{\"left\":\"ERRNO(1)\","
                    + "\"right\":\"ALLOW\",\"witness\":{\"call\":\"getpid()\",\"arch\":3221225534,"
                    + "\"number\":39,\"arguments\":[\"0x0\",\"0x0\",\"0x0\",\"0x0\",\"0x0\","
                    + "\"0x0\"],\"instructionPointer\":\"0x0\"}}]}]}\n"),
        ran.out());
  }

  @Test
  @DisplayName("compares filters that nobody wrote a policy for")
  void filters() throws IOException {
    String one = policy("one.yaml", "allow: [read, write]\n");
    String filter = directory.resolve("one.bpf").toString();
    assertEquals(0, Ran.callgate("compile", one, "-o", filter).status());
    Ran ran = Ran.callgate("diff", one, filter);
    assertEquals(0, ran.status(), ran.out() + ran.err());
  }

  @Test
  @DisplayName("takes two policies")
  void usage() {
    assertEquals(2, Ran.callgate("diff", "builtin:docker").status());
  }
}
