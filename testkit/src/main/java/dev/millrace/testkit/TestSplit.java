package dev.millrace.testkit;

import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records that one task reads. It holds them, so it can travel; the faults stay behind. */
final class TestSplit<T> implements Split<T> {
    private final String log;
    private final List<T> records;
    private final transient @Nullable Faults faults;

    TestSplit(String log, List<T> records, Faults faults) {
        this.log = log;
        this.records = records;
        this.faults = faults;
    }

    @Override
    public void read(Emitter<? super T> out) {
        if (faults != null) {
            faults.pass("reading " + log);
        }
        for (T record : records) {
            if (out.isStopped()) {
                return;
            }
            out.accept(record);
        }
    }

    @Override
    public long recordCount() {
        return records.size();
    }

    @Override
    public String toString() {
        return log + records;
    }
}
