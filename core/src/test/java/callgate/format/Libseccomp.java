package callgate.format;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.bpf.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** libseccomp itself, asked as container runtimes ask it. */
final class Libseccomp {
  private Libseccomp() {}

  /**
   * What libseccomp makes of a profile.
   *
   * @param program the filter
   * @param tree the tree that it was made of, as pseudo code
   */
  record Made(Program program, String tree) {}

  /**
   * {@return what each profile gives; empty where libseccomp refuses it}
   *
   * @param profiles each in the lines that {@code libseccomp-export.c} reads
   * @param directory where to compile
   */
  static List<Optional<Made>> export(List<String> profiles, Path directory)
      throws IOException, InterruptedException {
    assumeTrue(
        Files.exists(Path.of("/usr/include/seccomp.h")) && Files.exists(Path.of("/usr/bin/gcc")),
        "needs libseccomp: apt-get install gcc libseccomp-dev");
    Path source = directory.resolve("export.c");
    try (InputStream in = Libseccomp.class.getResourceAsStream("libseccomp-export.c")) {
      Files.copy(in, source);
    }
    Path export = directory.resolve("export");
    run(new ProcessBuilder("gcc", "-O1", "-o", export.toString(), source.toString(), "-lseccomp"));
    Path input = directory.resolve("profiles");
    Files.writeString(input, String.join("\n", profiles) + "\n");
    byte[] output =
        run(new ProcessBuilder("timeout", "60", export.toString()).redirectInput(input.toFile()));
    ByteBuffer buffer = ByteBuffer.wrap(output).order(ByteOrder.nativeOrder());
    List<Optional<Made>> made = new ArrayList<>();
    while (buffer.hasRemaining()) {
      made.add(buffer.getInt(buffer.position()) < 0 ? refused(buffer) : made(buffer));
    }
    return made;
  }

  private static Optional<Made> refused(ByteBuffer buffer) {
    buffer.getInt();
    return Optional.empty();
  }

  private static Optional<Made> made(ByteBuffer buffer) {
    Program program = Program.read(next(buffer), ByteOrder.nativeOrder());
    return Optional.of(new Made(program, new String(next(buffer), StandardCharsets.UTF_8)));
  }

  private static byte[] next(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.getInt()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    process.getInputStream().transferTo(output);
    if (process.waitFor() != 0) {
      throw new AssertionError(
          builder.command() + " failed: " + output.toString(StandardCharsets.UTF_8));
    }
    return output.toByteArray();
  }
}
