package dev.millrace.kinesis.server.wire;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as the wire carries it: the component {@code streamName} is the member {@code StreamName}, members that are null are left out, members that
 * the record doesn't have are skipped. Made once per type by reflection; immutable.
 */
public final class RecordShape<T extends Record> {
    private static final ClassValue<RecordShape<? extends Record>> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape<? extends Record> computeValue(Class<?> type) {
            return new RecordShape<>(type.asSubclass(Record.class));
        }
    };

    private record Member(
            int index,
            String name,
            String wireName,
            SerializableString encodedName,
            ValueType type,
            Method accessor,
            boolean required,
            List<Constraint> constraints) {}

    private final Class<T> type;
    private final Constructor<T> constructor;
    private final List<Member> members;
    private final Map<String, Member> byWireName = new HashMap<>();

    private RecordShape(Class<T> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        this.members = new ArrayList<>(components.length);
        for (int i = 0; i < components.length; i++) {
            Member member = member(i, components[i]);
            members.add(member);
            byWireName.put(member.wireName, member);
        }
        try {
            this.constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
        constructor.setAccessible(true);
    }

    private static Member member(int index, RecordComponent component) {
        String name = component.getName();
        List<Constraint> constraints = new ArrayList<>();
        for (Annotation annotation : component.getAnnotations()) {
            constraints.addAll(Constraint.of(annotation));
        }
        WireName given = component.getAnnotation(WireName.class);
        String wireName = given == null ? Character.toUpperCase(name.charAt(0)) + name.substring(1) : given.value();
        component.getAccessor().setAccessible(true);
        return new Member(
                index,
                name,
                wireName,
                new SerializedString(wireName),
                ValueType.of(component.getGenericType()),
                component.getAccessor(),
                component.isAnnotationPresent(Required.class),
                List.copyOf(constraints));
    }

    /** The shape of a record type. */
    @SuppressWarnings("unchecked")
    public static <T extends Record> RecordShape<T> of(Class<T> type) {
        return (RecordShape<T>) SHAPES.get(type);
    }

    /** Reads a whole body, which an array must hold. Types are checked; {@link #validate} is for later, since AWS checks other things in between. */
    public T read(WireFormat format, ByteBuffer body) {
        try (WireReader in = format.reader(body)) {
            in.enterBody();
            T request;
            try {
                request = readMembers(in);
            } catch (ServiceException wrongType) {
                in.drain();
                throw wrongType;
            }
            in.drain();
            return request;
        } catch (IOException notWellFormed) {
            throw ServiceException.serialization(null);
        }
    }

    /** Writes a whole body. */
    public static ByteBuffer write(WireFormat format, Record body) {
        Pieces pieces = new Pieces();
        try (WireWriter out = format.writer(pieces)) {
            of(body.getClass()).writeAny(out, body);
        } catch (IOException e) {
            throw new IllegalStateException("An array can be written to", e);
        }
        return pieces.together();
    }

    /** Throws one error that names everything that is wrong with the request's members. */
    public void validate(T request) {
        Violations violations = new Violations();
        validateAny(request, "", violations);
        violations.throwIfAny();
    }

    T readMembers(WireReader in) throws IOException {
        Object[] values = new Object[members.size()];
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            Member member = byWireName.get(name);
            if (member == null) {
                in.skipValue();
            } else {
                in.next();
                values[member.index] = member.type.read(in);
            }
        }
        for (Member member : members) {
            if (values[member.index] == null) {
                values[member.index] = member.type.absent();
            }
        }
        return construct(values);
    }

    private T construct(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("A wire record's constructor must not refuse anything: " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.toString(), e);
        }
    }

    void writeAny(WireWriter out, Object record) throws IOException {
        out.generator().writeStartObject();
        for (Member member : members) {
            Object value = get(member, record);
            if (value != null) {
                out.generator().writeFieldName(member.encodedName);
                member.type.write(out, value);
            }
        }
        out.generator().writeEndObject();
    }

    void validateAny(Object record, String prefix, Violations violations) {
        for (Member member : members) {
            Object value = get(member, record);
            if (value == null) {
                if (member.required) {
                    violations.add(null, prefix + member.name, "Member must not be null");
                }
                continue;
            }
            for (Constraint constraint : member.constraints) {
                String violation = constraint.violation(value);
                if (violation != null) {
                    violations.add(value, prefix + member.name, violation);
                }
            }
            member.type.validate(value, prefix + member.name, violations);
        }
    }

    private @Nullable Object get(Member member, Object record) {
        try {
            return member.accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.toString(), e);
        }
    }
}
