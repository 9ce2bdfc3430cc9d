package callgate.format.oci;

import callgate.format.ContainerRuntime;
import callgate.format.ReadOptions;
import callgate.format.Warning;
import callgate.format.oci.OciProfile.Arch;
import callgate.format.oci.OciProfile.ArchRow;
import callgate.format.oci.OciProfile.Entry;
import callgate.format.oci.OciProfile.Filter;
import callgate.policy.BadInput;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers the conditions of a profile: which ABIs and which entries count on a machine, for a
 * container, as Docker (moby/profiles, seccomp_linux.go) and Podman (containers/common,
 * pkg/seccomp) do.
 */
final class OciSurroundings {
  /** The machines for which Podman looks at {@code archMap}. */
  private static final Set<Abi> PODMAN_ROWS =
      Set.of(
          Abi.X86_64,
          Abi.AARCH64,
          Abi.MIPS64,
          Abi.MIPS64N32,
          Abi.MIPSEL64,
          Abi.MIPSEL64N32,
          Abi.S390X);

  private final ReadOptions options;

  OciSurroundings(ReadOptions options) {
    this.options = options;
  }

  /**
   * {@return the ABIs of the filter, the machine's own first, which libseccomp always adds}
   *
   * @throws BadInput where libseccomp can't put them in one filter
   */
  List<Abi> abis(OciProfile profile, List<Warning> warnings) {
    Set<Abi> abis = new LinkedHashSet<>(List.of(options.host()));
    for (Arch arch : arches(profile, warnings)) {
      if (arch.abi().order() != options.host().order()) {
        throw new BadInput(
            arch.position(),
            arch.abi().token()
                + " and this machine's "
                + options.host().token()
                + " differ in byte order; libseccomp takes no such profile");
      }
      abis.add(arch.abi());
    }
    return List.copyOf(abis);
  }

  /** {@return the ABIs on which runc answers newer calls} */
  List<Abi> answered(OciProfile profile) {
    return options.runtime() == ContainerRuntime.RUNC_1_1
        ? arches(profile, new ArrayList<>()).stream().map(Arch::abi).toList()
        : abis(profile, new ArrayList<>());
  }

  private List<Arch> arches(OciProfile profile, List<Warning> warnings) {
    if (profile.rows().isEmpty()) {
      return profile.architectures();
    }
    Optional<ArchRow> row =
        profile.rows().stream().filter(r -> r.own().abi() == options.host()).findFirst();
    if (row.isEmpty() || ignoresRows()) {
      warnings.add(
          new Warning(
              profile.rows().getFirst().own().position(),
              "of archMap nothing counts on "
                  + options.host().token()
                  + ": the profile is about that ABI only"));
      return List.of();
    }
    return row.get().others();
  }

  private boolean ignoresRows() {
    return switch (options.runtime()) {
      case DOCKER -> options.host() == Abi.LOONGARCH64;
      case PODMAN -> !PODMAN_ROWS.contains(options.host());
      case RUNC, RUNC_1_1, CRUN -> false;
    };
  }

  /** {@return whether an entry counts} */
  boolean admits(Entry entry) {
    Filter excludes = entry.excludes();
    Filter includes = entry.includes();
    return !excludes.arches().contains(machine())
        && excludes.caps().stream().noneMatch(options.capabilities()::contains)
        && !excludes.minKernel().filter(v -> options.kernel().compareTo(v) >= 0).isPresent()
        && (includes.arches().isEmpty() || includes.arches().contains(machine()))
        && options.capabilities().containsAll(includes.caps())
        && !includes.minKernel().filter(v -> options.kernel().compareTo(v) < 0).isPresent();
  }

  /** {@return what {@code arches} calls the machine} */
  private String machine() {
    return switch (options.host()) {
      case X86_64 -> "amd64";
      case AARCH64 -> "arm64";
      case MIPS64N32 -> "mips64n32";
      case MIPSEL64N32 -> "mipsel64n32";
      case LOONGARCH64 -> options.runtime() == ContainerRuntime.PODMAN ? "loong64" : "loongarch64";
      default -> options.host().token();
    };
  }
}
