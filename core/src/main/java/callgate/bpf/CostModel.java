package callgate.bpf;

/** Which calls cost something. */
public enum CostModel {
  /** All of them run the filter: kernels before 5.11. */
  EVERY_CALL,
  /**
   * Calls that are allowed whatever their arguments don't run the filter: kernels from 5.11 on keep
   * them in a bitmap (seccomp_cache_prepare in kernel/seccomp.c). What is left are denied and
   * argument-checked calls.
   */
  CACHED;

  /**
   * What a call that is in the bitmap still counts, so that the tree serves other kernels and load
   * time too.
   */
  static final double SHARE_OF_CACHED = 0.1;
}
