package callgate.bpf;

/**
 * What is known of the runs of a search tree that are told apart by a threshold only: by their
 * first and last range the cost, and where the threshold is. Few of all possible runs come up.
 */
final class LargeRuns {
  private static final int NONE = 0;

  /** First and last range of a run, 16 bits each; no run that is large ends with range 0. */
  private int[] runs;

  private double[] costs;
  private short[] splits;
  private int count;

  /**
   * @param places room for three quarters as many runs, until more come; a power of two
   */
  LargeRuns(int places) {
    runs = new int[places];
    costs = new double[places];
    splits = new short[places];
  }

  /** {@return where a run is noted, or -1} */
  int place(int first, int last) {
    int place = slot(first << 16 | last);
    return runs[place] == NONE ? -1 : place;
  }

  double cost(int place) {
    return costs[place];
  }

  int split(int place) {
    return splits[place];
  }

  void add(int first, int last, double cost, int split) {
    if (4 * ++count > 3 * runs.length) {
      grow();
    }
    put(first << 16 | last, cost, (short) split);
  }

  private void put(int run, double cost, short split) {
    int place = slot(run);
    runs[place] = run;
    costs[place] = cost;
    splits[place] = split;
  }

  private int slot(int run) {
    int mask = runs.length - 1;
    int hash = run * 0x9E3779B1;
    int place = (hash ^ hash >>> 15) & mask;
    while (runs[place] != NONE && runs[place] != run) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    int[] oldRuns = runs;
    double[] oldCosts = costs;
    short[] oldSplits = splits;
    runs = new int[2 * oldRuns.length];
    costs = new double[runs.length];
    splits = new short[runs.length];
    for (int i = 0; i < oldRuns.length; i++) {
      if (oldRuns[i] != NONE) {
        put(oldRuns[i], oldCosts[i], oldSplits[i]);
      }
    }
  }
}
