package callgate.format;

import callgate.format.callgate.CallgateFormat;
import callgate.format.oci.OciFormat;
import callgate.policy.BadInput;
import callgate.syscall.Spelling;
import java.util.List;
import java.util.Optional;

/** The formats there are: one line each. */
public final class Formats {
  private static final List<PolicyFormat> ALL = List.of(new CallgateFormat(), new OciFormat());

  private Formats() {}

  /** {@return the formats in the order of the list that users see} */
  public static List<PolicyFormat> all() {
    return ALL;
  }

  /** {@return the format of that name} */
  public static Optional<PolicyFormat> named(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /**
   * {@return the policy that a document means, whatever format it is in}
   *
   * @throws BadInput where it means none
   */
  public static Reading read(Document document, ReadOptions options) {
    return of(document).orElseThrow(() -> unrecognised(document)).read(document, options);
  }

  /** {@return the format that a document is in; empty when it is in none, or no text} */
  static Optional<PolicyFormat> of(Document document) {
    return ALL.stream()
        .filter(format -> !document.isBinary() && format.recognises(document))
        .findFirst();
  }

  private static BadInput unrecognised(Document document) {
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
