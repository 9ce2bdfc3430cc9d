package callgate.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.bpf.FilterCompiler;
import callgate.bpf.Program;
import callgate.decision.RandomPolicies;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Filters in the source of programs")
class EmbeddedFormatsTest {
  private static final Policy POLICY =
      Policies.read(
          "callgate: 1",
          "arches: [x86_64, x86]",
          "default: errno(EPERM)",
          "newer: errno(ENOSYS)",
          "flags: [log, spec_allow]",
          "allow: [read, write, socket: { family: [AF_UNIX, AF_INET] }]");

  @TempDir private Path directory;

  private static Rendering write(String format, Policy policy) {
    OutputFormat output = Formats.output(format).orElseThrow();
    Rendering rendering = output.write(policy, WriteOptions.DEFAULT);
    assertEquals(
        Optional.empty(), Proof.of(output, policy, rendering, WriteOptions.DEFAULT).flaw());
    return rendering;
  }

  private static byte[] raw(Policy policy) {
    return FilterCompiler.compile(policy).program().write(ByteOrder.nativeOrder());
  }

  @Test
  @DisplayName("raw are the bytes that the kernel takes")
  void raw() {
    assertArrayEquals(raw(POLICY), write("raw", POLICY).bytes());
    assertTrue(write("raw", POLICY).isBinary());
  }

  @Test
  @DisplayName("say at their head whose they are, for which ABIs, how long and how to install them")
  void head() {
    int length = FilterCompiler.compile(POLICY).program().size();
    for (String format : List.of("c", "go", "rust", "java")) {
      String text = write(format, POLICY).text();
      assertTrue(text.contains("The seccomp filter of policy for x86_64, x86,"), text);
      assertTrue(text.contains(length + " instructions, proven to mean what the policy means"));
      assertTrue(text.contains("SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW"), text);
    }
  }

