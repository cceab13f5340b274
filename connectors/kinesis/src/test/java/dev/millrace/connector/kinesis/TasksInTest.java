package dev.millrace.connector.kinesis;

import dev.millrace.connector.Lag;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.OpenReader;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Position;
import dev.millrace.connector.Reading;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads as an engine does whose tasks are elsewhere: what they get and what they give is copied by serialization, each task
 * runs twice now and then, and every third time what was read is lost before the batch reads it.
 */
final class TasksInTest<R extends Serializable> implements SourceReader<KinesisRecord> {
    private final OpenReader<KinesisRecord, R> reader;
    private int tasks;

    private TasksInTest(OpenReader<KinesisRecord, R> reader) {
        this.reader = reader;
    }

    static SourceReader<KinesisRecord> of(SourceReader<KinesisRecord> opened) {
        return new TasksInTest<>((OpenReader<KinesisRecord, ?>) opened);
    }

    /** The same where tasks are elsewhere. */
    static SourceContext elsewhere(SourceContext context) {
        return new SourceContext(
                context.appName(),
                context.sourceName(),
                context.batchInterval(),
                context.parallelism(),
                context.clock(),
                true,
                context.batchesBeginEarly());
    }

    private record Kept<R extends Serializable>(R result, List<KinesisRecord> kept, boolean isLost)
            implements Reading<KinesisRecord, R> {
        @Override
        public long records() {
            return kept.size();
        }

        @Override
        public Split<KinesisRecord> orElse(Split<KinesisRecord> again) {
            return isLost ? copy(again) : new FetchedSplit(kept);
        }
    }

    private Reading<KinesisRecord, R> run(OpenSplit<KinesisRecord, R> split) throws Exception {
        tasks++;
        if (tasks % 5 == 0) {
            copy(split).read(record -> {}); // an attempt that doesn't count
        }
        List<KinesisRecord> records = new ArrayList<>();
        R result = copy(split).read(records::add);
        return new Kept<>(copy(result), records, tasks % 3 == 0);
    }

    @SuppressWarnings("unchecked") // a copy has the class of the original
    private static <T extends Serializable> T copy(T original) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SourceBatch<KinesisRecord> poll(long recordsMax) {
        List<OpenSplit<KinesisRecord, R>> splits = reader.toRead(recordsMax);
        List<Reading<KinesisRecord, R>> readings = new ArrayList<>();
        for (OpenSplit<KinesisRecord, R> split : splits) {
            try {
                readings.add(run(split));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        if (!readings.isEmpty()) {
            reader.wasRead(readings);
        }
        return reader.poll(recordsMax);
    }

    @Override
    public String identity() {
        return reader.identity();
    }

    @Override
    public Map<String, Position> initialPositions() {
        return reader.initialPositions();
    }

    @Override
    public void start(Map<String, Position> positions) {
        reader.start(positions);
    }

    @Override
    public List<Split<KinesisRecord>> replay(List<LogRange> ranges) {
        return reader.replay(ranges).stream().map(TasksInTest::copy).toList();
    }

    @Override
    public boolean isForgotten(String log, Position position) {
        return reader.isForgotten(log, position);
    }

    @Override
    public Map<String, Lag> lag() {
        return reader.lag();
    }

    @Override
    public void close() {
        reader.close();
    }
}
