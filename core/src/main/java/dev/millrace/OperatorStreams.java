package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchScope;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.plan.WindowTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the streams of a context that a function of the user makes anew in each batch, and those that keep state. */
final class OperatorStreams {
    private final StreamingContext context;
    private final int keyGroups;

    OperatorStreams(StreamingContext context, int keyGroups) {
        this.context = context;
        this.keyGroups = keyGroups;
    }

    /** What a stream is in a batch, where a function of the user makes it. */
    @FunctionalInterface
    interface DynamicRdd<R> {
        RDD<R> in(BatchScope scope) throws Exception;
    }

    <R> DStream<R> dynamic(String verb, List<? extends DStream<?>> inputs, DynamicRdd<R> function) {
        context.declarations().checkOpen(verb);
        Checks.some(inputs, verb);
        inputs.forEach(input -> inputs.get(0).sameContext(input));
        Operator operator = Operator.here(verb);
        WindowTimes windows = Windows.common(inputs);
        List<Plan<?>> plans = new ArrayList<>();
        inputs.forEach(input -> plans.add(input.template().plan()));
        DynamicRdd<R> gated = scope -> windows == null || windows.isShown(scope.previousTime(), scope.time())
                ? context.slices().during(scope, function::in)
                : RDD.of(List.of(), 1);
        AtomicReference<Operator> known = new AtomicReference<>(operator);
        Supplier<Operator> operatorNow = () -> Objects.requireNonNull(known.get());
        SourceInput<R> place = context.declarations().<R>addDynamic(plans, operatorNow, filled -> scope -> {
            Plan<R> made = made(operatorNow.get(), gated, scope);
            context.slices().made(scope, filled, made);
            return made;
        });
        RDD<R> template = RDD.template(new Read<>(place), context.portability());
        return new DStream<>(context, template, windows, name -> {
            context.declarations().claimName(name);
            known.set(operator.named(name));
            return template;
        });
    }

    private static <R> Plan<R> made(Operator operator, DynamicRdd<R> function, BatchScope scope) {
        try {
            RDD<R> rdd = function.in(scope);
            if (rdd == null) {
                throw new MillraceException(Kind.USER_CODE, failed(operator, scope) + "its function returned null");
            }
            if (!rdd.canBeIn(scope.engineBatch())) {
                throw new MillraceException(
                        Kind.USER_CODE,
                        failed(operator, scope)
                                + "its function returned an RDD of another batch: what a batch read is gone when it is"
                                + " done; window(…) and slice(…) reach back");
            }
            return rdd.plan();
        } catch (MillraceException e) {
            throw e;
        } catch (Exception e) {
            throw new MillraceException(Kind.USER_CODE, failed(operator, scope) + e, e);
        }
    }

    private static String failed(Operator operator, BatchScope scope) {
        return "batch " + scope.engineBatch().inputs().batch() + ": " + operator + " failed: ";
    }

    <K, V, S, R> DStream<R> stateful(
            String verb,
            List<DStream<Pair<K, V>>> inputs,
            @Nullable RDD<Pair<K, S>> initial,
            StateFunction<K, V, S, R> function,
            @Nullable WindowTimes windows) {
        return declareStateful(
                verb,
                inputs,
                initial,
                function,
                (template, naming) -> new DStream<>(context, template, windows, naming));
    }

    /** The same, where {@code stream} makes the operator's stream. */
    <K, V, S, R, D extends DStream<R>> D declareStateful(
            String verb,
            List<DStream<Pair<K, V>>> inputs,
            @Nullable RDD<Pair<K, S>> initial,
            StateFunction<K, V, S, R> given,
            BiFunction<RDD<R>, DStream.Naming<R>, D> stream) {
        context.declarations().checkOpen(verb);
        StateFunction<K, V, S, R> function = Windows.betweenSlides(inputs, given);
        Operator operator = context.portability().check(Operator.here(verb), function, null);
        List<Plan<Pair<K, V>>> plans =
                inputs.stream().map(input -> input.template().plan()).toList();
        Plan<Pair<K, S>> initialPlan = initial == null ? null : initial.plan();
        String name = context.declarations().next(verb);
        Stateful<K, V, S, R> first =
                new Stateful<>(plans, initialPlan, new StatefulSpec<>(name, keyGroups, function), operator);
        context.declarations().addOperator(name, function.visits(), Windows.unasked(inputs), first);
        return stream.apply(RDD.template(first, context.portability()), newName -> {
            Stateful<K, V, S, R> renamed = new Stateful<>(
                    plans, initialPlan, new StatefulSpec<>(newName, keyGroups, function), operator.named(newName));
            context.declarations().renameOperator(first, newName, renamed);
            return RDD.template(renamed, context.portability());
        });
    }
}
