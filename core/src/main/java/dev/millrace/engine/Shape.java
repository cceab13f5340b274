package dev.millrace.engine;

import dev.millrace.plan.Operator;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Which classes follow each other in a stage, from one step to its end: the template of the step, the class of its
 * function, and the shape of what follows. Stages of one shape share the code that runs them. Once enough records went
 * through, a shape gets copies of its templates as hidden classes: HotSpot profiles call sites per class, so that in a copy
 * each of them calls one function and one next step, whatever else runs in the JVM, and is inlined.
 */
final class Shape {
    /** Making a copy takes about as long as so many records do. */
    private static final long HOT_RECORDS = 50_000;

    private static final MethodType NEW_LINK = MethodType.methodType(void.class, Link.Parts.class);
    private static final MethodType NEW_END = MethodType.methodType(void.class, End.Parts.class);
    private static final MethodType NEW_LOOP = MethodType.methodType(void.class);

    private final HiddenCopies copies;
    private final Class<?> template;
    private final @Nullable Shape next;
    private volatile @Nullable MethodHandle constructor;
    private volatile @Nullable Object loop;
    private volatile boolean copied;
    private final LongAdder records = new LongAdder();

    Shape(HiddenCopies copies, Class<?> template, @Nullable Shape next) {
        this.copies = copies;
        this.template = template;
        this.next = next;
    }

    /** A step that hands what it makes to another. Any task. */
    Step newLink(Object function, Operator operator, Step to) {
        try {
            return (Step) constructor().invoke(new Link.Parts(this, function, operator, to));
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    /** A step that nothing follows. Any task. */
    Step newEnd(Object work, Task task) {
        try {
            return (Step) constructor().invoke(new End.Parts(this, work, task));
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    /** What drives a stage or merges tables. It keeps nothing, so all tasks share it. */
    Object loop() {
        Object made = loop;
        if (made == null) {
            try {
                made = constructor().invoke();
            } catch (Throwable thrown) {
                throw unchecked(thrown);
            }
            loop = made;
        }
        return made;
    }

    /** So many records are about to go through. Once there were enough, who is made from here on is a copy. */
    void expect(long more) {
        if (!copied) {
            records.add(Math.max(1, more));
            if (records.sum() > HOT_RECORDS) {
                for (Shape shape = this; shape != null; shape = shape.next) {
                    shape.copy();
                }
            }
        }
    }

    private void copy() {
        if (!copied) {
            copied = true;
            Class<?> copy = copies.copy(template);
            constructor = constructorOf(copy);
            loop = null;
        }
    }

    private MethodHandle constructor() {
        MethodHandle made = constructor;
        if (made == null) {
            made = constructorOf(template);
            constructor = made;
        }
        return made;
    }

    private static MethodHandle constructorOf(Class<?> type) {
        MethodType wanted =
                Link.class.isAssignableFrom(type) ? NEW_LINK : End.class.isAssignableFrom(type) ? NEW_END : NEW_LOOP;
        try {
            MethodHandle made = MethodHandles.lookup().findConstructor(type, wanted);
            return made.asType(made.type().changeReturnType(Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no constructor " + wanted, e);
        }
    }

    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException exception ? exception : new IllegalStateException(thrown);
    }
}
