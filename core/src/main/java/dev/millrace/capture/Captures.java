package dev.millrace.capture;

import dev.millrace.engine.Accumulation;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a function captures, directly and through the fields of what it captures: found by looking, so that nothing of the
 * user's is called. It looks at so many objects at most; classes that say themselves how they are serialized aren't
 * looked into. Any thread.
 *
 * @param obstacle the first thing that can't be serialized, with its way there; null if none was seen
 * @param accumulations the accumulators that it may add to
 * @param functions the classes of the functions in it, as they are called in the program
 * @param mistaken what is wrong with a method reference that would come back from serialization as another; null if none
 *     is so
 */
public record Captures(
        @Nullable String obstacle,
        @Nullable Class<?> obstacleType,
        List<Accumulation> accumulations,
        Set<String> functions,
        @Nullable String mistaken) {
    private static final int OBJECTS_MAX = 2_000;

    /** What this object and all that it refers to capture. */
    public static Captures of(Object root) {
        Walk walk = new Walk();
        walk.add(new Captured(root, null, "", root.getClass()));
        walk.run();
        return walk.result();
    }

    /** The functions, and whatever else isn't ours, in a part of a plan. */
    public static List<Object> partsOfUser(Object partOfPlan) {
        List<Object> parts = new ArrayList<>(2);
        collect(partOfPlan, parts);
        return parts;
    }

    private static void collect(Object at, List<Object> parts) {
        Shape shape = Shape.of(at.getClass());
        if (!shape.isOurs()) {
            parts.add(at);
            return;
        }
        for (Field field : shape.fields()) {
            Object value = Shape.valueOf(field, at);
            if (value != null) {
                collect(value, parts);
            }
        }
    }

    private static final class Walk {
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Deque<Captured> next = new ArrayDeque<>();
        private final List<Accumulation> accumulations = new ArrayList<>();
        private final Set<String> functions = new LinkedHashSet<>();
        private @Nullable Captured obstacle;
        private @Nullable String mistaken;

        private void add(Captured captured) {
            if (seen.size() < OBJECTS_MAX && seen.add(captured.value())) {
                next.add(captured);
            }
        }

        private void run() {
            for (Captured at = next.poll(); at != null; at = next.poll()) {
                visit(at);
            }
        }

        private void visit(Captured at) {
            Object value = at.value();
            if (value instanceof Accumulation accumulation) {
                accumulations.add(accumulation);
            }
            Shape shape = Shape.of(value.getClass());
            if (shape.isFunctionOfUser()) {
                functions.add(FunctionName.classOf(value.getClass()));
                mistaken = mistaken == null ? MistakenLambda.of(value) : mistaken;
            }
            switch (shape.kind()) {
                case LEAF -> {}
                case UNSERIALIZABLE -> obstacle = obstacle == null ? at : obstacle;
                case ARRAY -> elements(at, Arrays.asList((Object[]) value));
                case COLLECTION -> elements(at, (Collection<?>) value);
                case MAP -> {
                    elements(at, ((Map<?, ?>) value).keySet());
                    elements(at, ((Map<?, ?>) value).values());
                }
                case FIELDS -> fields(at, shape);
            }
        }

        private void elements(Captured at, Collection<?> elements) {
            try {
                for (Object element : elements) {
                    if (seen.size() >= OBJECTS_MAX) {
                        return;
                    }
                    if (element != null) {
                        add(new Captured(element, at, "[…]", element.getClass()));
                    }
                }
            } catch (ConcurrentModificationException e) {
                // Somebody fills it right now: what was seen so far is all that there is to see.
            }
        }

        private void fields(Captured at, Shape shape) {
            for (Field field : shape.fields()) {
                Object value = Shape.valueOf(field, at.value());
                if (value != null) {
                    add(new Captured(value, at, FunctionName.captured(at.value(), field), field.getType()));
                }
            }
        }

        private Captures result() {
            return new Captures(
                    obstacle == null ? null : obstacle.describe(),
                    obstacle == null ? null : obstacle.value().getClass(),
                    List.copyOf(accumulations),
                    functions,
                    mistaken);
        }
    }
}
