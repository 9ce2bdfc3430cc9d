package callgate.format.seccompiler;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.OneArch;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Spelling;
import java.util.List;
import java.util.stream.Collectors;

/** JSON of seccompiler. */
public final class SeccompilerFormat implements PolicyFormat {
  @Override
  public String name() {
    return "seccompiler";
  }

  @Override
  public String summary() {
    return "JSON of seccompiler, for Firecracker and Cloud Hypervisor";
  }

  @Override
  public boolean recognises(Document document) {
    return document.isJson()
        && document.structure().orElse(null) instanceof Node.Mapping root
        && root.entries().stream().anyMatch(entry -> isFilter(entry.value()));
  }

  private static boolean isFilter(Node node) {
    return node instanceof Node.Mapping filter
        && filter.get("filter").isPresent()
        && filter.entries().stream().anyMatch(entry -> entry.key().text().endsWith("_action"));
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    Node.Mapping root = (Node.Mapping) document.tree();
    List<Node.Entry> threads = root.entries();
    FilterReader reader = new FilterReader(document, options);
    if (document.part().isEmpty()) {
      if (threads.size() == 1) {
        return reader.read(document.name(), threads.getFirst().value());
      }
      throw new BadInput(
          root.position(),
          "this has filters for several threads; say which: "
              + threads.stream()
                  .map(thread -> document.name() + ":" + thread.key().text())
                  .collect(Collectors.joining(", ")));
    }
    String part = document.part().get();
    return root.get(part)
        .map(filter -> reader.read(document.name() + ":" + part, filter))
        .orElseThrow(() -> noThread(root, part));
  }

  private static BadInput noThread(Node.Mapping root, String part) {
    List<String> names = root.entries().stream().map(entry -> entry.key().text()).toList();
    return new BadInput(
        root.position(),
        "this has no filter for "
            + part
            + Spelling.nearest(part, names)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("; there are " + String.join(", ", names)));
  }

  @Override
  public boolean hasParts() {
    return true;
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return SeccompilerWriter.write(policy, options);
  }

  /** {@return a learned policy with the actions that Firecracker's own filters have} */
  @Override
  public Policy suited(Policy learned) {
    return OneArch.suited(learned, Action.trap(0), Action.KILL_PROCESS);
  }
}
