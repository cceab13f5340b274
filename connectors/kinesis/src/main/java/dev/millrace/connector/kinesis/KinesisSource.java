package dev.millrace.connector.kinesis;

import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import java.io.Serializable;
import java.time.InstantSource;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A Kinesis stream as a source: every record exactly once, and the records of a key in their order, across restarts,
 * splits and merges. An immutable description; {@link #builder()} makes it.
 */
public final class KinesisSource implements ReplayableSource<KinesisRecord>, Serializable {
    private final ReadSettings settings;

    KinesisSource(ReadSettings settings) {
        this.settings = settings;
    }

    /** Describes a stream of the records' data. {@link KinesisSourceBuilder#messageHandler} makes it one of anything else. */
    public static KinesisSourceBuilder<byte[]> builder() {
        return new KinesisSourceBuilder<>((record, out) -> out.accept(record.data()));
    }

    /** {@code kinesis:} and the stream's name. */
    @Override
    public String defaultName() {
        return "kinesis:" + settings.stream().shortName();
    }

    @Override
    public SourceReader<KinesisRecord> open(SourceContext context) {
        KinesisSession session = new KinesisSession(
                settings, connect(context.clock()), settings.connectFanOut(), context.clock(), new Random());
        return open(context, session, settings.connectTable(context.appName()));
    }

    ReadSettings settings() {
        return settings;
    }

    KinesisCalls connect(InstantSource clock) {
        return settings.connect(clock);
    }

    SourceReader<KinesisRecord> open(SourceContext context, KinesisCalls calls, RandomGenerator random) {
        return open(context, new KinesisSession(settings, calls, context.clock(), random), null);
    }

    private SourceReader<KinesisRecord> open(
            SourceContext context, KinesisSession session, @Nullable LeaseTable table) {
        boolean inTasks = settings.readInTasks() && context.tasksRunElsewhere();
        KinesisReader reader = new KinesisReader(session, table, inTasks, context::recordsCame).open();
        return inTasks ? new TaskReader(reader, session, context.batchInterval()) : reader;
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
