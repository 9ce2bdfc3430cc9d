package callgate.learn;

import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/** A JSON object that was read, with the places of its members, so that every complaint has one. */
final class JsonObject {
  private final String file;
  private final Position position;
  private final Map<String, Member> members = new LinkedHashMap<>();

  private JsonObject(String file, Position position) {
    this.file = file;
    this.position = position;
  }

  private record Member(Object value, Position position) {}

  /** Reads an object whose opening brace is the current token. */
  static JsonObject read(JsonParser parser, String file) {
    JsonObject object = new JsonObject(file, position(parser, file));
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new BadInput(object.position, "expected a JSON object, which starts with {");
    }
    for (JsonToken token = next(parser, file);
        token != JsonToken.END_OBJECT;
        token = next(parser, file)) {
      String name = parser.currentName();
      Position place = position(parser, file);
      next(parser, file);
      Member before = object.members.put(name, new Member(value(parser, file), place));
      if (before != null) {
        throw new BadInput(place, name + " is given twice");
      }
    }
    return object;
  }

  private static JsonToken next(JsonParser parser, String file) {
    @Nullable JsonToken token = parser.nextToken();
    if (token == null) {
      throw new BadInput(position(parser, file), "the file ends within an object; is it complete?");
    }
    return token;
  }

  private static Object value(JsonParser parser, String file) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> read(parser, file);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (next(parser, file) != JsonToken.END_ARRAY) {
          list.add(value(parser, file));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> integer(parser, file);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default ->
          throw new BadInput(position(parser, file), "expected a text, number or object here");
    };
  }

  private static Long integer(JsonParser parser, String file) {
    Position place = position(parser, file);
    try {
      return Long.parseLong(parser.getString());
    } catch (NumberFormatException e) {
      throw new BadInput(place, "this number has more than 63 bits");
    }
  }

  static Position position(JsonParser parser, String file) {
    TokenStreamLocation location = parser.currentTokenLocation();
    return new Position(file, location.getLineNr(), location.getColumnNr());
  }

  Position position() {
    return position;
  }

  Position positionOf(String name) {
    Member member = members.get(name);
    return member == null ? position : member.position;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  Set<String> names() {
    return members.keySet();
  }

  String text(String name) {
    return required(name, String.class, "a text");
  }

  String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  long number(String name, long smallest) {
    long number = required(name, Long.class, "a number");
    if (number < smallest) {
      throw new BadInput(positionOf(name), name + " must be at least " + smallest);
    }
    return number;
  }

  int smallNumber(String name) {
    long number = number(name, Integer.MIN_VALUE);
    if (number != (int) number) {
      throw new BadInput(positionOf(name), name + " is too large");
    }
    return (int) number;
  }

  JsonObject object(String name) {
    return required(name, JsonObject.class, "an object");
  }

  List<String> texts(String name) {
    return list(name, String.class, "texts");
  }

  List<JsonObject> objects(String name) {
    return list(name, JsonObject.class, "objects");
  }

  private <T> List<T> list(String name, Class<T> type, String kind) {
    List<T> list = new ArrayList<>();
    for (Object element : required(name, List.class, "a list of " + kind)) {
      if (!type.isInstance(element)) {
        throw new BadInput(positionOf(name), name + " must be a list of " + kind);
      }
      list.add(type.cast(element));
    }
    return list;
  }

  private <T> T required(String name, Class<T> type, String kind) {
    Member member = members.get(name);
    if (member == null) {
      throw new BadInput(position, name + " is missing");
    }
    if (!type.isInstance(member.value)) {
      throw new BadInput(member.position, name + " must be " + kind);
    }
    return type.cast(member.value);
  }

  @Override
  public String toString() {
    return file + members;
  }
}
