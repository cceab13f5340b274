package dev.millrace.capture;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How to look into the objects of a class. Any thread. */
record Shape(Class<?> type, Kind kind, List<Field> fields, boolean isFunction, boolean isOurs) {
    private static final String OURS = "dev.millrace.";
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return make(type);
        }
    };

    /** What there is to see. */
    enum Kind {
        /** Nothing: it is serializable and refers to nothing, or says itself what is written. */
        LEAF,
        UNSERIALIZABLE,
        ARRAY,
        COLLECTION,
        MAP,
        FIELDS
    }

    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** Whether the user wrote it as a function, so that what it captures is best told from there. */
    boolean isFunctionOfUser() {
        return isFunction && !isOurs;
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith(OURS) && type.getProtectionDomain() == Shape.class.getProtectionDomain();
    }

    static String nameOf(Class<?> type) {
        String name = type.getCanonicalName();
        return name == null ? FunctionName.classOf(type) : name;
    }

    /** The value of a field, or null where the class's module keeps it to itself. */
    static @Nullable Object valueOf(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    private static Shape make(Class<?> type) {
        boolean function = isFunction(type);
        Kind kind = kindOf(type);
        return new Shape(type, kind, kind == Kind.FIELDS ? fieldsOf(type) : List.of(), function, isOurs(type));
    }

    private static boolean isFunction(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Class<?> implemented : at.getInterfaces()) {
                if (implemented.getName().startsWith(OURS + "function.") || type.isHidden()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Kind kindOf(Class<?> type) {
        if (type.isArray()) {
            return type.getComponentType().isPrimitive() ? Kind.LEAF : Kind.ARRAY;
        }
        if (!Serializable.class.isAssignableFrom(type)) {
            return Kind.UNSERIALIZABLE;
        }
        boolean ofTheJdk = type.getName().startsWith("java.");
        if (ofTheJdk && Collection.class.isAssignableFrom(type)) {
            return Kind.COLLECTION;
        }
        if (ofTheJdk && Map.class.isAssignableFrom(type)) {
            return Kind.MAP;
        }
        return ofTheJdk || type.isEnum() || (!isLambda(type) && writesItself(type)) ? Kind.LEAF : Kind.FIELDS;
    }

    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic();
    }

    private static boolean writesItself(Class<?> type) {
        if (Externalizable.class.isAssignableFrom(type)) {
            return true;
        }
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (var method : at.getDeclaredMethods()) {
                if (method.getName().equals("writeReplace") || method.getName().equals("writeObject")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Those that are written: of serializable classes, and neither static nor transient. */
    private static List<Field> fieldsOf(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> at = type; at != null && Serializable.class.isAssignableFrom(at); at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                boolean written =
                        !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
                if (written && !field.getType().isPrimitive() && field.trySetAccessible()) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }
}
