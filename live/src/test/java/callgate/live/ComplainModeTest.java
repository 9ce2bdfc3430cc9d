package callgate.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.Privileges;
import callgate.syscall.KernelVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A program in complain mode")
class ComplainModeTest {
  private static final String POLICY =
      """
      callgate: 1
      arches: [x86_64, aarch64]
      default: allow
      errno(EPERM): [mkdir, mkdirat]
      kill: [uname]
      errno(EACCES):
        - prctl: { option: [PR_SET_NAME, PR_GET_NAME] }
      """;

  @TempDir private Path folder;

  private static final class Seen implements Reports {
    final List<BlockedCall> calls = new ArrayList<>();
    List<CountedCall> counts = List.of();

    @Override
    public void wouldBlock(BlockedCall call) {
      calls.add(call);
    }

    @Override
    public void end(List<CountedCall> all, boolean complete) {
      counts = all;
    }
  }

  private Confinement confinement() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), POLICY);
    Source source = PolicySource.read(file.toString(), ReadOptions.on(KernelVersion.running()));
    return Confinement.of(((Source.Written) source).policy());
  }

  private ExitStatus run(Reports reports, String script) throws IOException {
    return ComplainMode.run(
        Executable.find(List.of("sh", "-c", script)), confinement(), Privileges.GIVE_UP, reports);
  }

  @Test
  @DisplayName("does all that it would do without a policy, and keeps its status")
  void goesOn() throws IOException {
    Seen seen = new Seen();
    Path made = folder.resolve("made");
    ExitStatus status = run(seen, "mkdir " + made + " && uname > " + made + "/name; exit 7");
    assertEquals(7, status.forShell());
    assertTrue(Files.size(made.resolve("name")) > 0);
  }

  @Test
  @DisplayName("is reported once for each kind of call, with who, what and which rule")
  void once() throws IOException {
    Seen seen = new Seen();
    run(seen, "cd " + folder + "; mkdir one two; mkdir three; uname > /dev/null");
    assertEquals(
        List.of("mkdir(\"one\", 0777)", "ERRNO(1)", "mkdir", folder.resolve("p.yaml") + ":4:16"),
        words(seen.calls.getFirst()));
    assertEquals("KILL_PROCESS", seen.calls.getLast().outcome().action().toString());
    assertEquals(2, seen.calls.size());
    assertEquals(
        List.of(new CountedCall("x86_64", "mkdir", 3), new CountedCall("x86_64", "uname", 1)),
        seen.counts);
  }

  private static List<String> words(BlockedCall call) {
    String by = DecisionWords.of(call.outcome().decision(), "p");
    return List.of(
        call.text(),
        call.outcome().action().toString(),
        call.caller().name(),
        by.substring("by the rule at ".length()));
  }

  @Test
  @DisplayName("is reported again where the arguments matter and are others")
  void variants() throws IOException {
    Seen seen = new Seen();
    ComplainMode.run(
        Executable.find(
            List.of(
                "python3",
                "-c",
                """
                import ctypes
                prctl = ctypes.CDLL(None).prctl
                for option in (15, 16, 15, 16, 3):
                    prctl(option, ctypes.create_string_buffer(b'x' * 15, 16), 0, 0, 0)
                """)),
        confinement(),
        Privileges.GIVE_UP,
        seen);
    List<String> shown =
        seen.calls.stream()
            .filter(call -> call.text().startsWith("prctl"))
            .map(call -> call.text().substring(0, "prctl(PR_SET_NAME".length()))
            .toList();
    assertEquals(List.of("prctl(PR_SET_NAME", "prctl(PR_GET_NAME"), shown);
    assertTrue(seen.counts.contains(new CountedCall("x86_64", "prctl", 4)));
  }

  @Test
  @DisplayName("can't forge lines or move the terminal's cursor with what it calls things")
  void hostile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ReportTarget target = new ReportTarget.Lines(bytes);
    run(
        new Complaints(target, "p", false),
        "cd " + folder + "; mkdir \"$(printf 'a\\033[2J\\ncallgate: all is well')\"");
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("mkdir(\"a\\x1b[2J\\ncallgate: all is well\", 0777)"), text);
    assertEquals(2, text.lines().count(), text);
  }

  @Test
  @DisplayName("and goes on where its reports can't be written")
  void full() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("the disk is full");
          }
        };
    ReportTarget.Lines target = new ReportTarget.Lines(full);
    target.line("one");
    target.line("two");
    assertEquals("the disk is full; reports that are lost: 2", target.losses());
  }
}
