package dev.millrace.testkit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a reader outside the program sees of a test sink, and what it expects to see. It survives a crash of the program.
 * Any thread may read; {@code expect…} and {@link #takeNew} belong to one, as each goes on where the last one ended.
 *
 * <pre>{@code
 * lines.push("to be", "or not to be");
 * streams.runBatch();
 * counts.expect(Pair.of("to", 2), Pair.of("be", 2), Pair.of("or", 1), Pair.of("not", 1));
 * streams.runBatch();
 * counts.expectNothing();
 * }</pre>
 */
public abstract sealed class TestOutput<T> implements Serializable
        permits TestStagedSink, TestMarkerSink, TestAtLeastOnceSink {
    private static final long serialVersionUID = 1;

    private final String name;
    private final transient VisibleOutput<T> visible = new VisibleOutput<>();

    TestOutput(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    final VisibleOutput<T> visible() {
        return visible;
    }

    /** Everything visible, by batch number; within a batch by partition, within a partition as written. */
    public final SortedMap<Long, List<T>> batches() {
        return visible.batches();
    }

    /** Everything visible, in the order of {@link #batches}. */
    public final List<T> records() {
        return batches().values().stream().flatMap(List::stream).toList();
    }

    /** What batch {@code number} wrote; empty if nothing of it is visible. */
    public final List<T> batch(long number) {
        return visible.batch(number);
    }

    /** What the newest batch with any output wrote; empty if there is none. */
    public final List<T> lastBatch() {
        SortedMap<Long, List<T>> batches = batches();
        return batches.isEmpty() ? List.of() : batch(batches.lastKey());
    }

    /** What has become visible since this, or one of {@code expect…}, was called last; in the order of {@link #batches}. */
    public final List<T> takeNew() {
        return visible.take().stream().map(VisibleOutput.Seen::record).toList();
    }

    /** Since the last look exactly these records have become visible, each as often as it is named, in any order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void expect(T... records) {
        check(Comparison.inAnyOrder(visible.take(), listOf(records)), "in any order");
    }

    /** The same in exactly this order; records of one batch that were in different partitions come by partition. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void expectInOrder(T... records) {
        check(Comparison.inOrder(visible.take(), listOf(records)), "in this order");
    }

    /** Since the last look nothing has become visible. */
    public final void expectNothing() {
        check(Comparison.inOrder(visible.take(), List.of()), "nothing expected");
    }

    /**
     * This is all that has ever become visible: the first list by batch 1, the next one by batch 2, … within a batch in any
     * order. Batches that have nothing to do have no number.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void expectBatches(List<T>... expected) {
        List<VisibleOutput.Seen<T>> came = new ArrayList<>();
        batches()
                .forEach((batch, records) ->
                        records.forEach(record -> came.add(new VisibleOutput.Seen<>(batch, record))));
        visible.take();
        check(Comparison.byBatch(came, listOf(expected)), "batch by batch");
    }

    private static <E> List<E> listOf(E[] elements) {
        List<E> list = new ArrayList<>(elements.length);
        for (E element : elements) {
            list.add(element); // any of them may be null
        }
        return list;
    }

    private void check(Comparison comparison, String how) {
        if (!comparison.isEqual()) {
            StringBuilder before = new StringBuilder();
            for (Map.Entry<Long, List<T>> batch :
                    batches().headMap(comparison.firstBatch()).entrySet()) {
                before.append("before that, batch ").append(batch.getKey()).append(": ");
                before.append(Comparison.inShort(batch.getValue())).append('\n');
            }
            throw new AssertionError("output '" + name + "', " + how + ": " + comparison + "\n" + before);
        }
    }
}
