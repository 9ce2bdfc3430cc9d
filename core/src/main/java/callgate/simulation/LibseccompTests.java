package callgate.simulation;

import callgate.format.Document;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the simulation tests of libseccomp: after a line {@code test type: bpf-sim} rows of
 *
 * <pre>
 * Testname Arch Syscall Arg0 Arg1 Arg2 Arg3 Arg4 Arg5 Result
 * </pre>
 *
 * {@code all} is the ABI that the test is for, {@code +x} another one; an argument {@code N} may be
 * anything; numbers and arguments can be ranges, of which the ends are tested.
 */
final class LibseccompTests {
  private static final String TYPE = "test type:";
  private static final int COLUMNS = 10;

  private final Document document;
  private final Abi abi;
  private final List<PolicyTest> tests = new ArrayList<>();

  private LibseccompTests(Document document, Abi abi) {
    this.document = document;
    this.abi = abi;
  }

  static boolean recognises(Document document) {
    return !document.isBinary() && document.text().contains(TYPE);
  }

  static List<PolicyTest> read(Document document, Abi abi) {
    LibseccompTests reader = new LibseccompTests(document, abi);
    reader.read();
    if (reader.tests.isEmpty()) {
      throw new BadInput(Position.of(document.name()), "there is no row of type bpf-sim in here");
    }
    return reader.tests;
  }

  private void read() {
    boolean simulation = false;
    int line = 0;
    for (String row : document.text().split("\n", -1)) {
      line++;
      String plain = row.strip();
      if (plain.startsWith(TYPE)) {
        simulation = plain.substring(TYPE.length()).strip().equals("bpf-sim");
      } else if (simulation && !plain.isEmpty() && !plain.startsWith("#")) {
        String[] columns = plain.split("\\s+");
        if (columns.length == COLUMNS) {
          row(new Position(document.name(), line, 1), columns);
        }
      }
    }
  }

  private void row(Position position, String[] columns) {
    ExpectedOutcome expected =
        outcome(columns[COLUMNS - 1])
            .orElseThrow(
                () -> new BadInput(position, columns[COLUMNS - 1] + " is no result of a test"));
    for (Abi on : abis(position, columns[1])) {
      try {
        for (String number : ends(columns[2])) {
          arguments(position, expected, on, number, columns, 0, new String[6]);
        }
      } catch (CallProblem e) {
        throw new BadInput(position, e.problem());
      }
    }
  }

  private void arguments(
      Position position,
      ExpectedOutcome expected,
      Abi on,
      String number,
      String[] columns,
      int index,
      String[] chosen)
      throws CallProblem {
    if (index < chosen.length) {
      for (String value : ends(columns[3 + index])) {
        chosen[index] = value;
        arguments(position, expected, on, number, columns, index + 1, chosen);
      }
      return;
    }
    CallReader reader = CallReader.of(on);
    List<OptionalLong> arguments = new ArrayList<>();
    for (String value : chosen) {
      arguments.add(
          value.equals("N") ? OptionalLong.empty() : OptionalLong.of(reader.argument(value)));
    }
    String text = number + "(" + String.join(", ", chosen).replace("N", "_") + ")";
    tests.add(new PolicyTest(position, expected, on, text, reader.number(number), arguments));
  }

  /** {@return the ends of a range, or the one value} */
  private static List<String> ends(String column) {
    int dash = column.indexOf('-', 1);
    boolean range = dash > 0 && Character.isDigit(column.charAt(0));
    return range ? List.of(column.substring(0, dash), column.substring(dash + 1)) : List.of(column);
  }

  private List<Abi> abis(Position position, String column) {
    List<Abi> abis = new ArrayList<>();
    for (String word : column.split(",", -1)) {
      if (word.startsWith("-")) {
        abi(position, word.substring(1)).ifPresent(abis::remove);
      } else if (word.startsWith("all") || word.startsWith("+all")) {
        abis.add(abi);
      } else {
        abi(position, word.startsWith("+") ? word.substring(1) : word).ifPresent(abis::add);
      }
    }
    return abis;
  }

  private static Optional<Abi> abi(Position position, String name) {
    Optional<Abi> abi = Abi.of(name);
    if (abi.isEmpty() && !name.startsWith("all")) {
      throw new BadInput(position, "there is no ABI " + name);
    }
    return abi;
  }

  private static Optional<ExpectedOutcome> outcome(String result) {
    return switch (result) {
      case "ALLOW" -> ExpectedOutcome.parse("allow");
      case "KILL" -> ExpectedOutcome.parse("kill_thread");
      default -> ExpectedOutcome.parse(result.toLowerCase(Locale.ROOT));
    };
  }
}
