package callgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NodePairsTest {
  private final NodePairs pairs = new NodePairs();

  @Test
  void knowNothingAtFirst() {
    assertEquals(NodePairs.NONE, pairs.find(1, 2));
  }

  @Test
  void tellAPairFromItsReverse() {
    pairs.put(1, 2, 5);
    assertEquals(5, pairs.find(1, 2));
    assertEquals(NodePairs.NONE, pairs.find(2, 1));
  }

  @Test
  void keepWhatIsKnownOfLeavesAndNodesWhileTheyGrow() {
    for (int one = -100; one < 100; one++) {
      for (int other = -100; other < 100; other++) {
        pairs.put(one, other, 1000 * one + other);
      }
    }
    assertEquals(40_000, pairs.size());
    assertEquals(-100_100, pairs.find(-100, -100));
    assertEquals(99_099, pairs.find(99, 99));
    assertEquals(-1, pairs.find(0, -1));
  }
}
