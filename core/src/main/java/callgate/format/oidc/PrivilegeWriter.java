package callgate.format.oidc;

import callgate.format.ConditionText;
import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.WriteOptions;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one privilege file. oidc-agent allows a call with any arguments, whatever stands after it,
 * so a condition is a loss: the call is left out then, or, where more may be allowed, stands there
 * with its condition for Callgate to enforce.
 */
final class PrivilegeWriter {
  private PrivilegeWriter() {}

  static Rendering write(Policy policy, WriteOptions options) {
    Draft draft = Drafting.of(policy, new PrivilegeDialect(), options);
    List<Loss> losses = new ArrayList<>(draft.losses());
    StringBuilder text = new StringBuilder();
    for (CallDraft call : draft.calls()) {
      if (!call.isAlways()) {
        losses.add(
            new Loss(
                call.position(),
                "oidc-agent allows "
                    + call.name()
                    + " with any arguments; only Callgate enforces a condition"));
        if (!options.widen()) {
          continue;
        }
      }
      text.append(call.name());
      if (!call.isAlways()) {
        text.append(' ')
            .append(
                ConditionText.of(
                    condition(call, draft.abis().getFirst().argumentBits()),
                    call.name(),
                    draft.abis()));
      }
      if (!call.reason().isEmpty()) {
        text.append("  # ").append(call.reason().replaceAll("\\s+", " "));
      }
      text.append('\n');
    }
    return Rendering.text(text.toString(), losses, draft.notes());
  }

  private static Condition condition(CallDraft call, int bits) {
    List<Condition> any = new ArrayList<>();
    for (CallDraft.Case one : call.cases()) {
      for (List<ArgumentTest> tests : one.alternatives()) {
        List<Condition> all = tests.stream().map(test -> test(test, bits)).toList();
        any.add(all.size() == 1 ? all.getFirst() : new Condition.All(all));
      }
    }
    return any.size() == 1 ? any.getFirst() : new Condition.Any(any);
  }

  private static Condition test(ArgumentTest test, int bits) {
    return new Test(test.argument(), test.op(), test.value(), test.mask(), width(test, bits));
  }

  private static Width width(ArgumentTest test, int bits) {
    if (test.bits() == 32) {
      return Width.BITS_32;
    }
    return bits == 32 ? Width.WHOLE : Width.BITS_64;
  }
}
