package callgate.bench;

import callgate.bpf.FilterCompiler;
import callgate.bpf.ProvenFilter;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Policy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a policy that was read to a filter that was proven, in a JVM that did it before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CompilerBenchmark {
  @Param({"builtin:docker", "builtin:podman"})
  String profile = "";

  @Param({"x86_64", "x86_64+x86+x32"})
  String abis = "";

  private Policy policy = Profiles.read("builtin:unconfined");
  private ProvenFilter filter = FilterCompiler.compile(policy);

  /** Reads and compiles what is measured. */
  @Setup
  public void prepare() {
    policy = Profiles.read(profile, abis);
    filter = FilterCompiler.compile(policy);
  }

  /** Reads the profile from its file. */
  @Benchmark
  public Policy read() {
    return Profiles.read(profile, abis);
  }

  /** Finds out what the policy means. */
  @Benchmark
  public Meaning meaning() {
    return PolicyMeaning.of(policy, new Diagrams());
  }

  /** Compiles it and proves the result. */
  @Benchmark
  public ProvenFilter compileAndProve() {
    return FilterCompiler.compile(policy);
  }

  /**
   * Proves what was compiled before: the policy's meaning, the filter's, and whether they agree.
   */
  @Benchmark
  public Meaning prove() {
    Meaning meaning = PolicyMeaning.of(policy, new Diagrams());
    FilterCompiler.prove(filter.program(), meaning);
    return meaning;
  }
}
