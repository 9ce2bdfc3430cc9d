package callgate.format.northstar;

import callgate.format.Builtins;
import callgate.format.ReadOptions;
import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.WriteOptions;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the section {@code seccomp} without its key, sorted: what the default profile allows by
 * itself is left out where the policy allows all of it.
 */
final class NorthstarWriter {
  /** The default profile has more calls, so that it needn't be read for fewer. */
  private static final int FEW = 200;

  private NorthstarWriter() {}

  static Rendering write(Policy policy, WriteOptions options) {
    Draft draft = Drafting.of(policy, new NorthstarDialect(), options);
    List<Loss> losses = new ArrayList<>(draft.losses());
    if (draft.calls().stream().noneMatch(c -> c.name().equals("execve") && c.isAlways())) {
      String what = "Northstar always allows execve, to start the program";
      if (!options.widen()) {
        throw new BadInput(
            Position.of(policy.name()),
            what + ": more would be allowed; --lossy --widen takes that, and shows it");
      }
      losses.add(new Loss(Position.of(policy.name()), what));
    }
    List<String> notes = new ArrayList<>(draft.notes());
    StringBuilder text = new StringBuilder();
    List<CallDraft> calls = draft.calls();
    if (options.profile() && coversProfile(draft)) {
      text.append("profile: default\n");
      Map<String, CallDraft> covered = new HashMap<>();
      profile(draft).calls().forEach(call -> covered.put(call.name(), call));
      calls =
          calls.stream()
              .filter(call ->
                  !covered.containsKey(call.name())
                      || !covered.get(call.name()).cases().equals(call.cases()))
              .toList();
      notes.add(
          "the profile default also allows what the capabilities of the container ask for;"
              + " --no-default-profile lists all calls instead");
    }
    if (!calls.isEmpty()) {
      text.append("allow:\n");
      calls.forEach(call -> text.append(entry(call)));
    } else if (text.isEmpty()) {
      text.append("allow: {}\n");
    }
    return Rendering.text(text.toString(), losses, notes);
  }

  /** {@return what the default profile allows a container without capabilities} */
  private static Draft profile(Draft draft) {
    ReadOptions options =
        ReadOptions.onNewestKernel().withAbi(draft.abis().getFirst()).withCapabilities(Set.of());
    Policy profile = Builtins.read(Builtins.NORTHSTAR, options).policy();
    return Drafting.of(profile, new NorthstarDialect(), WriteOptions.DEFAULT);
  }

  /** {@return whether a draft for one ABI allows all that the default profile does} */
  private static boolean coversProfile(Draft draft) {
    if (draft.abis().size() != 1 || draft.calls().size() < FEW) {
      return false;
    }
    Map<String, CallDraft> allowed = new HashMap<>();
    draft.calls().forEach(call -> allowed.put(call.name(), call));
    return profile(draft).calls().stream()
        .allMatch(call -> {
          CallDraft own = allowed.get(call.name());
          return own != null && (own.isAlways() || own.cases().equals(call.cases()));
        });
  }

  private static String entry(CallDraft call) {
    String start = "  " + call.name() + ": ";
    String reason = call.reason().isEmpty() ? "" : "    # " + call.reason();
    if (call.isAlways()) {
      return start + "any" + reason + "\n";
    }
    List<ArgumentTest> tests =
        call.cases().getFirst().alternatives().stream().map(List::getFirst).toList();
    StringBuilder entry = new StringBuilder(start).append("!args").append(reason).append('\n');
    entry.append("    index: ").append(tests.getFirst().argument()).append('\n');
    List<String> values =
        tests.stream()
            .filter(test -> !test.isMasked())
            .sorted(Comparator.comparing(ArgumentTest::value, Long::compareUnsigned))
            .map(test -> Long.toUnsignedString(test.value()))
            .toList();
    if (!values.isEmpty()) {
      entry.append("    values: [").append(String.join(", ", values)).append("]\n");
    }
    for (ArgumentTest test : tests) {
      if (test.isMasked()) {
        entry.append("    mask: 0x").append(Long.toHexString(~test.mask())).append('\n');
      }
    }
    return entry.toString();
  }
}
