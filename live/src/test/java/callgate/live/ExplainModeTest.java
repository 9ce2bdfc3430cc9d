package callgate.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.bpf.FilterCompiler;
import callgate.explanation.Explainer;
import callgate.explanation.Violation;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.Filter;
import callgate.kernel.Privileges;
import callgate.kernel.Spawner;
import callgate.policy.Policy;
import callgate.syscall.KernelVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A program that is explained while it runs")
class ExplainModeTest {
  private static final String POLICY =
      """
      callgate: 1
      arches: [x86_64, x86]
      default: allow
      errno(EROFS): [mkdir, mkdirat]
      kill: [uname]
      trap: [sethostname]
      kill_thread: [getppid]
      """;

  private static final String PROGRAM =
      """
      #define _GNU_SOURCE
      #include <pthread.h>
      #include <signal.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/stat.h>
      #include <sys/syscall.h>
      #include <sys/utsname.h>
      #include <unistd.h>
      static int caught, calls;
      static void catch(int signal, siginfo_t *info, void *context) {
        caught = info->si_code, calls = info->si_syscall;
      }
      static void *die(void *nothing) { syscall(SYS_getppid); _exit(1); }
      int make_folder(const char *name) { return mkdir(name, 0700) + 1; }
      int main(int count, char **words) {
        if (!strcmp(words[1], "trap")) {
          struct sigaction action = {.sa_sigaction = catch, .sa_flags = SA_SIGINFO};
          sigaction(SIGSYS, &action, 0);
          sethostname("x", 1);
          return caught == 1 && calls == SYS_sethostname ? 11 : 1;
        }
        if (!strcmp(words[1], "thread")) {
          pthread_t thread;
          pthread_create(&thread, 0, die, 0);
          pthread_join(thread, 0);
          return 12;
        }
        if (!strcmp(words[1], "kill")) { struct utsname name; uname(&name); return 1; }
        return make_folder("made") ? 1 : 13;
      }
      """;

  private static final String GO =
      """
      package main

      import (
      	"os"
      	"runtime"
      	"sync"
      	"syscall"
      )

      //go:noinline
      func makeFolder() error { return syscall.Mkdir("made", 0700) }

      func main() {
      	var group sync.WaitGroup
      	for i := 0; i < 20; i++ {
      		group.Add(1)
      		go func() {
      			runtime.LockOSThread()
      			if makeFolder() != syscall.EROFS {
      				os.Exit(1)
      			}
      			group.Done()
      		}()
      	}
      	group.Wait()
      }
      """;

  /** Its clients are its own threads too; it ends well when each got 20 answers. */
  private static final String SERVER =
      """
      import errno, http.client, http.server, os, socketserver, threading

      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              try:
                  os.mkdir('made')
              except OSError as error:
                  self.send_response(200)
                  self.end_headers()
                  self.wfile.write(errno.errorcode[error.errno].encode())
          def log_message(self, *ignored):
              pass

      server = socketserver.ThreadingTCPServer(('127.0.0.1', 0), Handler)
      threading.Thread(target=server.serve_forever, daemon=True).start()
      answers = []
      def ask():
          for i in range(20):
              connection = http.client.HTTPConnection(*server.server_address)
              connection.request('GET', '/')
              answers.append(connection.getresponse().read())
      clients = [threading.Thread(target=ask) for i in range(4)]
      for client in clients:
          client.start()
      for client in clients:
          client.join()
      os._exit(0 if answers == [b'EROFS'] * 80 else 1)
      """;

  @TempDir private Path folder;

  private static final class Seen implements Incidents {
    final List<Incident> incidents = new ArrayList<>();
    final List<String> deaths = new ArrayList<>();
    int more;

    @Override
    public void happened(Incident incident) {
      incidents.add(incident);
    }

    @Override
    public void elsewhere(Incident incident) {
      incidents.add(incident);
    }

    @Override
    public void again(Violation call) {
      more++;
    }

    @Override
    public void ended(Incident last, ExitStatus status) {
      deaths.add(last.text() + " " + status.signal());
    }

    @Override
    public void end(ExitStatus status, boolean complete) {}
  }

