package dev.millrace;

import dev.millrace.plan.Select;
import dev.millrace.plan.StateFunction.Snapshots;
import dev.millrace.plan.Visits;
import dev.millrace.plan.WindowTimes;
import org.jspecify.annotations.Nullable;

/** The stream of what a function of {@link PairDStream#mapWithState} returned, in the order of the records. */
public final class MapWithStateDStream<K, V, S, R> extends DStream<R> {
    private final Snapshots snapshots;
    private final @Nullable Partitioner partitioner;
    private final Visits whereWanted;

    MapWithStateDStream(
            StreamingContext context,
            RDD<R> template,
            @Nullable WindowTimes windows,
            @Nullable Naming<R> naming,
            Snapshots snapshots,
            @Nullable Partitioner partitioner,
            Visits whereWanted) {
        super(context, template, windows, naming);
        this.snapshots = snapshots;
        this.partitioner = partitioner;
        this.whereWanted = whereWanted;
    }

    @Override
    public MapWithStateDStream<K, V, S, R> named(String name) {
        super.named(name);
        return this;
    }

    /**
     * In each batch, all keys with the state that they have after it. Costs what there is, not what was touched, in each
     * batch, also in those without records.
     */
    public PairDStream<K, S> stateSnapshots() {
        context().declarations().checkOpen("stateSnapshots");
        RDD<R> mapped = template();
        snapshots.want();
        context().declarations().revisit(mapped.plan(), whereWanted);
        RDD<Pair<K, S>> states = mapped.then(new Select<>(mapped.plan(), Snapshots.OUTPUT));
        return new PairDStream<>(new DStream<>(context(), states, windows(), null)).placedBy(partitioner);
    }
}
