package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Of a file with several YAML documents")
class YamlDocumentsTest {
  private static final ReadOptions OPTIONS =
      ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  private static final String SERVICE = "kind: Service\nmetadata: { name: web }\n";

  @TempDir Path directory;

  private static String profile(String name, String spec, String call) {
    return """
    apiVersion: security-profiles-operator.x-k8s.io/v1
    kind: SeccompProfile
    metadata:
      name: %s
    spec:
      %sdefaultAction: SCMP_ACT_ERRNO
      syscalls:
      - action: SCMP_ACT_ALLOW
        names: [%s, mseal]
    """
        .formatted(name, spec, call);
  }

  private static Reading reading(String text) {
    return Formats.read(Document.of("all.yaml", text), OPTIONS);
  }

  private static Reading part(String text, String part) {
    return Formats.read(Document.of("all.yaml", text).withPart(part), OPTIONS);
  }

  private static String problem(String text) {
    return String.valueOf(assertThrows(BadInput.class, () -> reading(text)).getMessage());
  }

  @Test
  @DisplayName("the only policy is read, with the places that it has in the file")
  void only() {
    String text =
        "# what runs\n" + SERVICE + "---\n" + profile("web", "", "raed") + "---\n" + SERVICE;
    assertEquals("all.yaml:13:13", reading(text).warnings().getFirst().position().toString());
    assertEquals(
        Optional.of("kubernetes"),
        Formats.of(Document.of("all.yaml", text)).map(PolicyFormat::name));
  }

  @Test
  @DisplayName("a policy of any format may be the only one")
  void anyFormat() {
    String own = "callgate: 1\ndefault: errno(EPERM)\nallow: [read]\n";
    assertEquals(
        "ALLOW", Policies.decide(reading(SERVICE + "---\n" + own).policy(), Abi.X86_64, "read"));
  }

  @Test
  @DisplayName("one of several policies is chosen by its name")
  void several() {
    String text = profile("web", "", "read") + "---\n" + profile("db", "", "write");
    assertEquals(
        "all.yaml:11:1: a second policy stands here; say which one is meant, as all.yaml:NAME:"
            + " SeccompProfile web in line 1, SeccompProfile db in line 11",
        problem(text));
    Policy chosen = part(text, "db").policy();
    assertEquals("ALLOW", Policies.decide(chosen, Abi.X86_64, "write"));
    assertEquals("ERRNO(1)", Policies.decide(chosen, Abi.X86_64, "read"));
    assertEquals(
        "all.yaml: no policy here has the name cache; there are SeccompProfile web in line 1,"
            + " SeccompProfile db in line 11",
        String.valueOf(assertThrows(BadInput.class, () -> part(text, "cache")).getMessage()));
  }

  @Test
  @DisplayName("all are named where none is a policy")
  void none() {
    assertEquals(
        "all.yaml:1:1: none of these documents is a policy that Callgate reads: Service web in line"
            + " 1, no YAML in line 4, a list in line 6",
        problem(SERVICE + "---\nkind: [\n---\n- 1\n"));
  }

  @Test
  @DisplayName("one may be the base of another")
  void base() {
    String text =
        profile("base", "", "read")
            + "---\n"
            + profile("web", "baseProfileName: base\n  ", "write");
    Reading reading = part(text, "web");
    assertEquals("ALLOW", Policies.decide(reading.policy(), Abi.X86_64, "read"));
    assertEquals("ALLOW", Policies.decide(reading.policy(), Abi.X86_64, "write"));
    assertEquals(List.of(), reading.warnings());
  }

  @Test
  @DisplayName("a base may be in another file of the folder")
  void beside() throws IOException {
    Files.writeString(
        directory.resolve("bases.yaml"), SERVICE + "---\n" + profile("base", "", "read"));
    Path file =
        Files.writeString(
            directory.resolve("web.yaml"), profile("web", "baseProfileName: base\n  ", "write"));
    Source source = PolicySource.read(file.toString(), OPTIONS);
    assertEquals("ALLOW", Policies.decide(((Source.Written) source).policy(), Abi.X86_64, "read"));
  }

  @Test
  @DisplayName("no profile is based on itself")
  void circle() {
    String text = profile("web", "baseProfileName: web\n  ", "write") + "---\n" + SERVICE;
    assertEquals(
        "all.yaml:6:20: this profile is based on itself, or on too long a chain", problem(text));
  }
}
