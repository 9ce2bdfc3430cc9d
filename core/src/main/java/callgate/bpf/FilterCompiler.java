package callgate.bpf;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.NumberMap;
import callgate.decision.PolicyMeaning;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes filters of policies. Compiles what the policy means, not how it is written; the symbolic
 * execution of the result must be that meaning again, or no filter leaves.
 */
public final class FilterCompiler {
  private static final int ARCH_OFFSET = 4;
  private static final int NUMBER_OFFSET = 0;
  private static final int LITTLE_ENDIAN = 0x40000000;

  private final Meaning meaning;
  private final List<Abi> abis;
  private final CompileOptions options;
  private final CodeGraph graph = new CodeGraph();
  private final WordCode littleEndian;
  private final WordCode bigEndian;

  private FilterCompiler(Meaning meaning, List<Abi> abis, CompileOptions options) {
    this.meaning = meaning;
    this.abis = abis;
    this.options = options;
    this.littleEndian = new WordCode(meaning.diagrams(), graph, true);
    this.bigEndian = new WordCode(meaning.diagrams(), graph, false);
  }

  /** {@return the proven filter of a policy, for speed, all calls weighing the same} */
  public static ProvenFilter compile(Policy policy) {
    return compile(policy, CompileOptions.DEFAULT);
  }

  /**
   * {@return the proven filter of a policy}
   *
   * @throws InvalidProgram when it has more than 4096 instructions
   * @throws callgate.decision.TooComplex when the policy's meaning does not fit into memory
   * @throws ProofFailed when the filter is not the policy; a defect of the compiler
   */
  public static ProvenFilter compile(Policy policy, CompileOptions options) {
    Meaning meaning = PolicyMeaning.of(policy, new Diagrams());
    Program program = compile(meaning, policy.abis(), options);
    PolicyCheck.check(policy, meaning);
    return new ProvenFilter(policy, program, meaning);
  }

  /**
   * {@return a program with a meaning, proven}
   *
   * @param abis the ABIs that weights are asked for; the first is tested for first
   */
  public static Program compile(Meaning meaning, List<Abi> abis, CompileOptions options) {
    FilterCompiler compiler = new FilterCompiler(meaning, abis, options);
    Program program = Layout.of(compiler.graph, compiler.root());
    prove(program, meaning);
    return program;
  }

  /**
   * Checks that a program does what is meant, for every ABI, number and argument.
   *
   * @throws ProofFailed with a call that shows that it does not
   */
  public static void prove(Program program, Meaning meant) {
    Meaning found = SymbolicExecution.beside(meant, program);
    Optional<Call> witness = Meaning.witness(meant, found);
    if (witness.isPresent()) {
      Call call = witness.get();
      throw new ProofFailed(call, Action.of(meant.evaluate(call)), Action.of(found.evaluate(call)));
    }
  }

  private int root() {
    List<Integer> order = new ArrayList<>();
    for (Abi abi : abis) {
      if (!order.contains(abi.auditArch())) {
        order.add(abi.auditArch());
      }
    }
    for (int arch : meaning.arches()) {
      if (!order.contains(arch)) {
        order.add(arch);
      }
    }
    int code = numbers(meaning.others(), LITTLE_ENDIAN);
    int loaded = code;
    for (int i = order.size() - 1; i >= 0; i--) {
      int arch = order.get(i);
      code = graph.test(Opcode.JEQ_K, arch, numbers(meaning.map(arch), arch), code);
    }
    return code == loaded ? code : graph.load(ARCH_OFFSET, code);
  }

  private int numbers(NumberMap map, int arch) {
    WordCode words = (arch & LITTLE_ENDIAN) != 0 ? littleEndian : bigEndian;
    NumberCode numbers = new NumberCode(graph, words, map, concerned(arch), options);
    int code = numbers.tree();
    if (options.objective() == Objective.SIZE && numbers.coversX32()) {
      int shared = numbers.treeSharedWithX32();
      code = graph.countFrom(shared) < graph.countFrom(code) ? shared : code;
    }
    return graph.load(NUMBER_OFFSET, code);
  }

  private List<Abi> concerned(int arch) {
    return abis.stream().filter(abi -> abi.auditArch() == arch).toList();
  }
}
