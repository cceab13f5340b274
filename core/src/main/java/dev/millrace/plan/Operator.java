package dev.millrace.plan;

import java.io.Serializable;
import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operator as its user knows it: the verb, the name it was given, if any, and where the program calls it. Errors and
 * the status name operators in this way. {@code adds} is its number among those whose functions capture accumulators, 0
 * for the others.
 */
public record Operator(String verb, @Nullable String name, String site, int adds) implements Serializable {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Set<String> OURS =
            Set.of("dev.millrace", "dev.millrace.plan", "dev.millrace.batch", "dev.millrace.engine");
    private static final ClassValue<Boolean> IS_OURS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return OURS.contains(type.getPackageName())
                    && type.getProtectionDomain() == Operator.class.getProtectionDomain();
        }
    };

    /** The operator that the user's code calls right now. */
    public static Operator here(String verb) {
        Optional<StackFrame> caller = WALKER.walk(frames ->
                frames.filter(frame -> !IS_OURS.get(frame.getDeclaringClass())).findFirst());
        String site = caller.map(frame -> (frame.getFileName() == null ? frame.getClassName() : frame.getFileName())
                        + ":" + frame.getLineNumber())
                .orElse("an unknown place");
        return new Operator(verb, null, site, 0);
    }

    public Operator named(String newName) {
        return new Operator(verb, newName, site, adds);
    }

    /** The same, whose functions add to accumulators. */
    public Operator adding(int number) {
        return new Operator(verb, name, site, number);
    }

    /** {@code map at WordCount.java:31}, or {@code map 'clean' at WordCount.java:31}. */
    @Override
    public String toString() {
        return name == null ? verb + " at " + site : verb + " '" + name + "' at " + site;
    }
}