  @Test
  @DisplayName("in C are what gcc makes of them")
  void c() throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/usr/bin/gcc")), "needs a compiler: apt-get install gcc");
    Files.writeString(directory.resolve("filter.c"), write("c", POLICY).text());
    Files.writeString(
        directory.resolve("main.c"),
        """
        #include "filter.c"
        #include <stdio.h>
        int main(void) {
          return fwrite(seccomp_program.filter, 8, seccomp_program.len, stdout) != seccomp_program.len;
        }
        """);
    run("gcc", "-Wall", "-Wextra", "-Werror", "-o", "main", "main.c");
    assertArrayEquals(raw(POLICY), run("./main"));
  }

  @Test
  @DisplayName("in Go are what go makes of them")
  void go() throws IOException, InterruptedException {
    String go = program("go", "golang-go");
    Files.createDirectory(directory.resolve("seccomp"));
    Files.writeString(directory.resolve("go.mod"), "module example\n\ngo 1.17\n");
    Files.writeString(directory.resolve("seccomp/filter.go"), write("go", POLICY).text());
    Files.writeString(
        directory.resolve("main.go"),
        """
        package main

        import (
        	"encoding/binary"
        	"example/seccomp"
        	"os"
        )

        func main() {
        	binary.Write(os.Stdout, binary.LittleEndian, seccomp.Filter)
        }
        """);
    assertArrayEquals(raw(POLICY), run(go, "run", "."));
  }

  @Test
  @DisplayName("in Rust are what rustc makes of them")
  void rust() throws IOException, InterruptedException {
    String rustc = program("rustc", "rustc");
    Files.writeString(directory.resolve("filter.rs"), write("rust", POLICY).text());
    Files.writeString(
        directory.resolve("main.rs"),
        """
        mod filter;
        use std::io::Write;

        fn main() {
            for i in filter::FILTER.iter() {
                let mut out = std::io::stdout();
                out.write_all(&i.code.to_ne_bytes()).unwrap();
                out.write_all(&[i.jt, i.jf]).unwrap();
                out.write_all(&i.k.to_ne_bytes()).unwrap();
            }
        }
        """);
    run(rustc, "-D", "warnings", "main.rs");
    assertArrayEquals(raw(POLICY), run("./main"));
  }

  @Test
  @DisplayName("in Java are what javac makes of them, however long they are")
  void java() throws IOException, InterruptedException {
    StringBuilder everyThird = new StringBuilder("allow: [read");
    for (int number = 1000; number < 5000; number += 3) {
      everyThird.append(", { numbers: ").append(number).append(" }");
    }
    Policy longest =
        Policies.read("callgate: 1", "arches: [x86_64]", "default: errno(EPERM)", everyThird + "]");
    Files.writeString(directory.resolve("SeccompFilter.java"), write("java", longest).text());
    Files.writeString(
        directory.resolve("Show.java"),
        """
        class Show {
          public static void main(String[] args) {
            System.out.writeBytes(SeccompFilter.bytes());
          }
        }
        """);
    String jdk = System.getProperty("java.home") + "/bin/";
    run(jdk + "javac", "-Xlint:all", "-Werror", "Show.java");
    byte[] shown = run(jdk + "java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "Show");
    assertArrayEquals(raw(longest), shown);
    assertTrue(Program.read(shown, ByteOrder.nativeOrder()).size() > 1000);
  }

  @Test
  @DisplayName("are pseudo code as libseccomp shows it")
  void pseudoCode() {
    Policy policy =
        Policies.read(
            "callgate: 1",
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "foreign: kill_thread",
            "newer: { action: errno(ENOSYS), above: { x86_64: 471 } }",
            "allow: [read, socket: 'family:64 < 3', mmap: 'prot:64 == 0x100000001']");
    assertEquals(
        """
        #
        # pseudo filter code start
        #
        # filter for arch x86_64 (3221225534)
        if ($arch == 3221225534)
          # filter for syscall "read" (0)
          if ($syscall == 0)
            action ALLOW;
          # filter for syscall "mmap" (9)
          if ($syscall == 9)
            if ($a2.hi32 == 1)
              if ($a2.lo32 == 1)
                action ALLOW;
          # filter for syscall "socket" (41)
          if ($syscall == 41)
            if ($a0.hi32 > 0)
            else
              if ($a0.hi32 == 0)
                if ($a0.lo32 >= 3)
                else
                  action ALLOW;
              else
                action ALLOW;
          # newer calls
          if ($syscall > 471)
            action ERRNO(38);
          # default action
          action ERRNO(1);
        # invalid architecture action
        action KILL;
        #
        # pseudo filter code end
        #
        """,
        write("pfc", policy).text());
  }

  @Test
  @DisplayName("are pseudo code that means the same, or less and what is lost")
  void randomPseudoCode() {
    OutputFormat pfc = Formats.output("pfc").orElseThrow();
    RandomPolicies random = new RandomPolicies(20261125);
    int exact = 0;
    for (int i = 0; i < 100; i++) {
      Policy policy = random.next(4);
      Rendering rendering;
      try {
        rendering = pfc.write(policy, WriteOptions.DEFAULT);
      } catch (BadInput moreWouldBeAllowed) {
        continue;
      }
      exact += rendering.losses().isEmpty() ? 1 : 0;
      assertEquals(
          Optional.empty(),
          Proof.of(pfc, policy, rendering, WriteOptions.DEFAULT).flaw(),
          () -> policy + "\n" + rendering.text());
    }
    assertTrue(exact > 20, exact + " were exact");
  }

  @Test
  @DisplayName("have nothing from outside in them that ends a comment")
  void hostileNames() {
    Policy hostile =
        Formats.read(
                Document.of(
                    "a\n*/ int x; \\u002a\\u002f \u202e\u001b[31m b",
                    "callgate: 1\narches: [x86_64]\ndefault: kill\nallow: [read]\n"),
                Policies.OPTIONS)
            .policy();
    for (String format : List.of("c", "go", "rust", "java")) {
      String text = write(format, hostile).text();
      assertTrue(text.contains("of a?* / int x; ?u002a?u002f ?[31m b for x86_64"), text);
      assertFalse(text.contains("\u202e"));
    }
  }

  @Test
  @DisplayName("are for machines of one byte order")
  void oneByteOrder() {
    Policy both = POLICY.withAbis(List.of(Abi.X86_64, Abi.S390X));
    for (OutputFormat format : Formats.all()) {
      if (format instanceof EmbeddedFormat embedded && !embedded.name().equals("pfc")) {
        BadInput problem =
            Assertions.assertThrows(
                BadInput.class, () -> embedded.write(both, WriteOptions.DEFAULT));
        assertEquals(
            "policy: no machine has both x86_64 and s390x; choose with --arch which filter is"
                + " meant",
            problem.getMessage());
      }
    }
  }

  private static String program(String name, String debian) {
    for (String path : String.valueOf(System.getenv("PATH")).split(":", -1)) {
      if (Files.isExecutable(Path.of(path, name))) {
        return path + "/" + name;
      }
    }
    assumeTrue(false, "needs a compiler: apt-get install " + debian);
    return name;
  }

  private byte[] run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    process.getInputStream().transferTo(output);
    assertEquals(0, process.waitFor(), List.of(command).toString());
    return output.toByteArray();
  }
}
