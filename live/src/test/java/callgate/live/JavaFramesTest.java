package callgate.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.explanation.Explainer;
import callgate.explanation.Violation;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.Privileges;
import callgate.policy.Policy;
import callgate.syscall.KernelVersion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A stopped call of a Java program")
class JavaFramesTest {
  private static final String PROGRAM =
      """
      import java.io.*;
      import java.net.*;
      import java.nio.file.*;
      import java.util.concurrent.locks.LockSupport;
      public class Server {
        static volatile String opener;
        static void open(String trace) {
          try {
            opener = Files.readSymbolicLink(Path.of("/proc/thread-self")).toString();
            new ServerSocket(0);
          } catch (IOException blocked) {
            try (PrintWriter out = new PrintWriter(trace)) {
              blocked.printStackTrace(out);
            } catch (IOException impossible) {
              System.exit(9);
            }
          }
        }
        static void deeper(int times, Runnable then) {
          if (times == 0) then.run(); else deeper(times - 1, then);
        }
        public static void main(String[] words) throws Exception {
          switch (words[0]) {
            case "open" -> open(words[1]);
            case "yield" -> Thread.yield();
            case "thread" -> {
              new Thread(() -> open(words[1])).start();
              while (opener == null || Files.exists(Path.of("/proc", opener))) {
                Thread.sleep(20); // one that is killed tells nobody
              }
              System.exit(5);
            }
            default ->
              ((Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null,
                (Runnable) () -> deeper(9, () -> {
                  LockSupport.parkNanos(1_000_000);
                  open(words[1]);
                }))).join();
          }
        }
      }
      """;

  @TempDir private static Path program;
  @TempDir private Path folder;

  private final List<Incident> seen = new ArrayList<>();

