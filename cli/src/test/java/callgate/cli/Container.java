package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A container that a real runtime starts from a root file system with one static program in it.
 *
 * @param runtime {@code runc} or {@code crun}
 * @param bundle where its files are
 */
record Container(String runtime, Path bundle) {
  /** What {@code crun} needs where cgroups of both versions are mounted. */
  private static final String WITHOUT_UNIFIED =
      "umount /sys/fs/cgroup/unified 2> /dev/null; exec \"$@\"";

  private static int started;

  /** How it is started. */
  record Settings(boolean noNewPrivileges, int user) {
    static final Settings DEFAULT = new Settings(false, 0);
  }

  /** {@return a container with a program, whose source is C} */
  static Container of(String runtime, Path directory, String source) throws Exception {
    assumeTrue(
        Files.readString(Path.of("/proc/self/status")).matches("(?s).*\nUid:\t0\t.*"),
        "needs root: containers are started");
    needs(runtime, runtime);
    needs("gcc", "gcc");
    Path bundle = Files.createDirectories(directory.resolve(runtime));
    for (String place : List.of("bin", "proc", "dev", "sys")) {
      Files.createDirectories(bundle.resolve("rootfs").resolve(place));
    }
    Path code = Files.writeString(bundle.resolve("program.c"), source);
    Path program = bundle.resolve("rootfs/bin/program");
    finished("gcc", "-O2", "-static", "-o", program.toString(), code.toString());
    Files.copy(program, directory.resolve("program"), StandardCopyOption.REPLACE_EXISTING);
    return new Container(runtime, bundle);
  }

  private static void needs(String program, String debianPackage) throws Exception {
    assumeTrue(
        run("sh", "-c", "command -v " + program).status() == 0,
        "needs apt-get install " + debianPackage);
  }

  private static void finished(String... command) throws Exception {
    Ran ran = run(command);
    assertEquals(0, ran.status(), ran.toString());
  }

  private static Ran run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    return Installation.finished(process);
  }

  /** {@return what the program did in a container of its own} */
  Ran run(String profile, Settings settings, String... arguments) throws Exception {
    configure(profile, settings, arguments);
    String id = id();
    Ran ran = runtime("run", id);
    runtime("delete", "--force", id);
    return ran;
  }

  /** Does something with the number of the container's process, while it waits. */
  Ran inspect(String profile, Settings settings, PidConsumer<Ran> work) throws Exception {
    configure(profile, settings, "wait");
    String id = id();
    Path pid = bundle.resolve("pid");
    try {
      Process process = process("run", "--detach", "--pid-file", pid.toString(), id);
      // The container holds these open as long as it lives.
      process.getInputStream().close();
      process.getErrorStream().close();
      assertEquals(0, process.waitFor(), "the container doesn't start");
      return work.apply(Integer.parseInt(Files.readString(pid).trim()));
    } finally {
      runtime("delete", "--force", id);
    }
  }

  /** Work that may fail. */
  interface PidConsumer<R> {
    R apply(int pid) throws Exception;
  }

  private static synchronized String id() {
    return "callgate-test-" + ProcessHandle.current().pid() + "-" + started++;
  }

  private Ran runtime(String... arguments) throws Exception {
    return Installation.finished(process(arguments));
  }

  private Process process(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (runtime.equals("crun")) {
      command.addAll(List.of("unshare", "-m", "sh", "-c", WITHOUT_UNIFIED, "sh"));
    }
    command.add(runtime);
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(bundle.toFile()).start();
    process.getOutputStream().close();
    return process;
  }

  private void configure(String profile, Settings settings, String... arguments)
      throws IOException {
    StringBuilder words = new StringBuilder("\"/bin/program\"");
    for (String argument : arguments) {
      words.append(", \"").append(argument).append('"');
    }
    Files.writeString(
        bundle.resolve("config.json"),
        """
        {
          "ociVersion": "1.0.2",
          "process": {
            "user": { "uid": USER, "gid": USER },
            "args": [ARGUMENTS],
            "cwd": "/",
            "noNewPrivileges": NNP
          },
          "root": { "path": "rootfs" },
          "mounts": [{ "destination": "/proc", "type": "proc", "source": "proc" }],
          "linux": {
            "namespaces": [{ "type": "pid" }, { "type": "ipc" }, { "type": "mount" }],
            "seccomp": PROFILE
          }
        }
        """
            .replace("USER", Integer.toString(settings.user()))
            .replace("ARGUMENTS", words)
            .replace("NNP", Boolean.toString(settings.noNewPrivileges()))
            .replace("PROFILE", profile));
  }
}
