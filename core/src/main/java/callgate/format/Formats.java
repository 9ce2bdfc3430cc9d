package callgate.format;

import callgate.format.callgate.CallgateFormat;
import callgate.format.elastic.ElasticFormat;
import callgate.format.elastic.ElasticGoFormat;
import callgate.format.embedded.CFormat;
import callgate.format.embedded.GoFormat;
import callgate.format.embedded.JavaFormat;
import callgate.format.embedded.PfcFormat;
import callgate.format.embedded.RawFormat;
import callgate.format.embedded.RustFormat;
import callgate.format.firejail.FirejailFormat;
import callgate.format.kafel.KafelFormat;
import callgate.format.minijail.MinijailFormat;
import callgate.format.northstar.NorthstarFormat;
import callgate.format.oci.KubernetesFormat;
import callgate.format.oci.OciFormat;
import callgate.format.oidc.OidcFormat;
import callgate.format.seccompiler.SeccompilerFormat;
import callgate.format.systemd.SystemdFormat;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The formats there are: one line each. */
public final class Formats {
  private static final List<PolicyFormat> READABLE =
      List.of(
          new CallgateFormat(),
          new OciFormat(),
          new KubernetesFormat(),
          new SystemdFormat(),
          new NorthstarFormat(),
          new ElasticFormat(),
          new ElasticGoFormat(),
          new OidcFormat(),
          new MinijailFormat(),
          new KafelFormat(),
          new FirejailFormat(),
          new SeccompilerFormat());

  private static final List<EmbeddedFormat> EMBEDDED =
      List.of(
          new RawFormat(),
          new CFormat(),
          new GoFormat(),
          new RustFormat(),
          new JavaFormat(),
          new PfcFormat());

  private Formats() {}

  /** {@return what policies can be written as, in the order of the list that users see} */
  public static List<OutputFormat> all() {
    List<OutputFormat> all = new ArrayList<>(READABLE);
    all.addAll(EMBEDDED);
    return all;
  }

  /** {@return the names of all formats, for messages and lists} */
  public static List<String> names() {
    return all().stream().map(OutputFormat::name).toList();
  }

  /** {@return the format of that name that can be written} */
  public static Optional<OutputFormat> output(String name) {
    return all().stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /** {@return the format of that name that can be read and written} */
  public static Optional<PolicyFormat> named(String name) {
    return READABLE.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /**
   * {@return the policy that a document means, whatever format it is in}
   *
   * @throws BadInput where it means none
   */
  public static Reading read(Document file, ReadOptions options) {
    Document document = policy(file);
    PolicyFormat format = single(document).orElseThrow(() -> unrecognised(document));
    if (document.part().isPresent() && !format.hasParts()) {
      throw new BadInput(
          Position.of(document.name()),
          "a policy in this format has no parts; leave out :" + document.part().get());
    }
    return format.read(document, options).in(format.name());
  }

  /**
   * {@return the policy among several documents in a file; the file itself where it is one}
   *
   * @throws BadInput where none of them is meant, or several are
   */
  public static Document policy(Document file) {
    List<Document> documents = YamlDocuments.of(file);
    return documents.isEmpty() || single(file).isPresent()
        ? file
        : YamlDocuments.chosen(file, documents, policies(documents));
  }

  /**
   * {@return the format that a document is in, or that of the policy among several documents; empty
   * when it is in none, or no text}
   */
  public static Optional<PolicyFormat> of(Document file) {
    return single(file)
        .or(() -> {
          List<Document> policies = policies(YamlDocuments.of(file));
          return policies.size() == 1 || file.part().isPresent()
              ? policies.stream().findFirst().flatMap(Formats::single)
              : Optional.empty();
        });
  }

  private static List<Document> policies(List<Document> documents) {
    return documents.stream().filter(document -> single(document).isPresent()).toList();
  }

  private static Optional<PolicyFormat> single(Document document) {
    return READABLE.stream()
        .filter(format ->
            document.isDirectory()
                ? format.recognisesDirectory(document)
                : !document.isBinary() && format.recognises(document))
        .findFirst();
  }

  private static BadInput unrecognised(Document document) {
    if (document.isDirectory()) {
      return new BadInput(
          Position.of(document.name()),
          "this is a directory, and no policy in several files; name one of them");
    }
    Node root = document.tree();
    String problem = "this is in none of the formats that Callgate reads";
    if (root instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      Node.Scalar first = mapping.entries().getFirst().key();
      Optional<String> meant =
          Spelling.nearest(first.text(), List.of("callgate", "defaultAction", "syscalls"));
      problem +=
          meant
              .map(
                  key -> ": it starts with the key " + first.text() + "; did you mean " + key + "?")
              .orElse("; a policy of Callgate's own starts with callgate: 1");
    } else {
      problem += "; it is " + root.kind();
    }
    return new BadInput(root.position(), problem);
  }
}
