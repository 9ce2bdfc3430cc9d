package callgate.live.hotspot;

/** A VM whose data are not where they are looked for. */
final class UnknownVm extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownVm(String message) {
    super(message, null, false, false);
  }
}
