package callgate.format.elastic;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.Values;
import callgate.format.WriteOptions;
import callgate.policy.Policy;

/** Policies of go-seccomp-bpf, also in the configuration of a Beat. */
public final class ElasticFormat implements PolicyFormat {
  @Override
  public String name() {
    return "elastic";
  }

  @Override
  public String summary() {
    return "YAML for go-seccomp-bpf and Elastic's Beats";
  }

  @Override
  public boolean recognises(Document document) {
    return document.structure().orElse(null) instanceof Node.Mapping root
        && ElasticSection.isIn(root);
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    Node.Mapping root = Values.mapping(document.tree(), "a policy or configuration");
    return new ElasticReader(document.name(), ElasticSection.of(root), document::comment, options)
        .read();
  }

  @Override
  public Policy suited(Policy learned) {
    return ElasticPolicy.suited(learned);
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return ElasticYaml.write(ElasticPolicy.of(policy, options));
  }
}
