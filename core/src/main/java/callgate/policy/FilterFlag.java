package callgate.policy;

/** {@code SECCOMP_FILTER_FLAG_*} that a policy can ask for (seccomp(2)). */
public enum FilterFlag {
  LOG(2),
  SPEC_ALLOW(4),
  WAIT_KILLABLE_RECV(32);

  private final int bit;

  FilterFlag(int bit) {
    this.bit = bit;
  }

  public int bit() {
    return bit;
  }
}
