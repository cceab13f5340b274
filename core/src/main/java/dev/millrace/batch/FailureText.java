package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.Program.DynamicEntry;
import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.connector.VolatileSource;
import dev.millrace.plan.CoGroup;
import dev.millrace.plan.Operator;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Read;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.SourceInput;
import dev.millrace.plan.Stateful;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a failure in the user's code is told. Engines know operator, batch and partition; before that come the sources that the
 * operator's records are from and the output that it was computed for, behind it what to do. The batch loop's thread.
 */
final class FailureText {
    private static final int SOURCES_NAMED_MAX = 3;

    private final Program program;
    private final boolean isDurable;

    FailureText(Program program, boolean isDurable) {
        this.program = program;
        this.isDurable = isDurable;
    }

    /** What happened while the output was computed. */
    MillraceException of(OutputEntry output, long batch, MillraceException e) {
        return of(List.of(output.plan()), "output '" + output.name() + "', ", batch, e);
    }

    /** What happened while something was computed that is no output. */
    MillraceException of(long batch, MillraceException e) {
        List<Plan<?>> plans = new ArrayList<>();
        for (OutputEntry output : program.outputs()) {
            plans.add(output.plan());
        }
        for (OperatorEntry operator : program.operators()) {
            plans.add(operator.plan());
        }
        return of(plans, "", batch, e);
    }

    private MillraceException of(List<Plan<?>> plans, String output, long batch, MillraceException e) {
        String message = String.valueOf(e.getMessage());
        if (e.kind() != Kind.USER_CODE) {
            return e;
        }
        if (message.startsWith("sink '")) {
            return new MillraceException(e.kind(), sources(plans, message) + message, e.getCause());
        }
        boolean isOfEngine = message.startsWith("batch " + batch + ",") || message.startsWith("batch " + batch + ":");
        String told = isOfEngine ? message + advice(e.getCause()) : "batch " + batch + ": " + message;
        return new MillraceException(e.kind(), sources(plans, message) + output + told, e.getCause());
    }

    private String advice(@Nullable Throwable cause) {
        if (cause instanceof MillraceException || cause instanceof Error) {
            return "";
        }
        boolean isReadAgain =
                isDurable && program.sources().stream().noneMatch(source -> source.source() instanceof VolatileSource);
        return isReadAgain
                ? ". Mend the function and start again: the records are read again, from where the checkpoint stands"
                : ". Mend the function and start again";
    }

    /** The sources of the operator that the message names or, where it names none that the program declares, of all of it. */
    private String sources(List<Plan<?>> plans, String message) {
        int colon = message.indexOf(": ");
        String said = colon < 0 ? message : message.substring(colon + 2);
        if (said.startsWith("reading source '")) {
            return "";
        }
        Set<SourceInput<?>> found = new HashSet<>();
        for (Plan<?> plan : plans) {
            for (Plan<?> input : program.inputsOf(plan)) {
                Operator operator = operator(input);
                if (operator != null && said.startsWith(operator + " failed")) {
                    found.addAll(program.sourcesOf(input));
                }
            }
        }
        if (found.isEmpty()) {
            plans.forEach(plan -> found.addAll(program.sourcesOf(plan)));
        }
        return text(found);
    }

    private @Nullable Operator operator(Plan<?> plan) {
        if (plan instanceof Pipe<?, ?> pipe) {
            return pipe.operator();
        } else if (plan instanceof Shuffle<?, ?> shuffle) {
            return shuffle.operator();
        } else if (plan instanceof CoGroup<?> coGroup) {
            return coGroup.operator();
        } else if (plan instanceof Stateful<?, ?, ?, ?> stateful) {
            return stateful.operator();
        } else if (plan instanceof Read<?> read) {
            for (DynamicEntry<?> dynamic : program.dynamics()) {
                if (dynamic.place() == read.input()) {
                    return dynamic.operator().get();
                }
            }
        }
        return null;
    }

    /** In the order of the program. */
    private String text(Set<SourceInput<?>> found) {
        List<String> names = new ArrayList<>();
        for (SourceEntry<?> source : program.sources()) {
            if (found.contains(source.input())) {
                names.add("'" + source.name() + "'");
            }
        }
        int count = names.size();
        if (count < 2) {
            return count == 0 ? "" : "source " + names.get(0) + ", ";
        }
        int named = count > SOURCES_NAMED_MAX ? SOURCES_NAMED_MAX : count - 1;
        String last = count > SOURCES_NAMED_MAX ? count - named + " more" : names.get(named);
        return "sources " + String.join(", ", names.subList(0, named)) + " and " + last + ", ";
    }
}
