package callgate.format;

import callgate.syscall.Abi;
import callgate.syscall.GoNames;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of files with places for what Go's tools put there, such as {@code
 * policy_{{.GOOS}}_{{.GOARCH}}.go}.
 */
public final class FileName {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(.*?)}}");

  private FileName() {}

  /**
   * {@return the name for a policy about an ABI}
   *
   * @throws IllegalArgumentException where a place asks for something else
   */
  public static String of(String template, Abi abi) {
    if (!template.contains("{{")) {
      return template;
    }
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(value(place.group(1).strip(), abi)));
  }

  private static String value(String place, Abi abi) {
    return switch (place) {
      case ".GOOS" -> "linux";
      case ".GOARCH" -> GoNames.of(abi);
      default ->
          throw new IllegalArgumentException(
              "a file name can have {{.GOOS}} and {{.GOARCH}}, not {{" + place + "}}");
    };
  }
}
