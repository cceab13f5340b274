package dev.millrace;

import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sinks into lists, which outlive the program. Tasks of several threads may write. */
final class MemorySinks {
    private MemorySinks() {}

    /** Called before a sink does something; may throw. */
    interface Trouble {
        void before(String what) throws Exception;
    }

    private static List<String> drain(Iterator<String> records) {
        List<String> all = new ArrayList<>();
        records.forEachRemaining(all::add);
        return all;
    }

    private static List<String> sorted(Collection<List<String>> parts) {
        return parts.stream().flatMap(List::stream).sorted().toList();
    }

    /** Publishes by moving lists. */
    static final class Staged implements StagedSink<String> {
        final transient Map<String, List<String>> staging = new ConcurrentHashMap<>();
        final transient Map<String, List<String>> visible = new TreeMap<>();
        transient Trouble trouble = what -> {};

        @Override
        public String defaultName() {
            return "staged";
        }

        @Override
        public StagedOutput stage(SinkTask task, Iterator<String> records) throws Exception {
            trouble.before("stage");
            String name = task.toString();
            List<String> all = drain(records);
            if (staging.put(name, all) != null) {
                throw new IllegalStateException(name + " staged twice");
            }
            return new StagedOutput(task.partition(), name, all.size(), 0, all.size());
        }

        @Override
        public int publish(String sink, long batch, List<StagedOutput> outputs) throws Exception {
            int published = 0;
            for (StagedOutput output : outputs) {
                trouble.before("publish");
                List<String> records = staging.remove(output.name());
                String name = batch + "/" + output.partition();
                if (records != null) {
                    if (visible.put(name, records) != null) {
                        throw new IllegalStateException(name + " published twice");
                    }
                    published++;
                } else if (!visible.containsKey(name)) {
                    throw new IllegalStateException(name + " is neither staged nor published");
                }
            }
            return published;
        }

        @Override
        public void discardUnpublished(String sink, long batch, long epoch) {
            staging.keySet().removeIf(name -> !name.contains("epoch=" + epoch + ","));
        }

        List<String> records() {
            return sorted(visible.values());
        }
    }

    /** Marks and writes at once. */
    static final class Marker implements MarkerSink<String> {
        final transient Set<String> marks = ConcurrentHashMap.newKeySet();
        final transient Collection<List<String>> written = new ConcurrentLinkedQueue<>();
        transient Trouble trouble = what -> {};

        transient Duration kept = ChronoUnit.FOREVER.getDuration();
        transient Trouble askedForKept = what -> {};

        @Override
        public String defaultName() {
            return "marker";
        }

        @Override
        public Duration marksKept() throws Exception {
            askedForKept.before("marks kept");
            return kept;
        }

        @Override
        public void write(SinkTask task, Iterator<String> records) throws Exception {
            trouble.before("write " + task.partition());
            if (marks.add(task.sink() + "/" + task.batch() + "/" + task.partition())) {
                written.add(drain(records));
            }
        }

        List<String> records() {
            return sorted(written);
        }
    }

    /** Writes whatever comes. */
    static final class Plain implements AtLeastOnceSink<String> {
        final transient Collection<List<String>> written = new ConcurrentLinkedQueue<>();
        transient Trouble trouble = what -> {};

        @Override
        public String defaultName() {
            return "plain";
        }

        @Override
        public void write(SinkTask task, Iterator<String> records) throws Exception {
            trouble.before("write " + task.partition());
            written.add(drain(records));
        }

        List<String> records() {
            return sorted(written);
        }
    }
}
