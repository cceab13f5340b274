package dev.millrace.engine;

import dev.millrace.plan.Operator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an engine's stages, found again by who compiles the same program anew in each batch: a stage that begins
 * with the same step has the loop that was compiled for it. Any task.
 */
final class StageCache {
    private static final int STEPS_MAX = 8_192;

    private final Map<Key, Step> steps = new ConcurrentHashMap<>();

    private record Key(
            Class<?> template,
            Object callee,
            @Nullable Operator operator,
            @Nullable Step next) {}

    /** A step that calls something before it hands on to the next. */
    Step link(Class<? extends Step> template, Work work, Operator operator, Step next) {
        return step(new Key(template, work.key(), operator, next), work.isConstant() ? work.callee() : null);
    }

    /** A step that calls nothing of the user's. */
    Step link(Class<? extends Step> template, Operator operator, Step next) {
        return step(new Key(template, template, operator, next), null);
    }

    /** The end of a stage that calls a user's functions. */
    Step end(Class<? extends Step> template, Work work, Operator operator) {
        return step(new Key(template, work.key(), operator, null), work.isConstant() ? work.callee() : null);
    }

    /** The end of a stage whose state is of a class. */
    Step end(Class<? extends Step> template, Class<?> state, @Nullable Operator operator) {
        return step(new Key(template, state, operator, null), null);
    }

    private Step step(Key key, @Nullable Object constant) {
        Step found = steps.get(key);
        if (found != null) {
            return found;
        }
        if (steps.size() > STEPS_MAX) {
            steps.clear(); // who still uses one keeps it; the others are made again
        }
        return steps.computeIfAbsent(
                key,
                missing -> HiddenCopies.newStep(
                        missing.template(), Parts.before(missing.next(), constant, missing.operator())));
    }
}
