package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process that becomes a program")
class ExecutionTest {
  /** Everything that a program inherits and could notice, except for its own process id. */
  private static final String WORLD =
      """
      tr '\\0' '\\n' < /proc/$$/environ | grep -v '^_='
      grep -E 'Sig|Cap|Umask|Groups|THP|allowed:' /proc/$$/status | grep -v SigQ
      for fd in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 63; do
        [ -e /proc/$$/fd/$fd ] && echo $fd $(readlink /proc/$$/fd/$fd | tr -d 0-9)
      done
      ulimit -a
      cd /proc/$$ && cat coredump_filter oom_score_adj personality timerslack_ns loginuid
      ps -o ppid= -o pgid= -o sid= -o ni= -o comm= -o args= -p $$ | sed "s/$$/PID/g"
      """;

  @TempDir Path folder;

  @Test
  @DisplayName("keeps its process id")
  void sameProcess() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            ChildJvm.command(Becomes.class, "allow", "/bin/sh", "-c", "echo $$; exit 3"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(process.pid() + "\n", output);
    assertEquals(3, process.waitFor());
  }

  @Test
  @DisplayName("finds the world as it was")
  void sameWorld() throws Exception {
    assumeTrue(Commands.exist("bash"), "needs bash: apt-get install bash");
    String world = Files.writeString(folder.resolve("world"), WORLD).toString();
    List<String> program = List.of("/bin/sh", world);
    assertEquals(inAnOddWorld(program), inAnOddWorld(becoming(program)));
  }

  @Test
  @DisplayName("passes on arguments that are no text")
  void rawArguments() throws Exception {
    String script =
        "exec \"$@\" /usr/bin/printf '%s' $'x\\xe9y' 'caf\\xc3\\xa9' \"$(printf 'caf\\303\\251')\"";
    List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", script, "bash"));
    command.addAll(ChildJvm.command(Becomes.class, "allow"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    assertEquals("x\u00e9ycaf\\xc3\\xa9caf\u00c3\u00a9", ChildJvm.finish(builder).output());
  }

  @Test
  @DisplayName("runs under the filter, with no new privileges")
  void filtered() throws Exception {
    ChildJvm child =
        ChildJvm.run(
            Becomes.class,
            "allow",
            "grep",
            "-E",
            "^(Seccomp|NoNewPrivs|Threads)",
            "/proc/self/status");
    assertEquals("Threads:\t1\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n", child.output());
  }

  @Test
  @DisplayName("says when the filter does not let it execute")
  void refusedExecve() throws Exception {
    assertEquals(
        new ChildJvm(126, "can't execute true: EPERM\n"),
        ChildJvm.run(Becomes.class, "errno", "true"));
  }

  @Test
  @DisplayName("ends as the filter says when execve is what it kills for")
  void killedByExecve() throws Exception {
    assertEquals(new ChildJvm(159, ""), ChildJvm.run(Becomes.class, "kill-process", "true"));
    assertEquals(new ChildJvm(159, ""), ChildJvm.run(Becomes.class, "kill-thread", "true"));
  }

  @Test
  @DisplayName("does not start a program without its filter")
  void refusedFilter() throws Exception {
    ChildJvm child = ChildJvm.run(Becomes.class, "bad-flag", "echo", "started");
    assertEquals(new ChildJvm(125, "the kernel refused the filter: EINVAL\n"), child);
  }

  @Test
  @DisplayName("hands on no file of the JVM in place of closed input, output and error")
  void closedDescriptors() throws Exception {
    Path result = folder.resolve("result");
    String script =
        "exec 0<&- 1>&- 2>&-; exec \"$@\" /bin/sh -c 'ls -l /proc/self/fd > " + result + "'";
    List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", script, "bash"));
    command.addAll(ChildJvm.command(Becomes.class, "allow"));
    assertEquals(0, ChildJvm.finish(new ProcessBuilder(command)).status());
    String descriptors = Files.readString(result);
    assertFalse(descriptors.contains(System.getProperty("java.home")), descriptors);
    assertFalse(descriptors.contains(".jar"), descriptors);
  }

  private static List<String> becoming(List<String> program) {
    List<String> command = ChildJvm.command("IGNORED", Becomes.class, "allow");
    command.addAll(program);
    return command;
  }

  /** {@return what a command writes where much is unusual: signals, descriptors, limits, names} */
  private ChildJvm inAnOddWorld(List<String> command) throws Exception {
    String script =
        """
        trap '' PIPE XFSZ USR1
        exec 7< /dev/null 63< /dev/null
        ulimit -n 777 -c 5
        umask 027
        ignored=$(sed -n 's/^SigIgn:[[:space:]]*//p' /proc/self/status)
        exec nice "${@/IGNORED/$ignored}"
        """;
    List<String> odd = new ArrayList<>(Arrays.asList("/bin/bash", "-c", script, "bash"));
    odd.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(odd);
    builder.environment().put("UNUSUAL", "two\nlines");
    return ChildJvm.finish(builder);
  }

  /** Becomes the program that its arguments name, after the filter that they name. */
  static final class Becomes {
    public static void main(String[] arguments) {
      List<String> command = List.of(arguments).subList(1, arguments.length);
      int execve = SystemCall.EXECVE.number();
      Filter filter =
          switch (arguments[0]) {
            case "allow" -> RawFilters.always(RawFilters.ALLOW);
            case "errno" -> RawFilters.only(execve, RawFilters.ERRNO + 1);
            case "kill-process" -> RawFilters.only(execve, RawFilters.KILL_PROCESS);
            case "kill-thread" -> RawFilters.only(execve, RawFilters.KILL_THREAD);
            case "bad-flag" -> RawFilters.always(RawFilters.ALLOW).withFlags(1 << 30);
            default -> throw new IllegalArgumentException(arguments[0]);
          };
      try {
        Execution.become(Executable.find(command), filter, Privileges.GIVE_UP);
      } catch (CannotExecute cannot) {
        System.out.println(cannot.getMessage());
        System.exit(cannot.exitStatus());
      } catch (InstallFailed refused) {
        System.out.println(refused.getMessage());
        System.exit(125);
      }
    }
  }
}