  @BeforeEach
  void needsX86() {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "tracing works on x86_64 only");
  }

  @BeforeAll
  static void compile() throws Exception {
    Path source = Files.writeString(program.resolve("Server.java"), PROGRAM);
    String javac = System.getProperty("java.home") + "/bin/javac";
    int status =
        new ProcessBuilder(javac, "--release", "17", "-d", program.toString(), source.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertEquals(0, status);
  }

  static Stream<String> javas() throws IOException {
    List<String> javas = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    Path others = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(others)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(others, "java-1[7-9]-*")) {
        homes.forEach(home -> javas.add(home.resolve("bin/java").toString()));
      }
    }
    return javas.stream().filter(java -> Files.isExecutable(Path.of(java)));
  }

  private static String java() throws IOException {
    return javas().toList().getFirst();
  }

  private ExitStatus explain(String rule, String... command) throws IOException {
    Path file =
        Files.writeString(folder.resolve("p.yaml"), "callgate: 1\ndefault: allow\n" + rule + "\n");
    Source source = PolicySource.read(file.toString(), ReadOptions.on(KernelVersion.running()));
    Policy policy = ((Source.Written) source).policy();
    return ExplainMode.run(
            Executable.find(List.of(command)),
            Confinement.of(policy),
            Explainer.of(policy),
            Privileges.GIVE_UP,
            new Incidents() {
              @Override
              public void happened(Incident incident) {
                seen.add(incident);
              }

              @Override
              public void elsewhere(Incident incident) {
                seen.add(incident);
              }

              @Override
              public void again(Violation call) {}

              @Override
              public void ended(Incident last, ExitStatus status) {}

              @Override
              public void end(ExitStatus status, boolean complete) {}
            })
        .status();
  }

  private String trace() {
    return folder.resolve("trace").toString();
  }

  /** {@return the frames of the exception that the call caused, as the program itself saw them} */
  private List<String> exception() throws IOException {
    return Files.readAllLines(Path.of(trace())).stream()
        .filter(line -> line.startsWith("\tat "))
        .map(line -> line.strip().replaceFirst("java.base/", ""))
        .toList();
  }

  private List<String> javaFrames() {
    return seen.getLast().frames().stream()
        .filter(JavaFrame.class::isInstance)
        .map(Frame::text)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("javas")
  @DisplayName("has the frames of the exception that it causes, interpreted")
  void interpreted(String java) throws Exception {
    explain(
        "errno(EACCES): [listen]", java, "-Xint", "-cp", "" + program, "Server", "open", trace());
    assertEquals("at sun.nio.ch.Net.listen(Native Method)", javaFrames().getFirst());
    assertEquals("at Server.main(Server.java:24)", javaFrames().getLast());
    assertEquals(exception(), javaFrames());
  }

  @ParameterizedTest
  @MethodSource("javas")
  @DisplayName("has the frames of the exception that it causes, compiled and inlined")
  void compiled(String java) throws Exception {
    explain(
        "errno(EACCES): [listen]", java, "-Xcomp", "-cp", "" + program, "Server", "open", trace());
    assertEquals("at Server.main(Server.java:24)", javaFrames().getLast());
    assertEquals(exception(), javaFrames());
  }

  @Test
  @DisplayName("is among the machine code that makes it")
  void amongMachineCode() throws Exception {
    explain("errno(EACCES): [listen]", java(), "-cp", "" + program, "Server", "open", trace());
    List<String> lines = StackText.of(seen.getLast().frames(), 40);
    assertTrue(lines.getFirst().startsWith("listen+0x"), lines::toString);
    assertTrue(lines.get(1).startsWith("Java_sun_nio_ch_Net_listen+0x"), lines::toString);
    assertEquals("at sun.nio.ch.Net.listen(Native Method)", lines.get(2));
    assertTrue(lines.getLast().endsWith(" frames of machine code below"), lines::toString);
  }

  @Test
  @DisplayName("has its frames when it kills the program")
  void killed() throws Exception {
    ExitStatus status =
        explain("kill: [listen]", java(), "-cp", "" + program, "Server", "open", trace());
    assertEquals(159, status.forShell());
    assertTrue(javaFrames().contains("at Server.open(Server.java:10)"), javaFrames()::toString);
  }

  @Test
  @DisplayName("has its frames when it kills its thread alone")
  void threadKilled() throws Exception {
    ExitStatus status =
        explain("kill_thread: [listen]", java(), "-cp", "" + program, "Server", "thread", trace());
    assertEquals(5, status.forShell());
    assertTrue(javaFrames().contains("at Server.open(Server.java:10)"), javaFrames()::toString);
  }

  @Test
  @DisplayName("has its frames when its thread gets a signal for it")
  void trapped() throws Exception {
    ExitStatus status =
        explain("trap: [listen]", java(), "-cp", "" + program, "Server", "open", trace());
    assertEquals(159, status.forShell());
    assertTrue(javaFrames().contains("at Server.open(Server.java:10)"), javaFrames()::toString);
  }

  @Test
  @DisplayName("has its frames where the VM itself makes it, and could answer nobody")
  void insideTheVm() throws Exception {
    explain(
        "errno(EPERM): [sched_yield]",
        java(),
        "-Xint", // so that its own threads yield less
        "-Xshare:off",
        "-XX:+UseSerialGC",
        "-cp",
        "" + program,
        "Server",
        "yield");
    List<List<String>> stacks =
        seen.stream().map(incident -> StackText.of(incident.frames(), 40)).toList();
    assertTrue(
        stacks.stream().anyMatch(stack -> stack.contains("at Server.main(Server.java:25)")),
        stacks::toString);
  }

  @Test
  @DisplayName("has, in a virtual thread, those that are not in the heap, and says that there are")
  void virtual() throws Exception {
    explain("errno(EACCES): [listen]", java(), "-cp", "" + program, "Server", "virtual", trace());
    assertEquals(exception().subList(0, 6), javaFrames().subList(0, 6));
    assertTrue(seen.getLast().frames().contains(UnseenFrames.IN_HEAP), seen::toString);
    assertTrue(
        javaFrames().getLast().startsWith("at java.util.concurrent.ForkJoinWorkerThread.run("),
        javaFrames()::toString);
  }

  @Test
  @DisplayName("has no frames of Java where the VM is not known, and says so")
  void unknownVm() throws Exception {
    Path vm =
        Files.writeString(
            folder.resolve("vm.c"),
            """
            #include <string.h>
            #include <sys/mman.h>
            void run(void) {
              /* push %rbp; mov %rsp, %rbp; mov $24 (sched_yield), %eax; syscall; pop %rbp; ret */
              char code[] = "\\x55\\x48\\x89\\xe5\\xb8\\x18\\0\\0\\0\\x0f\\x05\\x5d\\xc3";
              void *made = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              memcpy(made, code, sizeof code);
              ((void (*)(void)) made)();
            }
            """);
    Path main =
        Files.writeString(
            folder.resolve("main.c"), "void run(void); int main() { run(); return 0; }");
    build("gcc", "-shared", "-fPIC", "-o", folder + "/libjvm.so", vm.toString());
    String rpath = "-Wl,-rpath," + folder;
    build("gcc", rpath, "-o", folder + "/main", main.toString(), folder + "/libjvm.so");

    explain("errno(EPERM): [sched_yield]", folder + "/main");
    List<String> lines = StackText.of(seen.getLast().frames(), 40);
    assertEquals(
        "... frames of Java, if any: this Java VM's are not known (HotSpot's are)",
        lines.getLast());
    assertEquals(List.of(), javaFrames());
  }

  private static void build(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
