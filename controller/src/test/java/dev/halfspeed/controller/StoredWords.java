package dev.halfspeed.controller;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/**
 * The words of JSON that mappers write of types, as the mappers themselves see them: names of
 * fields with their types, names of kinds, constants of enums.
 */
final class StoredWords {
  /** What stands behind a name that is read and not written any more. */
  private static final String READ_ONLY = "(only read)";

  /** By the type's name; a field's name has its type behind it. */
  private final Map<String, Set<String>> types = new TreeMap<>();

  /** Two types of one name would be one line. */
  private final Map<String, Class<?>> classes = new TreeMap<>();

  /** By type, so far. */
  Map<String, Set<String>> types() {
    return types;
  }

  /** Those types themselves. */
  Collection<Class<?>> classes() {
    return classes.values();
  }

  /** The mapper with which a class writes, which nobody else needs to see. */
  static JsonMapper mapper(Class<?> writer) {
    try {
      Field field = writer.getDeclaredField("MAPPER");
      field.setAccessible(true);
      return (JsonMapper) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(writer + " writes with another mapper than its MAPPER", e);
    }
  }

  /**
   * Adds a type, and all that it is made of.
   *
   * @return what the type is called here
   */
  String add(JsonMapper mapper, JavaType type) {
    if (type.isMapLikeType()) {
      return "Map<%s, %s>"
          .formatted(add(mapper, type.getKeyType()), add(mapper, type.getContentType()));
    }
    if (type.isContainerType() || type.isReferenceType()) {
      return "%s<%s>"
          .formatted(type.getRawClass().getSimpleName(), add(mapper, type.getContentType()));
    }
    Class<?> raw = type.getRawClass();
    if (raw == Object.class) {
      throw new AssertionError("a field that may be anything has no names to be held");
    }
    if (!raw.getName().startsWith("dev.halfspeed.")) {
      return raw.getSimpleName();
    }
    String name = name(raw);
    Class<?> known = classes.putIfAbsent(name, raw);
    if (known == null) {
      // Before its fields, which may be of the same type.
      var words = new TreeSet<String>();
      types.put(name, words);
      describe(mapper, type, words);
    } else if (known != raw) {
      throw new AssertionError("of one name are " + known + " and " + raw);
    }
    return name;
  }

  /** With the types around it, without its package. */
  static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private void describe(JsonMapper mapper, JavaType type, Set<String> words) {
    Class<?> raw = type.getRawClass();
    if (raw.isEnum()) {
      for (Object constant : raw.getEnumConstants()) {
        words.add(mapper.writeValueAsString(constant));
      }
      return;
    }
    SerializationConfig config = mapper.serializationConfig();
    ClassIntrospector introspector = config.classIntrospectorInstance();
    AnnotatedClass annotated = introspector.introspectClassAnnotations(type);
    JsonTypeInfo.@Nullable Value kinds =
        config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotated);
    if (type.isAbstract()) {
      if (kinds == null) {
        throw new AssertionError("nothing in the JSON tells which " + name(raw) + " it is");
      }
      for (Class<?> kind : concrete(raw)) {
        words.add(
            "\"%s\" %s"
                .formatted(
                    id(config, annotated, kinds, kind), add(mapper, mapper.constructType(kind))));
      }
      return;
    }
    if (kinds != null) {
      words.add(kinds.getPropertyName() + " (its kind)");
    }
    Set<String> names = read(mapper, type);
    BeanDescription written = introspector.introspectForSerialization(type, annotated);
    for (BeanPropertyDefinition property : written.findProperties()) {
      if (property.couldSerialize()) {
        names.remove(property.getName());
        words.add(property.getName() + " " + add(mapper, property.getAccessor().getType()));
      }
    }
    names.forEach(name -> words.add(name + " " + READ_ONLY));
    if (words.isEmpty()) {
      words.add("(nothing)");
    }
  }

  /** Names that are understood where they are found. */
  private static Set<String> read(JsonMapper mapper, JavaType type) {
    ClassIntrospector introspector = mapper.deserializationConfig().classIntrospectorInstance();
    var names = new TreeSet<String>();
    introspector
        .introspectForDeserialization(type, introspector.introspectClassAnnotations(type))
        .findProperties()
        .forEach(property -> {
          if (property.couldDeserialize()) {
            names.add(property.getName());
            property.findAliases().forEach(alias -> names.add(alias.getSimpleName()));
          }
        });
    return names;
  }

  private static Set<Class<?>> concrete(Class<?> type) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    if (permitted == null) {
      throw new AssertionError(name(type) + " may be of any kind, so its kinds can't be listed");
    }
    return Arrays.stream(permitted)
        .flatMap(each -> each.isSealed() ? concrete(each).stream() : Set.of(each).stream())
        .collect(Collectors.toSet());
  }

  private static String id(
      SerializationConfig config, AnnotatedClass base, JsonTypeInfo.Value kinds, Class<?> kind) {
    return switch (kinds.getIdType()) {
      case SIMPLE_NAME -> kind.getSimpleName();
      case NAME -> {
        Collection<NamedType> named =
            config.getSubtypeResolver().collectAndResolveSubtypesByClass(config, base);
        yield named.stream()
            .filter(each -> each.getType() == kind && each.hasName())
            .map(NamedType::getName)
            .findFirst()
            .orElseThrow(() -> new AssertionError(name(kind) + " has no name in JSON"));
      }
      case NONE, CLASS, MINIMAL_CLASS, DEDUCTION, CUSTOM ->
          throw new AssertionError(name(kind) + " is told by " + kinds.getIdType());
    };
  }
}
