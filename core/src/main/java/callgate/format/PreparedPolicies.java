package callgate.format;

import callgate.policy.Policy;
import callgate.syscall.KernelVersion;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The policies that come with Callgate, read before and written down as {@link PolicyLines}: taking
 * YAML apart is a third of what {@code run} does in a process that has just started.
 *
 * <p>The launcher has the file made together with the AOT cache, and names it only where it uses
 * that. A policy stands there under what it was read with, and under how its conditions on kernels
 * came out; whoever asks for it with other answers gets it from the YAML.
 */
public final class PreparedPolicies {
  /** The property that names the file. */
  public static final String FILE = "callgate.policies";

  private static final String KERNEL = "- kernel:";
  private static final char START = '@';

  private PreparedPolicies() {}

  /** {@return the text of such a file for policies as they are read with these options} */
  public static String text(ReadOptions options) {
    StringBuilder text = new StringBuilder();
    for (String name : Builtins.namesOn(options.abi())) {
      ReadOptions answering = Builtins.answering(name, options);
      Document document = Builtins.document(name, options);
      Reading reading = Formats.read(document, answering);
      Optional<String> lines = PolicyLines.of(reading.policy());
      if (reading.warnings().isEmpty() && lines.isPresent()) {
        text.append(START).append(key(document.name(), answering));
        for (String kernel : kernels(document.text())) {
          text.append('\t').append(kernel).append(' ').append(holds(kernel, answering));
        }
        text.append('\n').append(lines.get());
      }
    }
    return text.toString();
  }

  /** {@return the policy of that title as it is read with these options, if it was prepared} */
  static Optional<Policy> find(String title, ReadOptions options) {
    String file = System.getProperty(FILE);
    return file == null ? Optional.empty() : find(load(file), title, options);
  }

  /** {@return the same from the text of a file} */
  static Optional<Policy> find(String text, String title, ReadOptions options) {
    String start = START + key(title, options);
    int at = text.startsWith(start) ? 0 : text.indexOf("\n" + start) + 1;
    if (!text.startsWith(start, at)) {
      return Optional.empty();
    }
    int end = text.indexOf('\n', at);
    for (int from = at + start.length(); from < end; ) {
      if (text.charAt(from) != '\t') {
        return Optional.empty();
      }
      int space = text.indexOf(' ', from);
      int next = text.indexOf('\t', space);
      int stop = next < 0 || next > end ? end : next;
      String answer = text.substring(space + 1, stop);
      if (!answer.equals(String.valueOf(holds(text.substring(from + 1, space), options)))) {
        return Optional.empty();
      }
      from = stop;
    }
    int following = text.indexOf("\n" + START, end);
    return Optional.of(
        PolicyLines.read(
            title, text.substring(end + 1, following < 0 ? text.length() : following + 1)));
  }

  /** What a policy in YAML is read with; unknown names, of which there are none, aside. */
  private static String key(String title, ReadOptions options) {
    return title
        + '\t'
        + options.abi().token()
        + '\t'
        + String.join(",", new TreeSet<>(options.capabilities()));
  }

  /** {@return the kernels that conditions ask for} */
  private static List<String> kernels(String yaml) {
    List<String> kernels = new ArrayList<>();
    for (int at = yaml.indexOf(KERNEL); at >= 0; at = yaml.indexOf(KERNEL, at + 1)) {
      kernels.add(yaml.substring(at + KERNEL.length(), yaml.indexOf('\n', at)).strip());
    }
    return kernels;
  }

  private static boolean holds(String kernel, ReadOptions options) {
    return options.kernel().compareTo(KernelVersion.parse(kernel).orElseThrow()) >= 0;
  }

  private static String load(String file) {
    try (InputStream in = new FileInputStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
