package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate compile")
class CompileCommandTest {
  @TempDir Path directory;

  private Path policy;
  private Path output;

  @BeforeEach
  void files() throws IOException {
    output = directory.resolve("filter.bpf");
    policy =
        policy(
            """
            callgate: 1
            arches: [x86_64, aarch64]
            default: errno(1)
            kernel: 6.12
            newer: errno(38)
            allow: [read, write]
            """);
  }

  private Path policy(String text) throws IOException {
    return Files.writeString(directory.resolve("policy.yaml"), text);
  }

  private Ran compile(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "compile";
    arguments[1] = policy.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return Ran.callgate(arguments);
  }

  @Test
  @DisplayName("writes the raw filter to a file")
  void writesFilter() throws IOException {
    Ran ran = compile("-o", output.toString(), "--arch", "x86_64");
    assertEquals(0, ran.status(), ran.err());
    assertEquals("", ran.out());
    byte[] filter = Files.readAllBytes(output);
    assertEquals(0, filter.length % 8);
    assertArrayEquals(new byte[] {0x20, 0, 0, 0, 4, 0, 0, 0}, java.util.Arrays.copyOf(filter, 8));
    assertEquals(
        "callgate: " + output + ": " + filter.length / 8 + " instructions, proven\n", ran.err());
  }

  @Test
  @DisplayName("leaves an older filter alone when the policy is wrong")
  void keepsOldFile() throws IOException {
    Files.writeString(output, "old");
    policy("callgate: 1\nallow: [raed]\n");
    Ran ran = compile("-o", output.toString());
    assertEquals(3, ran.status());
    assertTrue(ran.err().contains("policy.yaml:2:9: "), ran.err());
    assertEquals("old", Files.readString(output));
    try (var files = Files.list(directory)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  @DisplayName("reports what the filter costs, by ABI and in all")
  void report() {
    List<String> lines = compile().out().lines().toList();
    assertTrue(
        lines.getFirst().endsWith("instructions, proven for every ABI, number and argument"));
    assertTrue(lines.get(3).startsWith("x86_64 "), lines.get(3));
    assertTrue(lines.get(4).startsWith("aarch64 "), lines.get(4));
    assertTrue(lines.get(5).startsWith("in all "), lines.get(5));
  }

  @Test
  @DisplayName("reports as JSON with the same keys for each ABI as for all")
  void json() {
    String json = compile("--json", "--kernel", "6.12").out();
    assertEquals(1, json.lines().count());
    String keys =
        "\"instructions\":N,\"executed\":{\"mean\":N,\"max\":N,\"uniformMean\":N},"
            + "\"calls\":N,\"allowed\":N,\"cacheable\":N,\"proven\":true,\"ms\":N";
    assertEquals(
        "{\"policy\":\"P\","
            + keys
            + ",\"abis\":{\"x86_64\":{"
            + keys
            + "},\"aarch64\":{"
            + keys
            + "}}}",
        json.strip()
            .replace(policy.toString(), "P")
            .replaceAll("(?<=:)[0-9.]+(E-?[0-9]+)?(?=[,}])", "N"));
  }

  @Test
  @DisplayName("compiles only the ABIs that are asked for")
  void oneAbi() {
    String json = compile("--json", "--arch", "aarch64").out();
    assertTrue(json.contains("\"abis\":{\"aarch64\":{"), json);
    assertFalse(json.contains("x86_64"), json);
  }

  @Test
  @DisplayName("does not add an ABI that the policy is not about")
  void foreignAbi() {
    assertEquals(
        new Ran(2, "", "callgate: " + policy + " is not about x32 but x86_64, aarch64\n"),
        compile("--arch", "x32"));
  }

  @Test
  @DisplayName("shows the filter in other forms")
  void dump() {
    assertTrue(compile("--dump", "asm").out().startsWith("        ld [4] "));
    assertTrue(compile("--dump", "hex").out().startsWith("2000000004000000\n"));
    assertTrue(compile("--dump", "c").out().startsWith("#include <linux/filter.h>\n"));
    assertEquals(
        new Ran(2, "", "callgate: --dump is asm, hex or c, not elf\n"), compile("--dump", "elf"));
  }

  @Test
  @DisplayName("makes filters of the same meaning of a filter that it is given")
  void rawFilter() throws IOException {
    compile("-o", output.toString());
    policy = output;
    Path again = directory.resolve("again.bpf");
    assertEquals(0, compile("-o", again.toString()).status());
    assertArrayEquals(Files.readAllBytes(output), Files.readAllBytes(again));
  }

  @Test
  @DisplayName("makes calls that were made often faster")
  void weights() throws IOException {
    Path weights =
        Files.writeString(directory.resolve("mix.tsv"), "# nr arg0 arg1 arg2 weight\n1 0 0 0 5\n");
    String json = compile("--json", "--arch", "x86_64", "--weights", weights.toString()).out();
    assertTrue(json.contains("\"weightedMean\":"), json);
  }

  @Test
  @DisplayName("takes evidence of a run for what is made often")
  void evidence() throws IOException {
    Path evidence =
        Files.writeString(
            directory.resolve("policy.evidence.jsonl"),
            """
            {"callgate":"evidence","version":1}
            {"arch":"x86_64","call":"write","number":1,"count":7,"first":{"source":"record","sequence":1}}
            """);
    Ran ran = compile("--json", "--arch", "x86_64", "--weights", evidence.toString());
    assertTrue(ran.out().contains("\"weightedMean\":"), ran.err());
  }

  @Test
  @DisplayName("says where a table of weights is broken")
  void brokenWeights() throws IOException {
    Path weights = Files.writeString(directory.resolve("mix.tsv"), "read 5\n");
    assertEquals(
        new Ran(
            3,
            "",
            "callgate: "
                + weights
                + ":1:1: a line has five columns, nr arg0 arg1 arg2 weight, not 2\n"),
        compile("--weights", weights.toString()));
  }

  @Test
  @DisplayName("refuses a filter that is longer than the kernel takes, and says what may help")
  void tooLong() throws IOException {
    StringBuilder calls = new StringBuilder("callgate: 1\narches: [x86_64]\ndefault: errno(1)\n");
    calls.append("allow:\n");
    for (int i = 0; i < 3000; i++) {
      calls.append("  - numbers: ").append(1000 + 2 * i).append("\n    when: arg0 == ");
      calls.append(7 * i + 1).append('\n');
    }
    policy(calls.toString());
    Ran ran = compile("-o", output.toString());
    assertEquals(3, ran.status(), ran.err());
    assertTrue(ran.err().contains("4096 instructions"), ran.err());
    assertTrue(ran.err().contains("--optimize size"), ran.err());
    assertFalse(Files.exists(output));
  }

  @Test
  @DisplayName("gives standard output to one thing only")
  void oneOutput() {
    assertEquals(
        new Ran(2, "", "callgate: only one of -o -, --dump and --json can have standard output\n"),
        compile("--json", "--dump", "c"));
  }
}
