package callgate.lint;

import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/** Whether conditions test arguments that exist and that are numbers. */
final class ArgumentCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    subject
        .policy()
        .ifPresent(policy -> policy.rules().forEach(rule -> rule(policy, rule, findings)));
    return findings;
  }

  private static void rule(Policy policy, Rule rule, List<Finding> findings) {
    List<Test> tests = new ArrayList<>();
    collect(rule.condition(), tests);
    for (Calls calls : tests.isEmpty() ? List.<Calls>of() : rule.calls()) {
      if (calls instanceof Calls.Named(String name)) {
        missing(policy, rule, name, tests, findings);
        addresses(policy, rule, name, tests, findings);
      }
    }
  }

  private static void collect(Condition condition, List<Test> tests) {
    if (condition instanceof Condition.All(var parts)) {
      parts.forEach(part -> collect(part, tests));
    } else if (condition instanceof Condition.Any(var parts)) {
      parts.forEach(part -> collect(part, tests));
    } else if (condition instanceof Condition.Not(var part)) {
      collect(part, tests);
    } else {
      tests.add((Test) condition);
    }
  }

  private static void missing(
      Policy policy, Rule rule, String name, List<Test> tests, List<Finding> findings) {
    int largest = -1;
    for (Test test : tests) {
      if (test.argument() != Test.INSTRUCTION_POINTER) {
        largest = Math.max(largest, test.argument());
      }
    }
    List<Abi> lacking = new ArrayList<>();
    int most = 0;
    for (Abi abi : concerned(policy, rule, name)) {
      int count = Syscalls.arguments(abi, name).size();
      if (count > 0 && count <= largest) {
        lacking.add(abi);
        most = Math.max(most, count);
      }
    }
    if (!lacking.isEmpty()) {
      findings.add(
          Finding.of(
              Code.NO_SUCH_ARGUMENT,
              rule.position(),
              "argument "
                  + largest
                  + " of "
                  + name
                  + " is tested, but on "
                  + Words.abis(lacking)
                  + " it takes "
                  + (most == 1 ? "one argument" : most + " arguments"),
              "What the register holds then is up to the program; arguments count from 0. Old calls"
                  + " of 32-bit ABIs, such as mmap of x86, take one pointer to all of them.",
              "test another argument, or give these ABIs a rule of their own"));
    }
  }

  private static void addresses(
      Policy policy, Rule rule, String name, List<Test> tests, List<Finding> findings) {
    for (Test test : tests) {
      for (Abi abi : concerned(policy, rule, name)) {
        List<Argument> arguments = Syscalls.arguments(abi, name);
        boolean address =
            test.argument() < arguments.size() && arguments.get(test.argument()).kind().isAddress();
        if (address && test.value() != 0) {
          findings.add(
              Finding.of(
                  Code.ADDRESS_COMPARED,
                  rule.position(),
                  "argument "
                      + arguments.get(test.argument()).name()
                      + " of "
                      + name
                      + " is an address, but is compared with 0x"
                      + Long.toHexString(test.value()),
                  "Addresses differ from run to run, and what lies there is out of a filter's reach.",
                  "test another argument; addresses can only be compared with 0"));
          return;
        }
      }
    }
  }

  private static List<Abi> concerned(Policy policy, Rule rule, String name) {
    return policy.abis().stream()
        .filter(abi -> rule.appliesTo(abi) && Syscalls.number(abi, name).isPresent())
        .toList();
  }
}
