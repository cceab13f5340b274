package dev.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.plan.Operator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a template can't be copied, everything still works, only slower; here it must not go unseen. */
class HiddenCopiesTest {
    private static final Operator OPERATOR = new Operator("map", null, "here", 0);

    static List<Class<?>> templates() {
        Path classes = Path.of("target", "classes", "dev", "millrace", "engine");
        try (Stream<Path> files = Files.list(classes)) {
            List<Class<?>> found = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("-"))
                    .<Class<?>>map(name -> loaded("dev.millrace.engine." + name.substring(0, name.length() - 6)))
                    .filter(type -> Step.class.isAssignableFrom(type) || Loop.class.isAssignableFrom(type))
                    .filter(type -> type != Step.class && type != Loop.class)
                    .toList();
            assertTrue(found.size() > 10, found.toString());
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyTemplateCanBeCopied(Class<?> template) {
        Step end = HiddenCopies.newStep(BufferStep.class, Parts.before(null, null, null));
        if (Step.class.isAssignableFrom(template)) {
            Step step = HiddenCopies.newStep(template, Parts.before(end, "a function", OPERATOR));
            Step copy = HiddenCopies.chain(step);
            assertTrue(copy.getClass().isHidden(), template + " was not copied");
            assertFalse(copy.parts().following() == end, "what follows was not copied");
        } else {
            Loop<?> copy = HiddenCopies.loop(template.asSubclass(Loop.class).asSubclass(loopClass()), end);
            assertTrue(copy.getClass().isHidden(), template + " was not copied");
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void whatACopyCallsIsConstantInItsClass(Class<?> template) throws ReflectiveOperationException {
        boolean calls = Stream.of(template.getDeclaredFields()).anyMatch(field -> field.getType() == Callee.class);
        if (!calls || template == MapPartitionsStep.class) { // which calls once a partition
            return;
        }
        Step end = HiddenCopies.newStep(BufferStep.class, Parts.before(null, null, null));
        Step copy = HiddenCopies.chain(HiddenCopies.newStep(template, Parts.before(end, "a function", OPERATOR)));
        Field constant = copy.getClass().getDeclaredField("COPY");
        constant.setAccessible(true);
        Step known = (Step) constant.get(null);
        assertSame(copy.getClass(), known.getClass());
        assertSame(copy.parts().constant(), known.parts().constant());
        assertSame(copy.parts().next(), known.parts().next());
        Field ofTheTemplate = template.getDeclaredField("COPY");
        ofTheTemplate.setAccessible(true);
        assertNull(ofTheTemplate.get(null));
    }

    @SuppressWarnings("unchecked") // a class literal knows no type arguments
    private static Class<? extends Loop<?>> loopClass() {
        return (Class<? extends Loop<?>>) (Class<?>) Loop.class;
    }

    @Test
    @SuppressWarnings("NullAway") // nothing is pushed, so there is no task
    void theEmitterCanBeCopied() {
        Step end = HiddenCopies.newStep(BufferStep.class, Parts.before(null, null, null));
        CountingEmitter.Maker maker = HiddenCopies.emitter(HiddenCopies.chain(end));
        Frame frame = new Frame(null, List.of());
        assertTrue(maker.open(end, frame).getClass().isHidden());
        assertFalse(CountingEmitter.Maker.COLD.open(end, frame).getClass().isHidden());
    }

    @Test
    void tasksThatBeginTogetherShareALoopAndItsCopy() throws Exception {
        int tasks = 4;
        ExecutorService threads = Executors.newFixedThreadPool(tasks);
        try {
            for (int round = 0; round < 200; round++) {
                Step end = HiddenCopies.newStep(BufferStep.class, Parts.before(null, null, null));
                CyclicBarrier together = new CyclicBarrier(tasks);
                List<Future<StageLoop<Object[]>>> asked = new ArrayList<>();
                for (int task = 0; task < tasks; task++) {
                    asked.add(threads.submit(() -> {
                        together.await();
                        return end.loop(ArrayLoop.class, Object[].class);
                    }));
                }
                StageLoop<Object[]> first = asked.get(0).get();
                for (Future<StageLoop<Object[]>> other : asked) {
                    assertSame(first, other.get());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
