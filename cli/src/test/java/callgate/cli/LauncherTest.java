package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The launcher")
class LauncherTest {
  private static final String PATH = "/usr/bin:/bin";

  @TempDir Path directory;
  Installation installation;
  Path jdk;

  @BeforeEach
  void install() throws IOException {
    installation = new Installation(directory);
    jdk = installation.jdk("jdk-25", "25.0.1");
  }

  private Ran launch(String... arguments) throws Exception {
    return Installation.run(
        Map.of("PATH", PATH, "JAVA_HOME", jdk.toString()), installation.launcher(), arguments);
  }

  private static List<String> lines(Ran ran, String kind) {
    return ran.out()
        .lines()
        .filter(line -> line.startsWith(kind + ": "))
        .map(line -> line.substring(kind.length() + 2))
        .toList();
  }

  private static boolean usesCache(Ran ran) {
    return ran.out().contains("argument: <-XX:AOTCache=");
  }

  @Test
  @DisplayName("hands on every argument as it is")
  void arguments() throws Exception {
    List<String> arguments = lines(launch("run", "--", "", "a b", "*", "-x", "$HOME"), "argument");
    assertEquals(
        List.of("<run>", "<-->", "<>", "<a b>", "<*>", "<-x>", "<$HOME>"),
        arguments.subList(arguments.indexOf("<callgate.cli.Main>") + 1, arguments.size()));
  }

  @Test
  @DisplayName("becomes Java: signals to its process reach it")
  void samePid() throws Exception {
    Process process =
        Installation.start(
            Map.of("PATH", PATH, "JAVA_HOME", jdk.toString()), installation.launcher(), "version");
    long pid = process.pid();
    assertEquals(List.of("" + pid), lines(Installation.finished(process), "pid"));
  }

