package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.fork.PartedPasses;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Adds up what it is shown, and reports it with the watermark that ends a pass. */
final class PassSink<R> implements Sink<R> {
    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("unchecked") // the run's program gives records of this type
    public SinkWriter<R> createWriter(WriterInitContext context) {
        return new Writer<>((FlinkRun<?, R>) FlinkRun.current());
    }

    private static final class Writer<R> implements SinkWriter<R> {
        private final FlinkRun<?, R> run;
        private final PartedPasses<R, ?>.Part part;

        Writer(FlinkRun<?, R> run) {
            this.run = run;
            this.part = run.passes().part();
        }

        @Override
        public void write(R record, Context context) {
            part.add(record);
        }

        @Override
        public void writeWatermark(Watermark watermark) {
            if (watermark.getTimestamp() != Long.MAX_VALUE) {
                part.ended(run.passUntil(watermark.getTimestamp()));
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
