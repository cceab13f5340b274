package dev.millrace.plan;

import dev.millrace.Pair;
import java.util.List;

/**
 * Several keyed inputs brought together: one record for each key that any of them has. An input that is placed this way
 * already is not exchanged again.
 */
public record CoGroup<K>(List<? extends Plan<? extends Pair<K, ?>>> keyed, Placement placement, Operator operator)
        implements Plan<Pair<K, Groups>> {
    public CoGroup {
        keyed = List.copyOf(keyed);
    }

    @Override
    public <X> X accept(PlanVisitor<X> visitor) {
        return visitor.visitCoGroup(this);
    }

    @Override
    public List<Plan<?>> inputs() {
        return List.copyOf(keyed);
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
}
