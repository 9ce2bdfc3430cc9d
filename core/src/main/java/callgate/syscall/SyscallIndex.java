package callgate.syscall;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The text of a {@link SyscallTable} taken apart: finds calls by name and by number. A name is
 * found by its hash and compared in the text, so that a search touches little memory and looks at
 * no string but the one that is searched. Places are those of lines, from 0.
 */
final class SyscallIndex {
  private static final int SLOTS = 2048;

  private final int[] numbers;
  private final int[] starts;

  /** The hash of each name, and where it is in the text. */
  private final int[] hashes;

  private final int[] words;

  /** Places plus one, by hash; 0 where there is none. */
  private final short[] slots = new short[SLOTS];

  /** Names that were asked for. */
  private final String[] names;

  private final String text;

  SyscallIndex(String text) {
    int[] numbers = new int[SLOTS / 2];
    int[] starts = new int[SLOTS / 2];
    int[] hashes = new int[SLOTS / 2];
    int[] words = new int[SLOTS / 2];
    int count = 0;
    // In a JVM that has just started, every call of a method counts, even of charAt.
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int start = 0; start < bytes.length; ) {
      int at = start;
      int number = 0;
      for (; bytes[at] != ' '; at++) {
        number = 10 * number + bytes[at] - '0';
      }
      numbers[count] = number;
      starts[count] = start;
      words[count] = ++at;
      int hash = 0;
      for (; bytes[at] != ' '; at++) {
        hash = 31 * hash + bytes[at];
      }
      hashes[count] = hash;
      int slot = slot(hash);
      while (slots[slot] != 0) {
        slot = next(slot);
      }
      slots[slot] = (short) ++count;
      while (bytes[at] != '\n') {
        at++;
      }
      start = at + 1;
    }
    this.numbers = Arrays.copyOf(numbers, count);
    this.starts = Arrays.copyOf(starts, count);
    this.hashes = Arrays.copyOf(hashes, count);
    this.words = Arrays.copyOf(words, count);
    this.names = new String[count];
    this.text = text;
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }

  private static int next(int slot) {
    return slot + 1 & SLOTS - 1;
  }

  /** {@return the place of a call, or -1} Hashes as {@link String#hashCode} does. */
  int place(String name) {
    int hash = name.hashCode();
    for (int slot = slot(hash); slots[slot] != 0; slot = next(slot)) {
      int place = slots[slot] - 1;
      if (hashes[place] == hash
          && text.startsWith(name, words[place])
          && text.charAt(words[place] + name.length()) == ' ') {
        return place;
      }
    }
    return -1;
  }

  String name(int place) {
    if (names[place] == null) {
      names[place] = text.substring(words[place], text.indexOf(' ', words[place]));
    }
    return names[place];
  }

  int size() {
    return numbers.length;
  }

  int number(int place) {
    return numbers[place];
  }

  /** {@return where the line of a call starts in the text} */
  int start(int place) {
    return starts[place];
  }

  /** {@return the first place of a number, or something negative} */
  int firstPlace(int number) {
    int place = Arrays.binarySearch(numbers, number);
    while (place > 0 && numbers[place - 1] == number) {
      place--;
    }
    return place;
  }

  /** {@return the names of places} */
  List<String> names(int first, int end) {
    for (int place = first; place < end; place++) {
      name(place);
    }
    return List.of(Arrays.copyOfRange(names, first, end));
  }
}
