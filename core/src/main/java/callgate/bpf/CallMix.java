package callgate.bpf;

import callgate.decision.Call;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls that programs make, and how often: what {@link Weights} are made of, with arguments. */
public record CallMix(List<Entry> entries) {
  /** Nothing is known. */
  public static final CallMix NONE = new CallMix(List.of());

  private static final int COLUMNS = 5;

  public CallMix {
    entries = List.copyOf(entries);
  }

  /**
   * A call and how often it is made.
   *
   * @param weight positive; in any unit, the same for all
   */
  public record Entry(Abi abi, Call call, double weight) {}

  /**
   * {@return the mix in a table with a line {@code nr arg0 arg1 arg2 weight} for each call of one
   * ABI, the columns divided by white space} Lines that start with {@code #} are comments.
   *
   * @param name what messages call the table
   * @throws BadInput where it is none
   */
  public static CallMix table(String name, String text, Abi abi) {
    List<Entry> entries = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String row = line.strip();
      if (!row.isEmpty() && !row.startsWith("#")) {
        entries.add(entry(row, abi, new Position(name, number, 1)));
      }
    }
    return new CallMix(entries);
  }

  private static Entry entry(String row, Abi abi, Position position) {
    String[] columns = row.split("\\s+", -1);
    if (columns.length != COLUMNS) {
      throw new BadInput(
          position, "a line has five columns, nr arg0 arg1 arg2 weight, not " + columns.length);
    }
    try {
      double weight = Double.parseDouble(columns[4]);
      if (!(weight > 0) || Double.isInfinite(weight)) {
        throw new BadInput(position, "a weight is a positive number, not " + columns[4]);
      }
      return new Entry(
          abi,
          Call.of(
              abi,
              (int) long64(columns[0]),
              long64(columns[1]),
              long64(columns[2]),
              long64(columns[3])),
          weight);
    } catch (NumberFormatException e) {
      throw new BadInput(position, "these are not numbers: " + row);
    }
  }

  private static long long64(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text, 2, text.length(), 16)
        : Long.parseUnsignedLong(text);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** {@return how often each number is called} */
  public Weights weights() {
    if (entries.isEmpty()) {
      return Weights.UNIFORM;
    }
    Map<Abi, Map<Integer, Double>> counts = new EnumMap<>(Abi.class);
    for (Entry entry : entries) {
      counts
          .computeIfAbsent(entry.abi(), abi -> new HashMap<>())
          .merge(entry.call().number(), entry.weight(), Double::sum);
    }
    return Weights.of(counts);
  }
}
