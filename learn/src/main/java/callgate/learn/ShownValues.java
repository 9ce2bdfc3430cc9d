package callgate.learn;

import callgate.syscall.Abi;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers the values of one argument as a log shows them; what they mean depends on the ABI, which
 * may come later.
 */
final class ShownValues {
  private final Map<String, Long> counts = new HashMap<>();
  private long total;
  private boolean many;

  void add(String shown) {
    total++;
    if (!many) {
      counts.merge(shown, 1L, Long::sum);
      many = counts.size() > SeenValues.LIMIT;
    }
  }

  /**
   * {@return the values} What can't be understood is not counted, so that it shows that some are
   * missing.
   */
  SeenValues seen(Abi abi, int argument) {
    SortedMap<Long, Long> known = new TreeMap<>(Long::compareUnsigned);
    if (many) {
      return new SeenValues(argument, total, known);
    }
    long understood = 0;
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      OptionalLong value = ShownValue.of(abi, entry.getKey());
      if (value.isPresent()) {
        known.merge(value.getAsLong(), entry.getValue(), Long::sum);
        understood += entry.getValue();
      }
    }
    return new SeenValues(argument, understood, known);
  }
}
