package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.cli.Container.Settings;
import callgate.kernel.KernelFeatures;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

@DisplayName("callgate watch, beside real programs and containers")
class WatchIT {
  private static final Path CALLGATE = Path.of("../callgate").toAbsolutePath().normalize();

  private static final String PROGRAM =
      """
      #include <errno.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/stat.h>

      int main(void) {
        puts(mkdir("/proc/made", 0700) ? strerrorname_np(errno) : "made");
        return 0;
      }
      """;

  /** A program whose name, path and refused call are what an attacker would choose. */
  private static final String HOSTILE = "a\033[31m\nb\"";

  @TempDir Path directory;

  @BeforeAll
  static void prepare() throws Exception {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(feature -> feature.name().equals("eBPF") && feature.available()),
        "needs eBPF: run the tests as root, on a kernel with CONFIG_DEBUG_INFO_BTF");
    assertEquals(0, Installation.run(System.getenv(), CALLGATE, "version").status());
  }

  /** A watch in a process of its own. */
  private final class Watching {
    private final Process process;
    private final Path messages;

    Watching(List<String> before, String... arguments) throws IOException, InterruptedException {
      messages = Files.createTempFile(directory, "messages", "");
      Path out = Files.createTempFile(directory, "out", "");
      List<String> command = new ArrayList<>(before);
      command.addAll(List.of(CALLGATE.toString(), "watch", "--metrics", "127.0.0.1:0"));
      command.addAll(List.of(arguments));
      process =
          new ProcessBuilder(command)
              .redirectError(messages.toFile())
              .redirectOutput(out.toFile())
              .start();
      while (process.isAlive() && !messages().contains("metrics at ")) {
        Thread.sleep(50);
      }
    }

    String messages() throws IOException {
      return Files.readString(messages);
    }

    String metrics() throws IOException {
      String address = messages().replaceFirst("(?s).*metrics at (\\S+).*", "$1");
      try (InputStream answer = URI.create(address).toURL().openStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    private long counted() throws IOException {
      return metrics()
          .lines()
          .filter(line -> line.matches("callgate_(filter_calls|violations)_total.*"))
          .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }

    /** Waits for as many events; then ends it as Ctrl-C does. */
    void end(int events) throws Exception {
      for (int tries = 0; process.isAlive() && counted() < events && tries < 600; tries++) {
        Thread.sleep(50);
      }
      assertEquals(0, new ProcessBuilder("kill", "-TERM", "" + process.pid()).start().waitFor());
      assertEquals(0, process.waitFor(), messages());
    }
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private Path policy(String... lines) throws IOException {
    return Files.writeString(
        file("policy.yaml"), "callgate: 1\ndefault: allow\n" + String.join("\n", lines) + "\n");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("sees what a runtime installs, and what that stops in the container:")
  @ValueSource(strings = {"runc", "crun"})
  void container(String runtime) throws Exception {
    Container container = Container.of(runtime, directory, PROGRAM);
    Ran bare = container.run("null", Settings.DEFAULT);
    assumeTrue(bare.status() == 0, "containers can't be started here: " + bare.err());
    Path profile = file("profile.json");
    Ran.callgate(
        "convert", "builtin:docker", "--to", "oci", "--runtime", runtime, "-o", profile.toString());
    String tighter = Files.readString(profile).replace("\"mkdir\",", "");
    Watching watching =
        new Watching(
            List.of(),
            "--json",
            "-o",
            file("events").toString(),
            "container=" + runtime,
            "container=callgate-test-*",
            "retval<=0",
            "flags!=TSYNC");
    assertEquals("EPERM\n", container.run(tighter, new Settings(true, 0)).out());
    watching.end(3);
    List<String> events = Files.readAllLines(file("events"));
    String place = "\"container\":{\"id\":\"callgate-test-";
    assertTrue(events.stream().allMatch(event -> event.contains(place)), events::toString);
    assertTrue(
        events.stream().allMatch(event -> event.contains("\"runtime\":\"" + runtime + "\"")),
        events::toString);
    assertTrue(
        events.stream()
            .anyMatch(event ->
                event.contains("\"retval\":0,")
                    && event.contains("\"summary\":\"docker default, tighter by ")
                    && event.contains("\"from\":\"kernel\"")),
        events::toString);
    String last = events.getLast();
    assertTrue(last.contains("\"executable\":\"/bin/program\""), last);
    assertTrue(last.contains("\"call\":\"mkdir\""), last);
    assertTrue(last.contains("\"result\":\"EPERM\""), last);
  }

  @Test
  @DisplayName("goes on with the audit system where eBPF is refused, and says what is not seen")
  void withoutEbpf() throws Exception {
    Path noBpf = policy("errno(EPERM): [bpf]");
    Watching watching =
        new Watching(
            List.of(CALLGATE.toString(), "run", "--policy", noBpf.toString(), "--"),
            "--json",
            "-o",
            file("events").toString(),
            "call=sethostname");
    assertTrue(
        watching
            .messages()
            .startsWith(
                "callgate: by the audit system alone, since eBPF could not make the map entered:"
                    + " refused, as a filter"),
        watching.messages());
    Path kill =
        Files.writeString(file("kill.yaml"), "callgate: 1\ndefault: allow\nkill: [sethostname]\n");
    Installation.run(
        System.getenv(), CALLGATE, "run", "--policy", kill.toString(), "--", "hostname", "x");
    watching.end(1);
    String event = Files.readString(file("events"));
    assertTrue(event.contains("\"action\":\"kill_process\""), event);
  }

  @Test
  @DisplayName("puts up rules of the audit system for as long as it watches by that alone")
  void auditRules() throws Exception {
    assumeTrue(
        auditRulesNow().startsWith("No rules"), "needs apt-get install auditd, and no rules");
    Watching watching =
        new Watching(
            List.of(),
            "--via",
            "audit",
            "--json",
            "-o",
            file("events").toString(),
            "event=privileges",
            "comm=setpriv");
    assertTrue(
        auditRulesNow().contains("-a always,exit -F arch=b64 -S seccomp -F key=callgate-watch:"),
        auditRulesNow());
    finished("setpriv", "--no-new-privs", "true");
    watching.end(1);
    String event = Files.readString(file("events"));
    assertTrue(event.contains("\"operation\":\"PR_SET_NO_NEW_PRIVS\",\"flags\":[\"1\"]"), event);
    assertEquals("No rules\n", auditRulesNow());
  }

  private static String auditRulesNow() throws Exception {
    return finished("sh", "-c", "auditctl -l").out();
  }

  private static Ran finished(String... command) throws Exception {
    return Installation.finished(new ProcessBuilder(command).start());
  }

  @Test
  @DisplayName("says what it takes to see filters being installed where that is not allowed")
  void withoutAuditControl() throws Exception {
    Ran ran =
        finished(
            "setpriv",
            "--bounding-set=-audit_control",
            CALLGATE.toString(),
            "watch",
            "--via",
            "audit",
            "--for",
            "1s",
            "pid=1");
    assertEquals(
        """
        callgate: by the audit system alone: calls that only fail are not seen
        callgate: which filters are installed is not seen: it needs CAP_AUDIT_CONTROL
        callgate: 0 events, 0 lost
        """,
        ran.err());
  }

  @Test
  @DisplayName("says what is missing where neither is allowed")
  void neither() throws Exception {
    Ran ran =
        Installation.finished(
            new ProcessBuilder(
                    "setpriv",
                    "--bounding-set=-bpf,-sys_admin,-perfmon,-audit_read",
                    CALLGATE.toString(),
                    "watch",
                    "--count",
                    "1")
                .start());
    assertEquals(4, ran.status());
    assertEquals(
        "callgate: nothing can be watched: eBPF could not make the map entered: needs CAP_BPF and"
            + " CAP_PERFMON, or CAP_SYS_ADMIN; root of the machine has what it takes; the audit"
            + " system can't be read: it needs CAP_AUDIT_READ\n",
        ran.err());
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName(
      "writes real events so that readers get what they expect, and terminals no commands:")
  @ValueSource(strings = {"table", "json", "ecs", "tracee"})
  void formats(String format) throws Exception {
    Path program = file(HOSTILE);
    Files.copy(Path.of("/bin/hostname"), program);
    Path policy = policy("errno(EPERM): [sethostname]");
    Watching watching =
        new Watching(
            List.of(), "--format", format, "-o", file("events").toString(), "comm=a*", "retval<0");
    Installation.run(
        System.getenv(),
        CALLGATE,
        "run",
        "--policy",
        policy.toString(),
        "--",
        program.toString(),
        "x");
    watching.end(1);
    assertTrue(watching.messages().contains("1 event, 0 lost"), watching.messages());
    String event = Files.readString(file("events"));
    assertEquals("\n", event.replaceAll("[\\x20-\\x7e]", ""), event);
    for (String part : parts(format)) {
      assertTrue(event.contains(part), () -> part + " is not in " + event);
    }
    if (!format.equals("table")) {
      parse(event);
    }
  }

  private static List<String> parts(String format) {
    return switch (format) {
      case "table" -> List.of("violation  sethostname(", "EPERM");
      case "json" -> List.of("\"event\":\"violation\"", "\"call\":\"sethostname\"");
      case "ecs" ->
          List.of(
              "\"@timestamp\":\"",
              "\"module\":\"auditd\"",
              "\"action\":\"violated-seccomp-policy\",\"outcome\":\"failure\"",
              "\"user\":{\"id\":\"0\"}",
              "\"message_type\":\"seccomp\"",
              "\"syscall\":\"sethostname\"",
              "\"arch\":\"x86_64\"");
      default ->
          List.of(
              "\"name\":\"seccomp_violation\"",
              "\"real_user\":{\"id\":0}",
              "{\"name\":\"syscall\",\"value\":\"sethostname\"}",
              "{\"name\":\"returnValue\",\"value\":-1}");
    };
  }

  private static void parse(String event) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), event)) {
      while (parser.nextToken() != null) {
        // a mistake throws
      }
    }
  }

  @Test
  @DisplayName("rotates its file in a burst without losing or dividing a line")
  void rotates() throws Exception {
    Path program = file("load");
    Ran gcc =
        Installation.finished(
            new ProcessBuilder("gcc", "-O2", "-o", program.toString(), "../bench/src/main/c/load.c")
                .start());
    assumeTrue(gcc.status() == 0, "needs apt-get install gcc");
    Watching watching =
        new Watching(
            List.of(),
            "--json",
            "-o",
            file("events").toString(),
            "--rotate",
            "200K",
            "--keep",
            "1000",
            "comm=load",
            "call=getpriority");
    Installation.finished(
        new ProcessBuilder(program.toString(), "10000", "1", "violations").start());
    watching.end(10_000);
    assertTrue(watching.messages().contains("10000 events, 0 lost"), watching.messages());
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(path -> path.getFileName().toString().startsWith("events")).toList();
    }
    assertTrue(files.size() > 5, files::toString);
    long lines = 0;
    for (Path each : files) {
      assertTrue(Files.size(each) <= 200 * 1024, each::toString);
      for (String line : Files.readAllLines(each)) {
        parse(line);
        lines++;
      }
    }
    assertEquals(10_000, lines);
  }
}
