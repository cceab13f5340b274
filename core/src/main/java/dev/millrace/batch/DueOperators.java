package dev.millrace.batch;

import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Visits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a batch without records has anything to do: an operator visits all keys, or a window that holds something ends.
 * Follows which operators can have been given records by those before them. Pure; the loop's thread.
 */
final class DueOperators {
    private final List<Operator> operators = new ArrayList<>();

    DueOperators(Program program) {
        List<OperatorEntry> entries = program.operators();
        for (OperatorEntry entry : entries) {
            Set<Plan<?>> read = program.inputsOf(entry.plan());
            List<Operator> before = new ArrayList<>();
            for (int i = 0; i < operators.size(); i++) {
                if (read.contains(entries.get(i).plan())) {
                    before.add(operators.get(i));
                }
            }
            operators.add(new Operator(entry, before));
        }
    }

    private static final class Operator {
        private final String name;
        private final Visits visits;
        private final Visits unasked;
        private final List<Operator> before;

        /** The last batch that may have brought it records. */
        private Instant last = Instant.EPOCH;

        /** Whether it may have emitted anything in the last batch. */
        private boolean emitted;

        /** Whether it is known to have no key: then nothing can come of it until it gets records. */
        private boolean empty;

        private Operator(OperatorEntry entry, List<Operator> before) {
            this.name = entry.name();
            this.visits = entry.visits();
            this.unasked = entry.unasked();
            this.before = before;
        }

        private boolean isDue(Instant previous, Instant time) {
            return isGivenUnasked(previous, time) || (!empty && visits.isDue(previous, time, last));
        }

        private boolean isGivenUnasked(Instant previous, Instant time) {
            return unasked.isDue(previous, time, last);
        }
    }

    /** Whether the batch of this time has something to do that comes after the one of the time {@code previous}. */
    boolean isAnyDue(Instant previous, Instant time) {
        for (int i = 0; i < operators.size(); i++) {
            if (operators.get(i).isDue(previous, time)) {
                return true;
            }
        }
        return false;
    }

    /** A batch ran that left so many keys with those operators that it ran. */
    void left(Map<String, Long> keysByOperator) {
        for (int i = 0; i < operators.size(); i++) {
            Long keys = keysByOperator.get(operators.get(i).name);
            operators.get(i).empty = keys != null && keys == 0;
        }
    }

    /** That batch ran. */
    void ran(Instant previous, Instant time, boolean hadRecords) {
        for (int i = 0; i < operators.size(); i++) {
            Operator operator = operators.get(i);
            boolean given = hadRecords || operator.isGivenUnasked(previous, time);
            for (Operator earlier : operator.before) {
                given |= earlier.emitted;
            }
            operator.emitted = given || operator.isDue(previous, time);
            if (given) {
                operator.last = time;
            }
        }
    }
}
