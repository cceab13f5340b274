package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BadRecordLedger;
import dev.millrace.batch.Program;
import dev.millrace.batch.Program.ActionEntry;
import dev.millrace.batch.Program.BatchPlan;
import dev.millrace.batch.Program.DynamicEntry;
import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.batch.RememberedBatches;
import dev.millrace.connector.Sink;
import dev.millrace.connector.Source;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.Visits;
import dev.millrace.plan.WindowTimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The streams and outputs that a program declares until its context starts. Used by one thread. */
final class Declarations {
    private final List<SourceEntry<?>> sources = new ArrayList<>();
    private final List<DynamicEntry<?>> dynamics = new ArrayList<>();
    private final List<OperatorEntry> operators = new ArrayList<>();
    private final List<OutputEntry> outputs = new ArrayList<>();
    private final Map<String, Integer> countByVerb = new HashMap<>();
    private final Set<String> givenNames = new HashSet<>();
    private volatile boolean frozen;

    /** What is declared after the start would never run. */
    void checkOpen(String what) {
        if (frozen) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    what
                            + " after the context was started or stopped: sources, operations and outputs are declared"
                            + " before start()");
        }
    }

    <T> SourceInput<T> addSource(Source<T> source, String name, @Nullable BadRecordLedger badRecords) {
        SourceInput<T> input = new SourceInput<>(name);
        sources.add(new SourceEntry<>(input, source, name, false, badRecords));
        return input;
    }

    /** Replaces a source by one with a name of the user's choice. */
    <T> SourceInput<T> renameSource(SourceInput<T> old, String name) {
        claimName(name);
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).input() == old) {
                @SuppressWarnings("unchecked") // the entry was made for this input
                SourceEntry<T> entry = (SourceEntry<T>) sources.get(i);
                SourceInput<T> input = new SourceInput<>(name);
                sources.set(i, new SourceEntry<>(input, entry.source(), name, true, entry.badRecords()));
                return input;
            }
        }
        throw new MillraceException(Kind.INTERNAL, "no source was declared as " + old);
    }

    /** A default name that no other source has. */
    String sourceName(Source<?> source) {
        String name = source.defaultName();
        int number = 1;
        for (SourceEntry<?> other : sources) {
            if (!other.named() && other.source().defaultName().equals(name)) {
                number++;
            }
        }
        return number == 1 ? name : name + "#" + number;
    }

    <T> SourceInput<T> addDynamic(
            List<Plan<?>> inputs, Supplier<Operator> operator, Function<SourceInput<T>, BatchPlan<T>> planAt) {
        SourceInput<T> place = new SourceInput<>(next(operator.get().verb()));
        dynamics.add(new DynamicEntry<>(place, List.copyOf(inputs), operator, planAt.apply(place)));
        return place;
    }

    /** What a function of the user's makes the streams of this place of; nothing if a source is read there. */
    List<Plan<?>> madeOf(SourceInput<?> place) {
        for (DynamicEntry<?> dynamic : dynamics) {
            if (dynamic.place() == place) {
                return dynamic.inputs();
            }
        }
        return List.of();
    }

    /** {@code unasked} says when it gets records although none came. */
    void addOperator(String name, Visits visits, Visits unasked, Plan<?> plan) {
        operators.add(new OperatorEntry(name, false, visits, unasked, plan));
    }

    /** The operator visits other keys than was said at first. */
    void revisit(Plan<?> plan, Visits visits) {
        operators.replaceAll(operator -> operator.plan() == plan
                ? new OperatorEntry(operator.name(), operator.named(), visits, operator.unasked(), plan)
                : operator);
    }

    void renameOperator(Plan<?> old, String name, Plan<?> plan) {
        claimName(name);
        operators.replaceAll(operator -> operator.plan() == old
                ? new OperatorEntry(name, true, operator.visits(), operator.unasked(), plan)
                : operator);
    }

    /** Returns the number of the output, by which it can be renamed. */
    int addAction(String verb, Plan<?> plan, @Nullable WindowTimes windows, Program.Action action) {
        checkOpen(verb);
        outputs.add(new ActionEntry(next(verb), plan, windows, action));
        return outputs.size() - 1;
    }

    /** Returns the number of the output, by which it can be renamed. */
    <T> int addSink(Sink<? super T> sink, Plan<T> plan, @Nullable WindowTimes windows) {
        checkOpen("save");
        String name = sink.defaultName();
        int number = 1;
        for (OutputEntry other : outputs) {
            if (other instanceof SinkEntry<?> entry
                    && !entry.named()
                    && entry.sink().defaultName().equals(name)) {
                number++;
            }
        }
        outputs.add(new SinkEntry<>(number == 1 ? name : name + "#" + number, false, sink, plan, windows));
        return outputs.size() - 1;
    }

    void replaceSink(int output, Plan<?> plan) {
        if (outputs.get(output) instanceof SinkEntry<?> entry) {
            outputs.set(output, withPlan(entry, plan));
        }
    }

    @SuppressWarnings("unchecked") // the new plan gives what the old one gave
    private static <T> SinkEntry<T> withPlan(SinkEntry<T> entry, Plan<?> plan) {
        return new SinkEntry<>(entry.name(), entry.named(), entry.sink(), (Plan<T>) plan, entry.windows());
    }

    void renameOutput(int output, String name) {
        checkOpen("named");
        claimName(name);
        if (outputs.get(output) instanceof SinkEntry<?> entry) {
            outputs.set(output, renamed(entry, name));
        } else if (outputs.get(output) instanceof ActionEntry entry) {
            outputs.set(output, new ActionEntry(name, entry.plan(), entry.windows(), entry.action()));
        }
    }

    private static <T> SinkEntry<T> renamed(SinkEntry<T> entry, String name) {
        return new SinkEntry<>(name, true, entry.sink(), entry.plan(), entry.windows());
    }

    /** {@code map-1}, {@code map-2}, … */
    String next(String verb) {
        return verb + "-" + countByVerb.merge(verb, 1, Integer::sum);
    }

    /** Names are given once. */
    void claimName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("named(…) wants a name");
        }
        if (!givenNames.add(name)) {
            throw new MillraceException(
                    Kind.CONFIGURATION, "named(\"" + name + "\"): the name is taken; names are unique in a program");
        }
    }

    /** No stream is declared any more, because the context never starts. */
    void close() {
        frozen = true;
    }

    /** The program, whose batches are kept in {@code remembered} if there is one. */
    Program freeze(@Nullable RememberedBatches remembered) {
        if (outputs.isEmpty()) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "no output was declared, so there is nothing to compute: add print(), foreachRDD(…) or save(…)");
        }
        frozen = true;
        return new Program(sources, dynamics, operators, outputs, remembered);
    }
}
