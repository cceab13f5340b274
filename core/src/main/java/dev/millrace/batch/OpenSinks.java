package dev.millrace.batch;

import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.Clock;
import dev.millrace.connector.Sink;
import dev.millrace.connector.SinkContext;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sinks that one start has opened. The batch loop's thread opens them; any thread closes. */
final class OpenSinks implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.batch");

    private final String appName;
    private final Clock clock;
    private final List<Sink<?>> opened = new CopyOnWriteArrayList<>();

    OpenSinks(String appName, Clock clock) {
        this.appName = appName;
        this.clock = clock;
    }

    /** The same program, with opened sinks in place of their descriptions. */
    Program open(Program program) {
        List<OutputEntry> outputs = new ArrayList<>();
        for (OutputEntry output : program.outputs()) {
            outputs.add(output instanceof SinkEntry<?> entry ? opened(entry) : output);
        }
        return new Program(program.sources(), program.dynamics(), program.operators(), outputs, program.remembered());
    }

    private <T> SinkEntry<T> opened(SinkEntry<T> entry) {
        try {
            Sink<? super T> sink = entry.sink().open(new SinkContext(appName, entry.name(), clock));
            opened.add(sink);
            return new SinkEntry<>(entry.name(), entry.named(), sink, entry.plan(), entry.windows());
        } catch (Exception e) {
            throw SinkAction.describe(e, "sink '" + entry.name() + "', opening it");
        }
    }

    @Override
    public void close() {
        for (Sink<?> sink : List.copyOf(opened)) {
            if (opened.remove(sink)) {
                try {
                    sink.close();
                } catch (Exception e) {
                    LOGGER.log(Level.WARNING, "could not close " + sink, e);
                }
            }
        }
    }
}
