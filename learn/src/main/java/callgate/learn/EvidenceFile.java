package callgate.learn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Evidence as a file: JSON lines, which tools can filter and which can be merged.
 *
 * <pre>
 * {"callgate":"evidence","version":1}
 * {"run":"record","command":["ls"],"started":"2026-11-22T01:29:10.9Z","status":0,"calls":120}
 * {"program":"/usr/bin/ls","count":1}
 * {"arch":"x86_64","call":"ioctl","number":16,"count":2,
 *  "first":{"time":...,"source":"record","sequence":31,"pid":7,"executable":...,"arguments":...},
 *  "values":[{"argument":1,"total":2,"seen":{"0x5401":2}}]}
 * </pre>
 *
 * <p>Calls that the tables don't know have a number only. Values without {@code seen} were too many
 * to tell apart.
 */
public final class EvidenceFile {
  /** Readers refuse other versions. */
  static final int VERSION = 1;

  private EvidenceFile() {}

  /**
   * {@return where the evidence of a policy lives: {@code policy.evidence.jsonl} beside {@code
   * policy.yaml}}
   */
  public static Path beside(Path policy) {
    String name = policy.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return policy.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".evidence.jsonl");
  }

  /**
   * {@return the evidence in a file}
   *
   * @throws callgate.policy.BadInput where it is broken
   */
  public static Evidence read(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return read(file.toString(), input);
    }
  }

  /**
   * {@return the evidence in a stream}
   *
   * @param name what messages call it
   * @throws callgate.policy.BadInput where it is broken
   */
  public static Evidence read(String name, InputStream input) {
    return EvidenceReader.read(name, input);
  }

  /** Writes a file, whole or not at all. */
  public static void write(Evidence evidence, Path file) throws IOException {
    WholeFile.write(file, bytes(evidence));
  }

  /** {@return the evidence as UTF-8 text} The same evidence always gives the same text. */
  public static byte[] bytes(Evidence evidence) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonFactory factory = JsonFactory.builder().rootValueSeparator("\n").build();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeStringProperty("callgate", "evidence");
      json.writeNumberProperty("version", VERSION);
      json.writeEndObject();
      evidence.runs().forEach(run -> write(json, run));
      evidence.programs().forEach((program, count) -> write(json, program, count));
      evidence.observations().forEach(observation -> write(json, observation));
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Run run) {
    json.writeStartObject();
    json.writeStringProperty("run", run.source());
    if (!run.command().isEmpty()) {
      json.writeArrayPropertyStart("command");
      run.command().forEach(json::writeString);
      json.writeEndArray();
    }
    time(json, "started", run.started());
    if (!run.command().isEmpty()) {
      json.writeNumberProperty("status", run.status());
    }
    json.writeNumberProperty("calls", run.calls());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String program, long count) {
    json.writeStartObject();
    json.writeStringProperty("program", program);
    json.writeNumberProperty("count", count);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Observation observation) {
    json.writeStartObject();
    json.writeStringProperty("arch", observation.abi().token());
    observation.name().ifPresent(name -> json.writeStringProperty("call", name));
    json.writeNumberProperty("number", observation.number());
    json.writeNumberProperty("count", observation.count());
    write(json, observation.first());
    write(json, observation.values());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Occurrence first) {
    json.writeObjectPropertyStart("first");
    time(json, "time", first.time());
    json.writeStringProperty("source", first.source());
    json.writeNumberProperty("sequence", first.sequence());
    if (first.pid() != 0) {
      json.writeNumberProperty("pid", first.pid());
    }
    if (!first.executable().isEmpty()) {
      json.writeStringProperty("executable", first.executable());
    }
    if (!first.arguments().isEmpty()) {
      json.writeStringProperty("arguments", first.arguments());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, List<SeenValues> values) {
    if (values.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("values");
    for (SeenValues seen : values) {
      json.writeStartObject();
      json.writeNumberProperty("argument", seen.argument());
      json.writeNumberProperty("total", seen.total());
      if (!seen.many()) {
        json.writeObjectPropertyStart("seen");
        seen.counts()
            .forEach(
                (value, count) -> json.writeNumberProperty("0x" + Long.toHexString(value), count));
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void time(JsonGenerator json, String name, long nanoseconds) {
    if (nanoseconds != Occurrence.NO_TIME) {
      Instant instant =
          Instant.ofEpochSecond(
              Math.floorDiv(nanoseconds, 1_000_000_000L),
              Math.floorMod(nanoseconds, 1_000_000_000L));
      json.writeStringProperty(name, instant.toString());
    }
  }
}
