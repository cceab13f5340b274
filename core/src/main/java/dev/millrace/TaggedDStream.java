package dev.millrace;

import dev.millrace.plan.Select;
import java.util.List;

/** What a function emitted without a tag, with its side outputs: see {@link DStream#mapMulti}. */
public final class TaggedDStream<R> extends DStream<R> {
    private final List<String> tags;

    /** {@code from} gives the windows; the outputs of {@code template} are the stream's own and, from 1 on, the tags'. */
    TaggedDStream(DStream<?> from, RDD<R> template, List<String> tags) {
        super(from.context(), template, from.windows(), null);
        this.tags = tags;
    }

    @Override
    public TaggedDStream<R> named(String name) {
        super.named(name);
        return this;
    }

    /**
     * What was emitted under this tag, in the order of the records.
     *
     * @throws IllegalArgumentException if the tag wasn't given with the function
     */
    public <S> DStream<S> sideOutput(OutputTag<S> tag) {
        context().declarations().checkOpen("sideOutput");
        RDD<R> all = template();
        RDD<S> side = all.then(new Select<>(all.plan(), SideOutputs.numberOf(tag, tags)));
        return new DStream<>(context(), side, windows(), null);
    }

    /** The same for a tag of pairs. */
    public <K, V> PairDStream<K, V> sideOutputToPair(OutputTag<Pair<K, V>> tag) {
        return new PairDStream<>(sideOutput(tag));
    }
}
