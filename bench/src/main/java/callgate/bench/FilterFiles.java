package callgate.bench;

import callgate.bpf.FilterCompiler;
import callgate.policy.Newer;
import callgate.policy.Policy;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the filters that Callgate and libseccomp make of Docker's default profile for x86_64, so
 * that their cost in the kernel can be measured. Arguments: the directory {@code bench}, the
 * directory to write to.
 */
public final class FilterFiles {
  private FilterFiles() {}

  /** Writes {@code callgate.bpf}, {@code list.bpf} and {@code tree.bpf}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path bench = Path.of(arguments[0]);
    Path directory = Path.of(arguments[1]);
    Libseccomp libseccomp =
        Libseccomp.build(bench.resolve("libseccomp/generate.c"), bench.resolve("target"));
    Policy read = Profiles.read("builtin:docker", "x86_64");
    Policy policy = read.withNewer(new Newer.AsDefault());
    write(
        directory.resolve("callgate.bpf"),
        FilterCompiler.compile(policy).program().write(ByteOrder.nativeOrder()));
    write(
        directory.resolve("list.bpf"),
        libseccomp.make(policy, 1).filter().write(ByteOrder.nativeOrder()));
    write(
        directory.resolve("tree.bpf"),
        libseccomp.make(policy, 2).filter().write(ByteOrder.nativeOrder()));
  }

  private static void write(Path file, byte[] filter) throws IOException {
    Files.write(file, filter);
  }
}
