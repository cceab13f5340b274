package dev.millrace.plan;

import dev.millrace.Pair;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keyed state of one named operator, the exchange by key group included. The inputs' numbers are their tags. It runs over
 * all partitions exactly once a batch, whatever its consumers read. {@code initial} is what an operator starts with that
 * has no state yet.
 */
public record Stateful<K, V, S, R>(
        List<? extends Plan<Pair<K, V>>> keyed,
        @Nullable Plan<Pair<K, S>> initial,
        StatefulSpec<K, V, S, R> spec,
        Operator operator)
        implements Plan<R> {
    public Stateful {
        keyed = List.copyOf(keyed);
    }

    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitStateful(this);
    }

    @Override
    public List<Plan<?>> inputs() {
        return all();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return operator.toString();
    }

    private List<Plan<?>> all() {
        List<Plan<?>> all = new ArrayList<>(keyed);
        if (initial != null) {
            all.add(initial);
        }
        return List.copyOf(all);
    }
}
