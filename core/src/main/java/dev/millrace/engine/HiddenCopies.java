package dev.millrace.engine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes copies of template classes as hidden classes: the same code, profiled and compiled apart, in which the stage is a
 * constant down to the functions that its steps call (HotSpot trusts final fields of hidden classes and of records). A
 * copy is unloaded with its last user. Any thread.
 */
final class HiddenCopies {
    private static final MethodType NEW_STEP = MethodType.methodType(void.class, Parts.class);
    private static final MethodType NEW_LOOP = MethodType.methodType(void.class);
    private static final MethodType NEW_EMITTER = MethodType.methodType(void.class, Step.class, Frame.class);
    private static final Map<Class<?>, byte[]> CODE = new ConcurrentHashMap<>();
    private static final ClassValue<MethodHandle> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> template) {
            return constructor(template, Loop.class.isAssignableFrom(template) ? NEW_LOOP : NEW_STEP);
        }
    };

    private HiddenCopies() {}

    /** The stage that a copy is for; null in the template itself. A template asks in its static initializer. */
    static @Nullable Stage stageOf(Lookup lookup) {
        try {
            return MethodHandles.classData(lookup, "_", Stage.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a lookup of " + lookup + " can't see its own class", e);
        }
    }

    /**
     * The step that a copy is made for; null in the template itself. A template asks in its static initializer, and takes
     * what it calls from there: a constant even where HotSpot compiles it apart from the loop that calls it.
     */
    static @Nullable Step stepOf(Lookup lookup) {
        try {
            Parts parts = MethodHandles.classData(lookup, "_", Parts.class);
            return parts == null ? null : newStep(constructor(lookup.lookupClass(), NEW_STEP), parts);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a lookup of " + lookup + " can't see its own class", e);
        }
    }

    /** A step of the template's own class. */
    static Step newStep(Class<?> template, Parts parts) {
        return newStep(CONSTRUCTORS.get(template), parts);
    }

    /** A loop of the template's own class. */
    static Loop<?> newLoop(Class<? extends Loop<?>> template) {
        return newLoop(CONSTRUCTORS.get(template));
    }

    /** Copies of a step and of all that follow. */
    static Step chain(Step step) {
        Step next = step.parts().next();
        Parts parts = step.parts().copied(next == null ? null : chain(next));
        return newStep(constructor(copy(step.getClass(), parts), NEW_STEP), parts);
    }

    /** A copy of a loop, over copies of the steps that it runs into. */
    static Loop<?> loop(Class<? extends Loop<?>> template, Step first) {
        return newLoop(constructor(copy(template, Stage.from(chain(first))), NEW_LOOP));
    }

    /** A copy of the emitter into a step, which is a copy itself. */
    static CountingEmitter.Maker emitter(Step copied) {
        Class<?> copy = copy(StepEmitter.class, Stage.from(copied));
        MethodHandle constructor = constructor(copy, NEW_EMITTER);
        return (first, frame) -> {
            try {
                return (CountingEmitter) constructor.invoke(copied, frame);
            } catch (Throwable thrown) {
                throw unchecked(thrown);
            }
        };
    }

    private static Loop<?> newLoop(MethodHandle constructor) {
        try {
            return (Loop<?>) constructor.invoke();
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    private static Step newStep(MethodHandle constructor, Parts parts) {
        try {
            return (Step) constructor.invoke(parts);
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    private static MethodHandle constructor(Class<?> type, MethodType wanted) {
        try {
            MethodHandle made = MethodHandles.lookup().findConstructor(type, wanted);
            return made.asType(made.type().changeReturnType(Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no constructor " + wanted, e);
        }
    }

    /**
     * A new copy with the {@link Stage} or the {@link Parts} that it is for; or the template itself where the JVM can't
     * make one, which is only slower.
     */
    private static Class<?> copy(Class<?> template, Record classData) {
        byte[] code = CODE.computeIfAbsent(template, HiddenCopies::code);
        if (code.length == 0) {
            return template;
        }
        try {
            Lookup lookup = MethodHandles.lookup();
            return lookup.defineHiddenClassWithClassData(code, classData, true).lookupClass();
        } catch (IllegalAccessException | LinkageError | UnsupportedOperationException e) {
            return template;
        }
    }

    private static byte[] code(Class<?> template) {
        try (InputStream file = template.getResourceAsStream(template.getSimpleName() + ".class")) {
            return file == null ? new byte[0] : file.readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException exception ? exception : new IllegalStateException(thrown);
    }
}
