package dev.millrace.connector.kinesis;

import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import java.io.Serializable;
import java.time.InstantSource;
import java.util.Random;
import java.util.random.RandomGenerator;

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
        return new KinesisReader(
                        new KinesisSession(
                                settings,
                                connect(context.clock()),
                                settings.connectFanOut(),
                                context.clock(),
                                new Random()),
                        settings.connectTable(context.appName()))
                .open();
    }

    KinesisCalls connect(InstantSource clock) {
        return settings.connect(clock);
    }

    SourceReader<KinesisRecord> open(SourceContext context, KinesisCalls calls, RandomGenerator random) {
        return new KinesisReader(new KinesisSession(settings, calls, context.clock(), random), null).open();
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
