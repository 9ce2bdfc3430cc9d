package callgate.format.elastic;

import callgate.format.Document;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go source with a policy for go-seccomp-bpf, as Beats and Elastic's profiler have it. */
public final class ElasticGoFormat implements PolicyFormat {
  private static final Pattern CONSTRAINT =
      Pattern.compile("^//\\s*(?:go:build|\\+build)\\s+(.*)$", Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("!?\\w+");
  private static final Pattern FILE = Pattern.compile("_(\\w+?)\\.go$");

  @Override
  public String name() {
    return "elastic-go";
  }

  @Override
  public String summary() {
    return "Go source for go-seccomp-bpf; --package says its package";
  }

  @Override
  public boolean recognises(Document document) {
    return document.text().contains("go-seccomp-bpf\"")
        && document.text().contains(GoLiteral.START);
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    GoLiteral.Found found = GoLiteral.read(document.name(), document.text());
    Abi abi = abi(document).orElseGet(options::abi);
    return new ElasticReader(
            document.name(),
            ElasticSection.of(found.policy()),
            line -> found.comments().getOrDefault(line, ""),
            options.withAbi(abi))
        .read();
  }

  /** {@return the one ABI that the source is built for, if it or its name says so} */
  private static Optional<Abi> abi(Document document) {
    List<Abi> abis = new ArrayList<>();
    Matcher constraint = CONSTRAINT.matcher(document.text());
    while (constraint.find()) {
      WORD.matcher(constraint.group(1))
          .results()
          .forEach(
              word -> Abi.of(word.group()).filter(abi -> !abis.contains(abi)).ifPresent(abis::add));
    }
    Matcher file = FILE.matcher(document.name());
    if (abis.isEmpty() && file.find()) {
      String name = file.group(1);
      Abi.of(name.substring(name.lastIndexOf('_') + 1)).ifPresent(abis::add);
    }
    return abis.size() == 1 ? Optional.of(abis.getFirst()) : Optional.empty();
  }

  @Override
  public Policy suited(Policy learned) {
    return ElasticPolicy.suited(learned);
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return ElasticGo.write(ElasticPolicy.of(policy, options), options.packageName());
  }
}
