package callgate.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * What this kernel and this user can do, found out by asking the kernel, not by its version.
 *
 * @param release the kernel's, as {@code uname -r} prints it
 * @param machine the machine's, as Java calls it
 * @param features in the order that people read them
 */
public record KernelFeatures(String release, String machine, List<Feature> features) {
  public KernelFeatures {
    features = List.copyOf(features);
  }

  /** {@return what there is} Nothing is left changed. */
  public static KernelFeatures probe() {
    ThreadStatus status = ThreadStatus.ofThread(SystemCall.GETTID.call());
    List<Feature> features = new ArrayList<>();
    features.addAll(CallerFeatures.probe(status));
    features.addAll(FilterFeatures.probe());
    features.addAll(RecordingFeatures.probe(status));
    features.addAll(LogFeatures.probe(status));
    return new KernelFeatures(
        System.getProperty("os.version"), System.getProperty("os.arch"), features);
  }

  /** {@return whether filters can be installed, without which nothing here makes sense} */
  public boolean hasFilters() {
    String name = FilterFeatures.INSTALLABLE.name();
    return features.stream().anyMatch(each -> each.available() && each.name().equals(name));
  }
}
