package dev.millrace.benchmarks.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.jspecify.annotations.Nullable;

/** Gives each record with how many of its key there were with it: keyed state. */
final class RunningCount extends RichMapFunction<Long, Tuple2<Long, Long>> {
    private static final long serialVersionUID = 1;

    private transient @Nullable ValueState<@Nullable Long> counts;

    @Override
    public void open(OpenContext context) {
        counts = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public Tuple2<Long, Long> map(Long record) throws Exception {
        ValueState<@Nullable Long> state = counts;
        if (state == null) {
            throw new IllegalStateException("the function was not opened");
        }
        Long before = state.value();
        long count = before == null ? 1 : before + 1;
        state.update(count);
        return Tuple2.of(record, count);
    }
}
