package dev.millrace.testkit.simulation;

import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkTask;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.Engine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.engine.EngineGroup;
import dev.millrace.engine.RunningTask;
import dev.millrace.storage.StateFile;
import dev.millrace.testkit.TestMarkerSink;
import java.util.Iterator;
import java.util.List;

/** Parts of the world that break a rule. */
final class MutatedParts {
    private MutatedParts() {}

    /** A database that takes everything for new. */
    static <T> MarkerSink<T> ignoringMarks(TestMarkerSink<T> sink) {
        return new IgnoringMarks<>(sink);
    }

    private record IgnoringMarks<T>(TestMarkerSink<T> sink) implements MarkerSink<T>, GroupingSink<T, T> {
        @Override
        public String defaultName() {
            return sink.defaultName();
        }

        @Override
        public void write(SinkTask task, Iterator<T> records) throws Exception {
            int unheardOf = (int) (1000 * task.epoch()) + 100 * task.attempt() + task.partition();
            sink.write(new SinkTask(task.sink(), task.batch(), unheardOf, task.epoch(), task.attempt()), records);
        }

        @Override
        public Prepared<T> prepare(SinkTask task, Iterator<T> records) {
            return sink.prepare(task, records);
        }

        @Override
        public MarkerSink<T> ofPrepared() {
            return this;
        }
    }

    /** An engine that begins without state, whatever was kept. */
    static Engine forgettingState(Engine engine) {
        return new Engine() {
            @Override
            public int parallelism() {
                return engine.parallelism();
            }

            @Override
            public void restore(long batch, List<StateFile> files) {
                engine.restore(batch, List.of());
            }

            @Override
            public EngineBatch begin(BatchInputs inputs) {
                return engine.begin(inputs);
            }

            @Override
            public boolean groupsBatches() {
                return engine.groupsBatches();
            }

            @Override
            public EngineGroup beginGroup(long first) {
                return engine.beginGroup(first);
            }

            @Override
            public List<RunningTask> runningTasks() {
                return engine.runningTasks();
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }
}