  @Test
  @DisplayName("can be started through a link, a relative path and PATH")
  void places() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("link"), Path.of("../callgate"));
    Map<String, String> environment = Map.of("PATH", PATH, "JAVA_HOME", jdk.toString());
    for (String way : List.of("bin/link", "./callgate", "PATH=$PWD:$PATH callgate")) {
      Process shell =
          Installation.start(
              environment, Path.of("/bin/sh"), "-c", "cd " + directory + " && " + way + " version");
      Ran ran = Installation.finished(shell);
      assertTrue(ran.out().contains("<" + directory + "/lib/callgate.jar>"), way + ran);
    }
  }

  @Test
  @DisplayName("passes over a JDK in JAVA_HOME that is too old")
  void oldJavaHome() throws Exception {
    Path old = installation.jdk("jdk-17", "17.0.9");
    Ran ran =
        Installation.run(
            Map.of("PATH", jdk + "/bin:" + PATH, "JAVA_HOME", old.toString()),
            installation.launcher(),
            "version");
    assertEquals(List.of(jdk.toString()), lines(ran, "home"));
  }

  @Test
  @DisplayName("takes the JDK in JAVA_HOME before the one on PATH")
  void javaHomeFirst() throws Exception {
    Path newer = installation.jdk("jdk-26", "26");
    Ran ran =
        Installation.run(
            Map.of("PATH", jdk + "/bin:" + PATH, "JAVA_HOME", newer.toString()),
            installation.launcher(),
            "version");
    assertEquals(List.of(newer.toString()), lines(ran, "home"));
  }

  /** {@return the environment that the launcher saved for the program, sorted} */
  private static List<String> saved(Ran ran) {
    String encoded =
        lines(ran, "variable").stream()
            .filter(variable -> variable.startsWith("CALLGATE_ENVIRONMENT_"))
            .sorted(Comparator.comparing(variable -> variable.substring(0, variable.indexOf('='))))
            .map(variable -> variable.substring(variable.indexOf('=') + 1))
            .collect(Collectors.joining());
    String variables = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    return Stream.of(variables.split("\0")).sorted().toList();
  }

  @Test
  @DisplayName("saves the environment that a program must find: exactly its own")
  void savedEnvironment() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString(), "PATH", PATH);
    Ran ran = Installation.run(environment, installation.launcher(), "run", "--", "env");
    assertEquals(List.of("JAVA_HOME=" + jdk, "PATH=" + PATH), saved(ran));
  }

  @Test
  @DisplayName("saves variables that shells change by themselves, and that it uses itself")
  void shellVariables() throws Exception {
    String large = "x".repeat(100_000);
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME",
            jdk.toString(),
            "OLDPWD",
            "/old",
            "PATH",
            PATH,
            "PWD",
            "/stale",
            "SHLVL",
            "7",
            "id",
            "mine",
            "large",
            large);
    Ran ran = Installation.run(environment, installation.launcher(), "run", "--", "env");
    assertEquals(
        List.of(
            "JAVA_HOME=" + jdk,
            "OLDPWD=/old",
            "PATH=" + PATH,
            "PWD=/stale",
            "SHLVL=7",
            "id=mine",
            "large=" + large),
        saved(ran));
  }

  @Test
  @DisplayName("keeps JVM options that are meant for the program away from its own JVM")
  void jvmOptions() throws Exception {
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME",
            jdk.toString(),
            "PATH",
            PATH,
            "JAVA_TOOL_OPTIONS",
            "-Xmx1g \"$x\"",
            "_JAVA_OPTIONS",
            "-Xss1m");
    Ran ran = Installation.run(environment, installation.launcher(), "run", "--", "java");
    assertFalse(
        lines(ran, "variable").stream().anyMatch(variable -> variable.contains("JAVA_OPTIONS")));
    assertEquals(
        List.of(
            "JAVA_HOME=" + jdk,
            "JAVA_TOOL_OPTIONS=-Xmx1g \"$x\"",
            "PATH=" + PATH,
            "_JAVA_OPTIONS=-Xss1m"),
        saved(ran));
  }

  @Test
  @DisplayName("tells which signals were ignored, since the JVM changes that")
  void ignoredSignals() throws Exception {
    Map<String, String> environment = Map.of("PATH", PATH, "JAVA_HOME", jdk.toString());
    Process shell =
        Installation.start(
            environment,
            Path.of("/bin/sh"),
            "-c",
            "trap '' PIPE USR2; exec " + installation.launcher() + " run -- true");
    String option = "<-Dcallgate.signals.ignored=";
    String mask =
        lines(Installation.finished(shell), "argument").stream()
            .filter(argument -> argument.startsWith(option))
            .map(argument -> argument.substring(option.length(), argument.length() - 1))
            .findFirst()
            .orElseThrow();
    assertEquals(0x1800, Long.parseUnsignedLong(mask, 16) & 0x1800);
  }

  @Test
  @DisplayName("makes the AOT cache once, and says so")
  void cacheOnce() throws Exception {
    Ran first = launch("version");
    assertEquals(
        "callgate: preparing a faster start, once; this takes up to half a minute\n", first.err());
    assertTrue(usesCache(first));
    Ran second = launch("version");
    assertEquals("", second.err());
    assertTrue(usesCache(second));
    assertEquals(1, Installation.trainings(jdk));
  }

  @Test
  @DisplayName("makes the AOT cache once when it is started twice at once")
  void cacheOnceAtOnce() throws Exception {
    Map<String, String> environment = Map.of("PATH", PATH, "JAVA_HOME", jdk.toString());
    Process one = Installation.start(environment, installation.launcher(), "version");
    Process other = Installation.start(environment, installation.launcher(), "version");
    assertTrue(usesCache(Installation.finished(one)));
    assertTrue(usesCache(Installation.finished(other)));
    assertEquals(1, Installation.trainings(jdk));
  }

  @Test
  @DisplayName("makes the AOT cache with the options that it is used with")
  void sameOptions() throws Exception {
    assertTrue(launch("version").out().contains("argument: <--enable-native-access=ALL-UNNAMED>"));
  }

  @Test
  @DisplayName("makes a new AOT cache for another JDK")
  void otherJdk() throws Exception {
    launch("version");
    Path newer = installation.jdk("jdk-26", "26");
    Installation.run(
        Map.of("PATH", PATH, "JAVA_HOME", newer.toString()), installation.launcher(), "version");
    assertEquals(1, Installation.trainings(newer));
  }

  @Test
  @DisplayName("makes a new AOT cache after the JDK was replaced by another version")
  void replacedJdk() throws Exception {
    launch("version");
    Path release = jdk.resolve("release");
    Files.writeString(release, Files.readString(release).replace("25.0.1", "25.0.2"));
    Files.setLastModifiedTime(release, FileTime.fromMillis(0));
    assertTrue(usesCache(launch("version")));
    assertEquals(2, Installation.trainings(jdk));
  }

  @Test
  @DisplayName("takes a JDK again that was too old when it made the AOT cache")
  void replacedOldJdk() throws Exception {
    Path old = installation.jdk("jdk-17", "17.0.9");
    Map<String, String> environment =
        Map.of("PATH", jdk + "/bin:" + PATH, "JAVA_HOME", old.toString());
    Installation.run(environment, installation.launcher(), "version");
    Path release = old.resolve("release");
    Files.writeString(release, Files.readString(release).replace("17.0.9", "27.0.1"));
    Ran ran = Installation.run(environment, installation.launcher(), "version");
    assertEquals(List.of(old.toString()), lines(ran, "home"));
  }

  @Test
  @DisplayName("remembers the way to a JDK that it last found it by")
  void otherWay() throws Exception {
    Map<String, String> named = Map.of("PATH", PATH, "JAVA_HOME", jdk.toString());
    Installation.run(named, installation.launcher(), "version");
    assertEquals("JAVA_HOME", rememberedWay());
    Installation.run(Map.of("PATH", jdk + "/bin:" + PATH), installation.launcher(), "version");
    assertEquals("PATH", rememberedWay());
    assertEquals(1, Installation.trainings(jdk));
  }

  @Test
  @DisplayName("remembers nothing in a directory that others may write")
  void otherWayInWritableDirectory() throws Exception {
    Map<String, String> named = Map.of("PATH", PATH, "JAVA_HOME", jdk.toString());
    Installation.run(named, installation.launcher(), "version");
    Files.setPosixFilePermissions(installation.lib, PosixFilePermissions.fromString("rwxrwxrwx"));
    Installation.run(Map.of("PATH", jdk + "/bin:" + PATH), installation.launcher(), "version");
    assertEquals("JAVA_HOME", rememberedWay());
  }

  private String rememberedWay() throws IOException {
    return Files.readAllLines(installation.lib.resolve("callgate-1234abcd-lookup.jdk")).get(3);
  }

  @Test
  @DisplayName("follows a link to a JDK that leads to another one now")
  void movedLink() throws Exception {
    Path newer = installation.jdk("jdk-26", "26");
    Path link = Files.createSymbolicLink(directory.resolve("jdk"), jdk);
    Map<String, String> environment = Map.of("PATH", PATH, "JAVA_HOME", link.toString());
    Installation.run(environment, installation.launcher(), "version");
    Files.delete(link);
    Files.createSymbolicLink(link, newer);
    Installation.run(environment, installation.launcher(), "version");
    assertEquals(1, Installation.trainings(newer));
  }

  @Test
  @DisplayName(
      "uses one AOT cache for commands that only look up, one each to compile and run, one for all")
  void families() throws Exception {
    launch("version");
    String start = "<-XX:AOTCache=" + installation.lib + "/callgate-1234abcd-";
    assertTrue(lines(launch(), "argument").contains(start + "lookup.aot>"));
    Ran lookUp = launch("--json", "syscalls", "read");
    assertTrue(lines(lookUp, "argument").contains(start + "lookup.aot>"));
    assertTrue(lines(launch("compile", "-"), "argument").contains(start + "compile.aot>"));
    assertTrue(lines(launch("run", "--", "true"), "argument").contains(start + "run.aot>"));
    assertTrue(lines(launch("lint", "run"), "argument").contains(start + "all.aot>"));
    assertEquals(1, Installation.trainings(jdk));
  }

  @Test
  @DisplayName("makes a new AOT cache after a jar was replaced, even by an older file")
  void replacedJar() throws Exception {
    launch("version");
    Path jar = Files.writeString(directory.resolve("other.jar"), "other");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    Files.move(jar, installation.lib.resolve("library.jar"), StandardCopyOption.REPLACE_EXISTING);
    launch("version");
    assertEquals(2, Installation.trainings(jdk));
  }

  @Test
  @DisplayName("does not use the AOT cache of another build")
  void otherBuild() throws Exception {
    launch("version");
    Files.writeString(installation.lib.resolve("build"), "5678efab\n");
    Ran ran = launch("version");
    assertEquals(2, Installation.trainings(jdk));
    assertTrue(ran.out().contains("-5678efab-lookup.aot>"), ran.out());
  }

  @Test
  @DisplayName("does not use an AOT cache where others may write")
  void writableDirectory() throws Exception {
    launch("version");
    Files.setPosixFilePermissions(installation.lib, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertFalse(usesCache(launch("version")));
  }

  @Test
  @DisplayName("does not use an AOT cache that others may write")
  void writableCache() throws Exception {
    launch("version");
    Files.setPosixFilePermissions(
        installation.lib.resolve("callgate-1234abcd-lookup.aot"),
        PosixFilePermissions.fromString("rw-rw-rw-"));
    assertFalse(usesCache(launch("version")));
  }

  @Test
  @DisplayName("says that an installation without its build's id is broken, and fails with 125")
  void brokenInstallation() throws Exception {
    Files.delete(installation.lib.resolve("build"));
    assertEquals(
        new Ran(
            125,
            "",
            "callgate: this installation is broken: " + directory + "/lib/build is missing\n"),
        launch("version"));
  }

  @Test
  @DisplayName("runs the new code after a jar was swapped, AOT cache or not")
  void swappedJar() throws Exception {
    Path jar = installation.lib.resolve("callgate.jar");
    Map<String, String> environment =
        Map.of("PATH", PATH, "JAVA_HOME", System.getProperty("java.home"));
    jar("ONE", jar);
    Installation.run(environment, installation.launcher(), "version");
    assertEquals(new Ran(0, "ONE\n", ""), Installation.run(environment, installation.launcher()));
    assertTrue(Files.size(installation.lib.resolve("callgate-1234abcd-lookup.aot")) > 1_000_000);

    Path swapped = directory.resolve("swapped.jar");
    jar("TWO", swapped);
    Files.setLastModifiedTime(swapped, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    Files.move(swapped, jar, StandardCopyOption.REPLACE_EXISTING);
    assertEquals("TWO\n", Installation.run(environment, installation.launcher()).out());
    assertEquals(new Ran(0, "TWO\n", ""), Installation.run(environment, installation.launcher()));
  }

  /** Makes a jar whose main class prints a word. */
  private void jar(String word, Path jar) throws IOException {
    Path classes = Files.createDirectories(directory.resolve(word));
    Path source = classes.resolve("Main.java");
    Files.writeString(
        source,
        "package callgate.cli; public class Main { public static void main(String[] a) {"
            + " System.out.println(\""
            + word
            + "\"); } }");
    assertEquals(
        0,
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, "-d", classes.toString(), source.toString()));
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
      entries.putNextEntry(new JarEntry("callgate/cli/Main.class"));
      Files.copy(classes.resolve("callgate/cli/Main.class"), entries);
    }
  }
}
