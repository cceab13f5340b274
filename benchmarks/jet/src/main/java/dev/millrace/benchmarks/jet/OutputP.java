package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.core.Inbox;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.impl.JetEvent;
import dev.millrace.benchmarks.fork.PartedPasses;
import dev.millrace.benchmarks.input.Batch;

/** Adds up what it is shown, and reports it with the watermark that ends a pass. */
final class OutputP<R> implements Processor {
    private final JetRun<?, R> run;
    private final PartedPasses<R, ?>.Part part;

    private OutputP(JetRun<?, R> run) {
        this.run = run;
        this.part = run.passes().part();
    }

    static ProcessorMetaSupplier supplier() {
        return ProcessorMetaSupplier.of(Batch.PARTS, () -> new OutputP<>(JetRun.current()));
    }

    @Override
    public void process(int ordinal, Inbox inbox) {
        inbox.drain(item -> part.add(record(item)));
    }

    /** Where records have times, a processor of one's own is given them with their times. */
    @SuppressWarnings("unchecked") // the run's program gives records of this type
    private R record(Object item) {
        return item instanceof JetEvent<?> event ? (R) event.payload() : (R) item;
    }

    @Override
    public boolean tryProcessWatermark(Watermark watermark) {
        part.ended(run.passBefore(watermark.timestamp()));
        return true;
    }
}
