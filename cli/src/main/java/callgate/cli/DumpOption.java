package callgate.cli;

import callgate.bpf.Dump;

/** {@code --dump FORM}. */
final class DumpOption {
  private DumpOption() {}

  static Dump of(String form) {
    return Dump.of(form).orElseThrow(() -> new UsageError("--dump is asm, hex or c, not " + form));
  }
}
