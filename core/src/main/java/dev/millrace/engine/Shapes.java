package dev.millrace.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The shapes of an engine's stages, found again by who compiles the same program anew in each batch. Any task. */
final class Shapes {
    private static final int SHAPES_MAX = 8_192;

    private final HiddenCopies copies = new HiddenCopies();
    private final Map<Key, Shape> shapes = new ConcurrentHashMap<>();

    private record Key(
            Class<?> template, Class<?> function, @Nullable Shape next) {}

    /** The shape of a template that works with a function of this class, and what follows it. */
    Shape of(Class<?> template, Class<?> function, @Nullable Shape next) {
        if (shapes.size() > SHAPES_MAX) {
            shapes.clear(); // who still uses one keeps it; the others are made again
        }
        return shapes.computeIfAbsent(
                new Key(template, function, next), key -> new Shape(copies, key.template(), key.next()));
    }

    /** The loop over data of a class that ends in {@code to}; so many records are about to go through. */
    @SuppressWarnings("unchecked") // a loop takes the data that whoever asks for it has
    <D> Loop<D> loop(Class<? extends Loop<?>> template, Class<?> data, Step to, long records) {
        Shape shape = of(template, data, to.shape());
        shape.expect(records);
        return (Loop<D>) shape.loop();
    }
}
