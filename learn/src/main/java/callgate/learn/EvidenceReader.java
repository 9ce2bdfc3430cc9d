package callgate.learn;

import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads what {@link EvidenceFile} wrote, or what somebody changed in it. */
final class EvidenceReader {
  private final EvidenceBuilder builder = new EvidenceBuilder();

  private EvidenceReader() {}

  static Evidence read(String file, InputStream input) {
    EvidenceReader reader = new EvidenceReader();
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), input)) {
      boolean header = true;
      while (parser.nextToken() != null) {
        JsonObject object = JsonObject.read(parser, file);
        if (header) {
          header(object);
        } else {
          reader.take(object);
        }
        header = false;
      }
      if (header) {
        throw new BadInput(Position.of(file), "the file is empty; evidence starts with a header");
      }
    } catch (JacksonException broken) {
      throw bad(file, broken);
    }
    return reader.builder.build();
  }

  private static BadInput bad(String file, JacksonException broken) {
    TokenStreamLocation location = broken.getLocation();
    Position position =
        location == null
            ? Position.of(file)
            : new Position(file, location.getLineNr(), location.getColumnNr());
    String text = broken.getOriginalMessage();
    return new BadInput(position, "not JSON: " + text.lines().findFirst().orElse("broken"));
  }

  private static void header(JsonObject object) {
    if (!object.has("callgate") || !object.text("callgate").equals("evidence")) {
      throw new BadInput(
          object.position(), "this is not evidence: it must start with {\"callgate\":\"evidence\"");
    }
    long version = object.number("version", 1);
    if (version != EvidenceFile.VERSION) {
      throw new BadInput(
          object.positionOf("version"),
          "evidence of version " + version + " needs a newer Callgate");
    }
  }

  private void take(JsonObject object) {
    if (object.has("call") || object.has("number")) {
      builder.add(observation(object));
    } else if (object.has("run")) {
      builder.add(run(object));
    } else if (object.has("program")) {
      builder.addProgram(object.text("program"), object.number("count", 1));
    } else {
      throw new BadInput(object.position(), "expected a run, a program or a call");
    }
  }

  private static Run run(JsonObject object) {
    return new Run(
        object.text("run"),
        object.has("command") ? object.texts("command") : List.of(),
        time(object, "started"),
        object.has("status") ? object.smallNumber("status") : 0,
        object.number("calls", 0));
  }

  private static Observation observation(JsonObject object) {
    Abi abi =
        Abi.of(object.text("arch"))
            .orElseThrow(() ->
                new BadInput(object.positionOf("arch"), "no ABI is called " + object.text("arch")));
    long count = object.number("count", 1);
    List<SeenValues> values = new ArrayList<>();
    if (object.has("values")) {
      object.objects("values").forEach(seen -> values.add(values(seen)));
    }
    return new Observation(abi, number(object, abi), count, first(object.object("first")), values);
  }

  /** The number decides; a name beside it must be the number's. */
  private static int number(JsonObject object, Abi abi) {
    if (!object.has("call")) {
      return object.smallNumber("number");
    }
    String name = object.text("call");
    OptionalInt known = Syscalls.number(abi, name);
    if (known.isEmpty()) {
      throw new BadInput(object.positionOf("call"), abi.token() + " has no call " + name);
    }
    if (object.has("number") && object.smallNumber("number") != known.getAsInt()) {
      throw new BadInput(
          object.positionOf("number"),
          name + " is number " + known.getAsInt() + " on " + abi.token());
    }
    return known.getAsInt();
  }

  private static Occurrence first(JsonObject object) {
    return new Occurrence(
        time(object, "time"),
        object.text("source"),
        object.number("sequence", 0),
        object.has("pid") ? object.smallNumber("pid") : 0,
        object.text("executable", ""),
        object.text("arguments", ""));
  }

  private static long time(JsonObject object, String name) {
    if (!object.has(name)) {
      return Occurrence.NO_TIME;
    }
    try {
      Instant instant = Instant.parse(object.text(name));
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadInput(
          object.positionOf(name), name + " must be a time such as 2026-11-22T01:29:10.945527Z");
    }
  }

  private static SeenValues values(JsonObject object) {
    long argument = object.number("argument", 0);
    if (argument > 5) {
      throw new BadInput(object.positionOf("argument"), "a call has arguments 0 to 5");
    }
    SortedMap<Long, Long> counts = new TreeMap<>(Long::compareUnsigned);
    if (object.has("seen")) {
      JsonObject seen = object.object("seen");
      for (String value : seen.names()) {
        counts.put(value(seen, value), seen.number(value, 1));
      }
      if (counts.size() > SeenValues.LIMIT) {
        throw new BadInput(
            object.positionOf("seen"), "more than " + SeenValues.LIMIT + " values: leave out seen");
      }
    }
    return new SeenValues((int) argument, object.number("total", 1), counts);
  }

  private static long value(JsonObject seen, String value) {
    try {
      return value.startsWith("0x")
          ? Long.parseUnsignedLong(value, 2, value.length(), 16)
          : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new BadInput(seen.positionOf(value), value + " is not a number such as 0x5401");
    }
  }
}
