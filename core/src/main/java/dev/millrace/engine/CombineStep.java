package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;

/** The end of a stage before an exchange with a combiner: a table for each target partition. */
final class CombineStep extends Step {
    private final Combiner<Object, Object> combiner;
    private final Placing placing;
    private final Operator operator;
    private final Task task;
    private final KeyTable[] tables;

    CombineStep(Combiner<Object, Object> combiner, Placing placing, Operator operator, Task task) {
        this.combiner = combiner;
        this.placing = placing;
        this.operator = operator;
        this.task = task;
        this.tables = new KeyTable[placing.targets()];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new KeyTable(8);
        }
    }

    KeyTable[] tables() {
        return tables;
    }

    @Override
    public void accept(Object record) {
        Pair<?, ?> pair = (Pair<?, ?>) record;
        try {
            Object key = pair.key();
            int hash = KeyTable.hash(key);
            KeyTable table = tables[placing.target(key, hash)];
            int place = table.place(key, hash);
            if (place < 0) {
                table.values[-1 - place] = combiner.create(pair.value());
            } else {
                table.values[place] = combiner.mergeValue(table.values[place], pair.value());
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }

    @Override
    public boolean isStopped() {
        return task.isCancelled();
    }
}