  private Policy policy() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), POLICY);
    Source source = PolicySource.read(file.toString(), ReadOptions.on(KernelVersion.running()));
    return ((Source.Written) source).policy();
  }

  private ExitStatus explain(Incidents incidents, String... command) throws IOException {
    Policy policy = policy();
    return ExplainMode.run(
            Executable.find(List.of(command)),
            Confinement.of(policy),
            Explainer.of(policy),
            Privileges.GIVE_UP,
            incidents)
        .status();
  }

  private ExitStatus without(String... command) throws IOException {
    Filter filter = Filter.of(FilterCompiler.compile(policy()));
    return Spawner.spawn(Executable.find(List.of(command)), filter).await();
  }

  private String compiled(String... options) throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/gcc")), "needs gcc: apt-get install gcc-multilib");
    Path source = Files.writeString(folder.resolve("program.c"), PROGRAM);
    String program = folder.resolve("program").toString();
    List<String> command =
        new ArrayList<>(List.of("gcc", "-O1", "-pthread", "-o", program, source.toString()));
    command.addAll(List.of(options));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    assumeTrue(status == 0, "needs gcc for 32 bits too: apt-get install gcc-multilib");
    return program;
  }

  @Test
  @DisplayName("gets the errno of its policy, and goes on")
  void errno() throws Exception {
    Seen seen = new Seen();
    String program = compiled();
    assertEquals(13, explain(seen, program, "folder").forShell());
    Incident incident = seen.incidents.getFirst();
    assertEquals("mkdir(\"made\", 0700)", incident.text());
    assertEquals("the call failed with EROFS", incident.received().text());
    assertEquals("allow: [mkdir]", incident.explanation().fix().orElseThrow().entry());
    assertEquals(program, incident.caller().executable());
  }

  @Test
  @DisplayName("shows where in it the call was made, by the names of its functions")
  void stack() throws Exception {
    for (String option : List.of("-m64", "-m32", "-static")) {
      Seen seen = new Seen();
      explain(seen, compiled(option), "folder");
      List<String> functions =
          seen.incidents.getFirst().frames().stream()
              .map(NativeFrame.class::cast)
              .flatMap(frame -> frame.function().stream())
              .toList();
      assertTrue(functions.contains("make_folder"), option + functions);
      assertTrue(functions.contains("main"), option + functions);
      NativeFrame own =
          seen.incidents.getFirst().frames().stream()
              .map(NativeFrame.class::cast)
              .filter(frame -> frame.function().equals(java.util.Optional.of("main")))
              .findFirst()
              .orElseThrow();
      assertEquals(40, own.buildId().orElseThrow().length());
    }
  }

  @Test
  @DisplayName("shows the functions of Go, and each place once, whichever threads were there")
  void go() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/go")), "needs go: apt-get install golang-go");
    Path source = Files.writeString(folder.resolve("program.go"), GO);
    String program = folder.resolve("program").toString();
    ProcessBuilder build = new ProcessBuilder("go", "build", "-o", program, source.toString());
    build.environment().put("CGO_ENABLED", "0");
    build.environment().put("GOCACHE", folder.resolve("cache").toString());
    assertEquals(0, build.inheritIO().start().waitFor());
    Seen seen = new Seen();
    assertEquals(0, explain(seen, program).forShell());
    List<String> functions =
        seen.incidents.getFirst().frames().stream()
            .map(NativeFrame.class::cast)
            .flatMap(frame -> frame.function().stream())
            .toList();
    assertTrue(
        functions.containsAll(List.of("main.makeFolder", "main.main.func1", "runtime.goexit.abi0")),
        functions::toString);
    assertEquals(1, seen.incidents.size());
    assertEquals(19, seen.more);
  }

  @Test
  @DisplayName("goes on answering as a server whose threads are all stopped, and each is counted")
  void server() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "needs python3: apt-get install python3");
    Path server = Files.writeString(folder.resolve("server.py"), SERVER);
    Seen seen = new Seen();
    assertEquals(0, explain(seen, "/usr/bin/python3", server.toString()).forShell());
    assertEquals("the call failed with EROFS", seen.incidents.getFirst().received().text());
    assertEquals(1, seen.incidents.stream().map(Incident::text).distinct().count());
    assertEquals(80, seen.incidents.size() + seen.more);
  }

  @Test
  @DisplayName("is killed by the kernel's filter itself, with the same status")
  void kill() throws Exception {
    Seen seen = new Seen();
    String program = compiled();
    ExitStatus status = explain(seen, program, "kill");
    assertEquals(without(program, "kill").signal(), status.signal());
    assertEquals(159, status.forShell());
    assertEquals("the process was killed (SIGSYS)", seen.incidents.getFirst().received().text());
    assertTrue(seen.deaths.getFirst().startsWith("uname(0x"), seen.deaths::toString);
  }

  @Test
  @DisplayName("gets a trap's signal with the kernel's own data, and can handle it")
  void trap() throws Exception {
    Seen seen = new Seen();
    assertEquals(11, explain(seen, compiled(), "trap").forShell());
    assertEquals("sethostname(\"x\", 1)", seen.incidents.getFirst().text());
    assertEquals(List.of("sethostname(\"x\", 1) 0"), seen.deaths);
  }

  @Test
  @DisplayName("loses one thread where the policy says so, and goes on")
  void thread() throws Exception {
    Seen seen = new Seen();
    assertEquals(12, explain(seen, compiled(), "thread").forShell());
    Who who = seen.incidents.getFirst().caller();
    assertTrue(who.thread() != who.process(), who::toString);
    assertEquals(List.of("getppid() 31"), seen.deaths);
  }

  @Test
  @DisplayName("and its children, in their own namespaces too, are explained once a kind")
  void children() throws Exception {
    Seen seen = new Seen();
    String program = compiled();
    explain(seen, "env", "unshare", "-Ur", program, "folder");
    explain(seen, "xargs", "-a", "/proc/version", "-n", "1", program);
    assertEquals(2, seen.incidents.size());
    assertEquals(program, seen.incidents.getFirst().caller().executable());
    assertTrue(seen.more >= 2, "told again only in numbers: " + seen.more);
  }

  @Test
  @DisplayName("can't move the terminal's cursor with what it calls things")
  void hostile() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    IncidentText text = new IncidentText(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    explain(text, "mkdir", "a\u001b[2J\ncallgate: all is well");
    String shown = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(
        shown.startsWith("callgate: mkdir(\"a\\x1b[2J\\ncallgate: all is well\", 0777)\n"), shown);
    assertTrue(
        shown.endsWith("callgate: the program exited with status 1; 1 call stopped: mkdir 1\n"),
        shown);
  }
}
