package callgate.format.callgate;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;

/** Callgate's own format. */
public final class CallgateFormat implements PolicyFormat {
  @Override
  public String name() {
    return "callgate";
  }

  @Override
  public String summary() {
    return "Callgate's own: YAML with reasons, named arguments and constants";
  }

  @Override
  public boolean recognises(Document document) {
    return recognisesOwn(document);
  }

  static boolean recognisesOwn(Document document) {
    return document.text().contains(Header.VERSION)
        && document.structure().orElse(null) instanceof Node.Mapping root
        && root.get(Header.VERSION).isPresent();
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    return CallgateReader.read(document, options);
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return CallgateWriter.write(policy);
  }

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public List<String> withRule(Document document, Policy policy, Policy wanted, Rule rule) {
    return CallgateEdits.withRule(document, policy, rule);
  }

  @Override
  public List<String> withAbi(Document document, Policy policy, Abi abi) {
    return CallgateEdits.withAbi(document, policy, abi);
  }
}
