package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.BadInput;
import callgate.syscall.Abi;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class EvidenceTest {
  private static final String HEADER = "{\"callgate\":\"evidence\",\"version\":1}\n";

  private static Occurrence at(long line) {
    return new Occurrence(Occurrence.NO_TIME, "a.log", line, 7, "/bin/ls", "3, \"\\n\"");
  }

  private static SeenValues values(int argument, long... values) {
    SortedMap<Long, Long> counts = new TreeMap<>(Long::compareUnsigned);
    for (long value : values) {
      counts.merge(value, 1L, Long::sum);
    }
    return new SeenValues(argument, values.length, counts);
  }

  private static Evidence one(int number, long count, long line, SeenValues... values) {
    return new EvidenceBuilder()
        .add(new Observation(Abi.X86_64, number, count, at(line), List.of(values)))
        .build();
  }

  private static Evidence read(String text) {
    return EvidenceFile.read(
        "e.jsonl", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void mergingAddsCountsAndKeepsTheEarliestOccurrence() {
    Observation sum = one(0, 3, 20).merge(one(0, 4, 10)).observations().getFirst();
    assertEquals(7, sum.count());
    assertEquals("a.log:10", sum.first().place());
  }

  @Test
  void aCallWithATimeIsEarlierThanOneWithout() {
    Occurrence timed = new Occurrence(5, "z.log", 99, 0, "", "");
    assertEquals(timed, timed.orEarlier(at(1)));
    assertEquals(timed, at(1).orEarlier(timed));
  }

  @Test
  void valuesAreCountedEachByItself() {
    Observation sum =
        one(16, 2, 1, values(1, 0x5401, 0x5413))
            .merge(one(16, 1, 2, values(1, 0x5401)))
            .observations()
            .getFirst();
    assertEquals("{21505=2, 21523=1}", sum.everyValueOf(1).orElseThrow().counts().toString());
  }

  @Test
  void moreThan64ValuesAreMany() {
    long[] half = new long[40];
    long[] other = new long[40];
    for (int i = 0; i < 40; i++) {
      half[i] = i;
      other[i] = 100L + i;
    }
    Observation sum =
        one(16, 40, 1, values(1, half))
            .merge(one(16, 40, 2, values(1, other)))
            .observations()
            .getFirst();
    assertTrue(sum.values().getFirst().many());
    assertEquals(80, sum.values().getFirst().total());
    assertTrue(sum.everyValueOf(1).isEmpty());
  }

  @Test
  void valuesThatSomeRunDidNotReadAreNotAllValues() {
    Observation sum =
        one(16, 1, 1, values(1, 0x5401)).merge(one(16, 1, 2)).observations().getFirst();
    assertTrue(sum.everyValueOf(1).isEmpty());
  }

  @Test
  void theOrderAndGroupingOfMergesDoNotMatter() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      Evidence a = random(random);
      Evidence b = random(random);
      Evidence c = random(random);
      String message = "seed " + seed + " round " + round;
      assertEquals(a.merge(b), b.merge(a), message);
      assertEquals(a.merge(b).merge(c), a.merge(b.merge(c)), message);
      assertEquals(a, a.merge(Evidence.NONE), message);
      assertArrayEquals(
          EvidenceFile.bytes(a.merge(b).merge(c)),
          EvidenceFile.bytes(c.merge(b).merge(a)),
          message);
    }
  }

  private static Evidence random(Random random) {
    EvidenceBuilder builder = new EvidenceBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      long time = random.nextBoolean() ? Occurrence.NO_TIME : random.nextInt(100);
      builder.add(
          new Run("record", List.of("ls", "-" + random.nextInt(3)), time, random.nextInt(3), 5));
      builder.addProgram("/bin/" + (char) ('a' + random.nextInt(4)), 1 + random.nextInt(3));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      List<SeenValues> seen = new ArrayList<>();
      if (random.nextBoolean()) {
        long[] some = random.longs(1 + random.nextInt(50), 0, 90).toArray();
        seen.add(values(random.nextInt(2), some));
      }
      builder.add(
          new Observation(
              random.nextBoolean() ? Abi.X86_64 : Abi.X86,
              random.nextInt(3),
              1 + random.nextInt(9),
              new Occurrence(
                  random.nextBoolean() ? Occurrence.NO_TIME : random.nextInt(3),
                  random.nextBoolean() ? "a" : "b",
                  random.nextInt(3),
                  random.nextInt(2),
                  random.nextBoolean() ? "" : "/bin/ls",
                  random.nextBoolean() ? "" : "NULL"),
              seen));
    }
    return builder.build();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    long seed = 7;
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      Evidence evidence = random(random);
      assertEquals(
          evidence,
          EvidenceFile.read("e.jsonl", new ByteArrayInputStream(EvidenceFile.bytes(evidence))),
          "seed " + seed + " round " + round);
    }
  }

  @Test
  void aFileIsOneJsonObjectALine() {
    Evidence evidence =
        new EvidenceBuilder()
            .add(new Run("record", List.of("ls", "-l"), 1795310950_945527000L, 0, 3))
            .addProgram("/usr/bin/ls", 1)
            .add(new Observation(Abi.X86_64, 16, 2, at(3), List.of(values(1, 0x5401, 0x5413))))
            .add(new Observation(Abi.X86_64, 999, 1, at(4), List.of()))
            .build();
    assertEquals(
        """
        {"callgate":"evidence","version":1}
        {"run":"record","command":["ls","-l"],"started":"2026-11-22T01:29:10.945527Z","status":0,"calls":3}
        {"program":"/usr/bin/ls","count":1}
        {"arch":"x86_64","call":"ioctl","number":16,"count":2,"first":{"source":"a.log","sequence":3,"pid":7,"executable":"/bin/ls","arguments":"3, \\"\\\\n\\""},"values":[{"argument":1,"total":2,"seen":{"0x5401":1,"0x5413":1}}]}
        {"arch":"x86_64","number":999,"count":1,"first":{"source":"a.log","sequence":4,"pid":7,"executable":"/bin/ls","arguments":"3, \\"\\\\n\\""}}
        """,
        new String(EvidenceFile.bytes(evidence), StandardCharsets.UTF_8));
  }

  @Test
  void brokenFilesAreRefusedWithTheirPlace() {
    assertRefused("e.jsonl: the file is empty; evidence starts with a header", "");
    assertRefused(
        "e.jsonl:1:1: this is not evidence: it must start with {\"callgate\":\"evidence\"", "{}");
    assertRefused(
        "e.jsonl:1:24: evidence of version 2 needs a newer Callgate",
        "{\"callgate\":\"evidence\",\"version\":2}");
    assertRefused("e.jsonl:2:1: expected a JSON object, which starts with {", HEADER + "[]");
    assertRefused("e.jsonl:2:1: expected a run, a program or a call", HEADER + "{}");
    assertRefused(
        "e.jsonl:2:2: no ABI is called x87",
        HEADER + "{\"arch\":\"x87\",\"number\":1,\"count\":1}");
    assertRefused(
        "e.jsonl:2:18: x86_64 has no call raed",
        HEADER + "{\"arch\":\"x86_64\",\"call\":\"raed\",\"count\":1,\"first\":{}}");
    assertRefused(
        "e.jsonl:2:32: read is number 0 on x86_64",
        HEADER
            + "{\"arch\":\"x86_64\",\"call\":\"read\",\"number\":1,\"count\":1,"
            + "\"first\":{\"source\":\"a\",\"sequence\":1}}");
    assertRefused(
        "e.jsonl:2:22: count must be at least 1", HEADER + "{\"program\":\"/bin/ls\",\"count\":0}");
    assertRefused(
        "e.jsonl:2:16: program is given twice", HEADER + "{\"program\":\"a\",\"program\":\"b\"}");
  }

  @Test
  void aFileThatIsCutShortIsRefused() {
    BadInput refused =
        assertThrows(BadInput.class, () -> read(HEADER + "{\"program\":\"/bin/ls\",\"cou"));
    assertEquals(2, refused.position().line());
  }

  private static void assertRefused(String message, String text) {
    assertEquals(message, assertThrows(BadInput.class, () -> read(text)).getMessage());
  }

  @Test
  void theEvidenceOfAPolicyLivesBesideIt() {
    assertEquals(Path.of("dir/web.evidence.jsonl"), EvidenceFile.beside(Path.of("dir/web.yaml")));
    assertEquals(
        Path.of("ls.callgate.evidence.jsonl"), EvidenceFile.beside(Path.of("ls.callgate.yaml")));
    assertEquals(Path.of("policy.evidence.jsonl"), EvidenceFile.beside(Path.of("policy")));
  }
}
